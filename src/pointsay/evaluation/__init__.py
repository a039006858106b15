"""The laboratory: datasets, protocols and metrics. Nothing else in the package imports it."""

from pointsay.evaluation.metrics import average_precision_at, recall_at
from pointsay.evaluation.phone_to_shop import ShopPhoto, phone_queries
from pointsay.evaluation.pictures import Pictures, encode_pictures
from pointsay.evaluation.queries import EvaluationQuery, load_queries
from pointsay.evaluation.records import QueryResult
from pointsay.evaluation.run import Trial, make_trial, run_method
from pointsay.evaluation.scores import table
from pointsay.evaluation.summary import summarise

__all__ = [
    "EvaluationQuery",
    "Pictures",
    "QueryResult",
    "ShopPhoto",
    "Trial",
    "average_precision_at",
    "encode_pictures",
    "load_queries",
    "make_trial",
    "phone_queries",
    "recall_at",
    "run_method",
    "summarise",
    "table",
]
