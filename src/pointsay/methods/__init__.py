"""Methods: references and a modification into a query. One file each."""

from pointsay.methods.base import Method, pooled_reference
from pointsay.methods.check import check_method
from pointsay.methods.learned import Learned
from pointsay.methods.registry import (
    BASELINE,
    DEFAULT,
    MethodInfo,
    describe,
    describe_methods,
    list_methods,
    make_method,
    method_class,
    ready_methods,
)
from pointsay.methods.store import (
    load_method,
    open_method,
    read_method,
    save_method,
    saved_folder,
)

__all__ = [
    "BASELINE",
    "DEFAULT",
    "Learned",
    "Method",
    "MethodInfo",
    "check_method",
    "describe",
    "describe_methods",
    "list_methods",
    "load_method",
    "make_method",
    "method_class",
    "open_method",
    "pooled_reference",
    "read_method",
    "ready_methods",
    "save_method",
    "saved_folder",
]
