"""From an operator's address to a server: ``KIND:ADDRESS#COLLECTION``."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import cast

from pointsay.backends.base import Server
from pointsay.errors import UnknownBackend, shorten

COLLECTION = "products"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_KINDS = {
    "milvus": "pointsay.backends.milvus:Milvus",
    "postgres": "pointsay.backends.postgres:Postgres",
}


def open_server(address: str) -> tuple[Server, str]:
    """Return a server and the name of the collection meant.

    Args:
        address: As ``postgres:postgresql://user@host/shop``, ``milvus:http://host:19530``, either
            with ``#NAME`` behind it for another collection than ``products``. It opens
            connections: the operator's choice, never a question's.

    Raises:
        UnknownBackend: It is no such address. What it holds is not repeated: it may be a password.
        MissingExtra: The client of this kind of server is not installed.
    """
    kind, colon, rest = address.partition(":")
    target, _, name = rest.partition("#")
    if kind not in _KINDS or not colon or not target:
        raise UnknownBackend(
            f"no kind of search server is called {shorten(kind)}"
            if not colon or kind not in _KINDS
            else f"the address of the {kind} server is missing",
            hint=f"write KIND:ADDRESS or KIND:ADDRESS#COLLECTION; kinds: {', '.join(_KINDS)}",
        )
    if name and not _NAME.fullmatch(name):
        raise UnknownBackend(
            f"{shorten(name)} cannot name a collection",
            hint="take up to 31 of a-z, 0-9 and _, a letter first",
        )
    module, _, attribute = _KINDS[kind].partition(":")
    made = cast(Callable[[str], Server], getattr(import_module(module), attribute))
    return made(target), name or COLLECTION
