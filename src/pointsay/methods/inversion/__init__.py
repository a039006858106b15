"""Textual inversion of one picture: what SEARLE-OTI does for a query, and its training for many.

It lies with the methods, not with the training, because a method may not enter the training.
"""
