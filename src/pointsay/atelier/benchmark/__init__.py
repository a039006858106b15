"""The atelier benchmark: composed questions with every right answer known, from attributes.

Example:
    >>> from pointsay.atelier.benchmark import design_gallery, draw_wishes
    >>> gallery = design_gallery(120, "test", seed=0)
    >>> asked = draw_wishes(gallery, 10, "test", seed=0)
    >>> all(one.truth.targets and one.truth.hard for one in asked)
    True
"""

from pointsay.atelier.benchmark.asking import Asked, draw_wishes
from pointsay.atelier.benchmark.files import make
from pointsay.atelier.benchmark.gallery import design_gallery
from pointsay.atelier.benchmark.truth import Judge, Truth, Want
from pointsay.atelier.benchmark.wishes import Wish

__all__ = [
    "Asked",
    "Judge",
    "Truth",
    "Want",
    "Wish",
    "design_gallery",
    "draw_wishes",
    "make",
]
