"""Training of textual inversion: SEARLE (pseudo-words, then phi that imitates them), Pic2Word."""
