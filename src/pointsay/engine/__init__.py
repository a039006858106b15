"""The engine: questions in, products out."""

from pointsay.engine.engine import Engine
from pointsay.engine.explaining import Wish, taken_apart
from pointsay.engine.question import Answer, Known, Photo, Question, pointed
from pointsay.engine.ranking import Ranked, rank

__all__ = [
    "Answer",
    "Engine",
    "Known",
    "Photo",
    "Question",
    "Ranked",
    "Wish",
    "pointed",
    "rank",
    "taken_apart",
]
