"""Point at a product photo, say what should be different, get the product.

    >>> from pointsay import Catalogue, Engine, Known, Question, load_encoder
    >>> encoder = load_encoder("mini")  # doctest: +SKIP
    >>> engine = Engine(Catalogue(Path("shop"), encoder))  # doctest: +SKIP
    >>> answer = engine.search(Question([Known("4711")], "in navy"))  # doctest: +SKIP

Names are imported when first used, so that ``import pointsay`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pointsay.catalogue import Catalogue, ingest
    from pointsay.encoders import Encoder, list_encoders, load_encoder
    from pointsay.engine import Answer, Engine, Known, Photo, Question
    from pointsay.errors import PointsayError
    from pointsay.index import check_index
    from pointsay.methods import Method, check_method, list_methods, make_method
    from pointsay.types import Composition, Hit, Product, Query, Reference, Term

_HOMES = {
    "Answer": "engine",
    "Catalogue": "catalogue",
    "Composition": "types",
    "Encoder": "encoders",
    "Engine": "engine",
    "Hit": "types",
    "Known": "engine",
    "Method": "methods",
    "Photo": "engine",
    "PointsayError": "errors",
    "Product": "types",
    "Query": "types",
    "Question": "engine",
    "Reference": "types",
    "Term": "types",
    "check_index": "index",
    "check_method": "methods",
    "ingest": "catalogue",
    "list_encoders": "encoders",
    "list_methods": "methods",
    "load_encoder": "encoders",
    "make_method": "methods",
}

__all__ = [
    "Answer",
    "Catalogue",
    "Composition",
    "Encoder",
    "Engine",
    "Hit",
    "Known",
    "Method",
    "Photo",
    "PointsayError",
    "Product",
    "Query",
    "Question",
    "Reference",
    "Term",
    "__version__",
    "check_index",
    "check_method",
    "ingest",
    "list_encoders",
    "list_methods",
    "load_encoder",
    "make_method",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pointsay' has no attribute {name!r}")
    return getattr(import_module(f"pointsay.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
