"""The engine: questions in, products out."""

from pointsay.engine.cascade import Cascade, Stage, read_cascades
from pointsay.engine.engine import Engine
from pointsay.engine.explaining import Wish, taken_apart
from pointsay.engine.question import (
    Answer,
    Known,
    Photo,
    Question,
    Reason,
    Skipped,
    Variety,
    pointed,
)
from pointsay.engine.ranking import Ranked, rank
from pointsay.engine.status import Status

__all__ = [
    "Answer",
    "Cascade",
    "Engine",
    "Known",
    "Photo",
    "Question",
    "Ranked",
    "Reason",
    "Skipped",
    "Stage",
    "Status",
    "Variety",
    "Wish",
    "pointed",
    "rank",
    "read_cascades",
    "taken_apart",
]
