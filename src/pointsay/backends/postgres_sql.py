"""What a search asks of PostgreSQL as SQL; values are named and bound, never written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pointsay.backends.base import Ask
from pointsay.backends.clauses import Between, Clause

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from psycopg import Connection

Bind = Callable[[Any], str]

LISTED = 1_000  # row numbers that are sent as a list; more are sent as one bit each
DISTANCE = "(vector <#> %(query)s::halfvec)"  # the inner product, turned so that near is small

# Indexes of vectors that a table has beside the one that is named.
INDEXES = """SELECT indexrelid::regclass::text
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE indrelid = %s::regclass AND amname IN ('hnsw', 'ivfflat') AND relname <> %s"""


def number_of(name: str) -> str:
    """Return the number that a fact is, NULL where it is text or absent; ``name`` is SQL."""
    return f"CASE WHEN jsonb_typeof(facts -> {name}) = 'number' THEN (facts -> {name})::float8 END"


def literal(text: str, connection: Connection[Any]) -> str:
    """Return a text as SQL, quoted by the client: definitions take no bound values."""
    from psycopg import sql

    return sql.Literal(text).as_string(connection)


def conditions(clauses: Sequence[Clause]) -> tuple[str, dict[str, Any]]:
    """Return clauses as SQL and the values that it names; only text of this module enters."""
    values: dict[str, Any] = {}
    return _all(_test(clause, _binding(values)) for clause in clauses), values


def asked(ask: Ask) -> tuple[str, dict[str, Any]]:
    """Return which rows may answer, as SQL and the values that it names."""
    values: dict[str, Any] = {}
    bound = _binding(values)
    tests = [_test(clause, bound) for clause in ask.clauses]
    if ask.only is not None:
        tests.append(_inside(ask.only, "= ANY", bound))
    if ask.but is not None:
        tests.append(_inside(ask.but, "<> ALL", bound))
    if ask.after is not None:
        distance = f"{bound(-ask.after.score)}::float8"
        tied = f"{DISTANCE} = {distance} AND row > {bound(ask.after.row)}"
        tests.append(f"({DISTANCE} > {distance} OR {tied})")
    return _all(tests), values


def _all(tests: Iterable[str]) -> str:
    return " AND ".join(["true", *tests])


def _binding(values: dict[str, Any]) -> Bind:
    """Return what keeps a value under a name of its own, and says the name as SQL."""

    def bound(value: Any) -> str:
        name = f"v{len(values)}"
        values[name] = value
        return f"%({name})s"

    return bound


def _inside(rows: NDArray[np.int64], operator: str, bound: Bind) -> str:
    if len(rows) <= LISTED:
        return f"row {operator}({bound(rows.tolist())})"
    bits = np.zeros(int(rows[-1]) + 1, dtype=bool)
    bits[rows] = True
    size = bound(len(bits))
    packed = f"{bound(np.packbits(bits, bitorder='little').tobytes())}::bytea"
    # Beyond the end there is no bit to get, and the order of ANDs is not promised.
    inside = f"CASE WHEN row < {size} THEN get_bit({packed}, row) = 1 ELSE false END"
    return inside if operator == "= ANY" else f"NOT {inside}"


def _test(clause: Clause, bound: Bind) -> str:
    from psycopg.types.json import Jsonb

    if isinstance(clause, Between):
        low, high = bound(clause.low), bound(clause.high)
        number = number_of(bound(clause.name))
        return f"({number}) BETWEEN {low}::float8 AND {high}::float8"
    wanted = [{clause.name: value} for value in (*clause.texts, *clause.numbers)]
    # Containment is what the index on facts answers; a list of it is one condition for each.
    any_of = " OR ".join(f"facts @> {bound(Jsonb(one))}" for one in wanted) or "false"
    return f"NOT ({any_of})" if clause.negated else f"({any_of})"
