"""Limits and server settings: frozen values, built once at the edge and passed down."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may cost.

    Attributes:
        modification_chars: Longest modification; an encoder may read less of it.
        references: Most references of one question.
        role_chars: Longest role of a reference: a word or two, as "collar".
        k: Most products of one answer.
        page: Most products of one page when browsing.
        second_look: Most candidates that a reranking method looks at again; views of them that
            were never asked for before are encoded while the shopper waits. Cascades of the
            operator look as deep as they say.
        deadline_ms: Milliseconds in which every answer is due; a question may ask for fewer. What
            does not fit is skipped. No limit when None.
        reach: Products that the pages of one list reach together.
    """

    modification_chars: int = 2_000
    references: int = 5
    role_chars: int = 40
    k: int = 100
    page: int = 200
    second_look: int = 50
    deadline_ms: float | None = None
    reach: int = 10_000


@dataclass(frozen=True, slots=True)
class Memory:
    """What an engine keeps of what it has seen, in bytes; 0 keeps nothing.

    Attributes:
        references: Pictures that were pointed at, decoded, and their vectors.
        texts: Vectors of texts.
        edits: What sentences were read as.
        views: Vectors of parts of products' pictures.
        selections: Which products passed the filters on a first page, a bit each.
        heads: First products of lists, as rerankers left them, for their next pages.
    """

    references: int = 64 * MEBIBYTE
    texts: int = 8 * MEBIBYTE
    edits: int = 4 * MEBIBYTE
    views: int = 32 * MEBIBYTE
    selections: int = 16 * MEBIBYTE
    heads: int = 16 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the service runs.

    Attributes:
        host: Address to listen on; this machine only by default.
        port: TCP port; 0 takes a free one.
        searches: Searches that run at once.
        waiting: Searches that may wait for their turn; more are answered 429.
        upload_bytes: Largest request body.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    searches: int = 2
    waiting: int = 32
    upload_bytes: int = 32 * MEBIBYTE
