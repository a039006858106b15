"""One conformance suite for every method, ours and other people's."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from pointsay.errors import (
    MethodNotLoaded,
    ModificationNeeded,
    Nonconforming,
    ReferenceNeeded,
)
from pointsay.methods.base import Method
from pointsay.methods.layout import names_of, random_tensors
from pointsay.methods.learned import Learned, encoder_widths
from pointsay.methods.store import load_method, save_method
from pointsay.types import Composition, Fusion, Query, Reference

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix

TOLERANCE = 1e-5
HIDDEN = 16  # any width that the encoder does not decide


def check_method(method: Method, encoder: Encoder) -> None:
    """Hold a method to everything the engine relies on.

    Checks shapes, dtype, unit length and finite weights of the terms; that the fusion is a known
    one; that a batch equals a loop of singles; determinism; an empty and a very long modification;
    refusals when a needed part is missing or nothing was loaded; that a gallery of the method's own
    has unit rows that do not depend on one another; and that a saved method composes and maps the
    same after loading, weights included. A learned method without weights is checked with
    random ones.

    Args:
        method: Not loaded yet.
        encoder: Any encoder that the method can be bound to; a tiny one will do.

    Raises:
        Nonconforming: Names the promise that was broken.
    """
    _refuses(MethodNotLoaded, method, _composition(encoder))
    if isinstance(method, Learned) and method.learns and not method.tensors:
        adopt_random(method, encoder)
    method.load(encoder)
    full = [_composition(encoder, seed) for seed in range(3)]
    long_one = Composition(full[0].references, "in navy, without buttons " * 400)
    batch = [*full, long_one]
    if not method.needs_modification:
        batch.append(Composition(full[1].references, ""))
    else:
        _refuses(ModificationNeeded, method, Composition(full[1].references, " "))
    if not method.needs_reference:
        batch.append(Composition((), "a red dress"))
    else:
        _refuses(ReferenceNeeded, method, Composition((), "a red dress"))
    _demand(_refused(method, Composition()), "an empty composition is refused")
    for composition in batch:
        _demand(
            not _refused(method, composition), "what no need of the method rules out is composed"
        )
    queries = method.compose(batch)
    _demand(len(queries) == len(batch), "one query a composition")
    for query in queries:
        _well_formed(query, encoder.info.dim)
    singles = [method.compose([composition])[0] for composition in batch]
    _same(queries, singles, "a batch equals a loop of singles")
    _same(queries, method.compose(batch), "the same twice")
    _demand(method.compose([]) == [], "nothing in, nothing out")
    gallery = _gallery(method, encoder)
    with tempfile.TemporaryDirectory() as folder:
        save_method(method, Path(folder))
        again = load_method(Path(folder), encoder)
    _demand(again.arguments() == method.arguments(), "arguments survive saving")
    _same(queries, again.compose(batch), "a saved method composes the same")
    same = np.allclose(gallery, _gallery(again, encoder), atol=TOLERANCE)
    _demand(bool(same), "a saved method maps a gallery the same")


def adopt_random(method: Learned, encoder: Encoder, seed: int = 0) -> None:
    """Give a method random weights of the widths of ``encoder``, so that it can be run at all."""
    widths = {**dict.fromkeys(names_of(method.layout), HIDDEN), **encoder_widths(encoder)}
    method.adopt(random_tensors(method.layout, widths, seed))


def _composition(encoder: Encoder, seed: int = 0) -> Composition:
    raw = np.random.default_rng(seed).normal(size=encoder.info.dim).astype(np.float32)
    reference = Reference(vector=raw / np.linalg.norm(raw))
    return Composition((reference,), ("in red", "with long sleeves", "no zip, please")[seed])


def _gallery(method: Method, encoder: Encoder) -> Matrix:
    """Return what the method compares queries with in the place of a few rows, checked."""
    rows = np.stack([_composition(encoder, seed).references[0].vector for seed in range(3)])
    mapped = method.gallery(rows)
    if not method.own_gallery:
        _demand(mapped is rows, "without a gallery of its own a method leaves vectors as they are")
        return mapped
    _demand(mapped.shape == rows.shape, "a gallery keeps its shape")
    _demand(mapped.dtype == np.float32, "a gallery is float32")
    lengths = np.linalg.norm(mapped, axis=1)
    _demand(bool(np.allclose(lengths, 1.0, atol=1e-3)), "rows of a gallery have unit length")
    parts = np.concatenate([method.gallery(row[None]) for row in rows])
    _demand(bool(np.allclose(mapped, parts, atol=TOLERANCE)), "rows of a gallery are mapped singly")
    _demand(method.gallery(rows[:0]).shape == (0, rows.shape[1]), "an empty gallery stays empty")
    return mapped


def _demand(kept: bool, promise: str) -> None:
    if not kept:
        raise Nonconforming(f"broken promise: {promise}", hint="see pointsay.methods.Method")


def _refused(method: Method, composition: Composition) -> bool:
    try:
        method.compose([composition])
    except (ReferenceNeeded, ModificationNeeded):
        return True
    return False


def _refuses(error: type[Exception], method: Method, composition: Composition) -> None:
    try:
        method.compose([composition])
    except error:
        return
    raise Nonconforming(
        f"broken promise: {method.name} refuses with {error.__name__}",
        hint="let Method.compose check; implement _compose only",
    )


def _well_formed(query: Query, dim: int) -> None:
    _demand(len(query.terms) > 0, "a query has at least one term")
    _demand(query.fusion in get_args(Fusion), f"a fusion is one of {get_args(Fusion)}")
    for term in query.terms:
        _demand(term.vector.shape == (dim,), f"terms have shape ({dim},)")
        _demand(term.vector.dtype == np.float32, "terms are float32")
        _demand(abs(float(np.linalg.norm(term.vector)) - 1.0) < 1e-3, "terms have unit length")
        _demand(bool(np.isfinite(term.weight)), "weights are finite")


def _same(left: list[Query], right: list[Query], promise: str) -> None:
    for one, other in zip(left, right, strict=True):
        _demand((one.fusion, one.centred) == (other.fusion, other.centred), promise)
        _demand(len(one.terms) == len(other.terms), promise)
        for a, b in zip(one.terms, other.terms, strict=True):
            _demand(a.modality == b.modality, promise)
            _demand(math.isclose(a.weight, b.weight, rel_tol=TOLERANCE, abs_tol=TOLERANCE), promise)
            _demand(bool(np.allclose(a.vector, b.vector, atol=TOLERANCE)), promise)
