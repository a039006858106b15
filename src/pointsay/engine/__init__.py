"""The engine: questions in, products out."""

from pointsay.engine.engine import Engine
from pointsay.engine.question import Answer, Known, Photo, Question
from pointsay.engine.ranking import Ranked, rank

__all__ = ["Answer", "Engine", "Known", "Photo", "Question", "Ranked", "rank"]
