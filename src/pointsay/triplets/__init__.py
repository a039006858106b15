"""Triplets: a picture, what should be different, and the picture that is meant; mined and worded.

``record`` says what is kept, ``store`` how it is read back.
"""

from pointsay.triplets.record import Negative, Pair, Picture, Seen, Triplet
from pointsay.triplets.store import Card, Triplets, open_triplets

__all__ = ["Card", "Negative", "Pair", "Picture", "Seen", "Triplet", "Triplets", "open_triplets"]
