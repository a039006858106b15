"""The command line. Thin: it reads arguments, calls the library, and prints."""

from pointsay.cli.main import main

__all__ = ["main"]
