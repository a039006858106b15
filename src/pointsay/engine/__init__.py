"""The engine: questions in, products out."""

from pointsay.engine.engine import Answer, Engine, Known, Photo, Question
from pointsay.engine.ranking import Ranked, rank

__all__ = ["Answer", "Engine", "Known", "Photo", "Question", "Ranked", "rank"]
