"""pointsay."""
