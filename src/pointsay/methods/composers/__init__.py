"""Composers that learn from triplets: one file each, on layers that are written once."""
