"""What of a dataset's pictures is missing, broken or there twice, and what that costs.

Evaluations that drop pictures in silence report figures of another benchmark. Here the loss is
counted first, and a subset file names it (`subset`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pointsay import media
from pointsay.errors import ImageGone, MediaError
from pointsay.evaluation.datasets.base import Crop, Dataset, Places
from pointsay.evaluation.datasets.diagnosis import Diagnosis, Share
from pointsay.evaluation.experiment import named_pictures
from pointsay.evaluation.queries import EvaluationQuery
from pointsay.evaluation.run import pointed_at

if TYPE_CHECKING:
    from pointsay.catalogue import ImageSource

Progress = Callable[[int, int], None]

NO_REFERENCE = "the reference picture is missing or broken"
NO_TARGET = "no right answer is left in the gallery"


def examine(
    dataset: Dataset, *, decode: bool = True, progress: Progress = lambda done, total: None
) -> Diagnosis:
    """Look at every picture that a dataset ranks or points at.

    Args:
        dataset: As its loader returned it.
        decode: Also decode each picture, to its end: what a cut-off file needs to be found.
            Otherwise pictures are only read.
        progress: Called with (done, total), in files.
    """
    named = named_pictures(dataset)
    missing = [one for one in named if one not in dataset.places.places]
    digests, faults = _look(dataset.places, named, decode, progress)
    broken = {
        one: faults[name]
        for one in named
        if (name := _name(dataset.places, one)) is not None and name in faults
    }
    usable = frozenset(named).difference(missing, broken)
    groups = _alike(dataset.places, (one for one in named if one in usable), digests)
    left = {name: usable.intersection(ids) for name, ids in dataset.galleries.items()}
    lost = {
        query.query_id: reason
        for query in dataset.queries
        if (reason := _why_lost(query, usable, left[query.gallery]))
    }
    kept = [query for query in dataset.queries if query.query_id not in lost]
    return Diagnosis(
        dataset=dataset.name,
        split=dataset.split,
        subset=dataset.subset,
        notes=tuple(dataset.notes),
        at_hand=dataset.places.source is not None,
        decoded=decode,
        named=len(named),
        missing=missing,
        broken=broken,
        duplicates=groups,
        repeated={name: twice for name, ids in dataset.galleries.items() if (twice := _twice(ids))},
        galleries={
            name: Share(len(set(ids)), len(left[name])) for name, ids in dataset.galleries.items()
        },
        asked=_shares(dataset.galleries, dataset.queries, kept, lambda query: query.gallery),
        kinds=_shares((), dataset.queries, kept, lambda query: query.kind),
        lost=lost,
        fewer_targets=_fewer(kept, left, lambda query: query.target_ids),
        fewer_candidates=_fewer(kept, left, lambda query: query.candidates),
        twins=_twins(kept, left, groups),
    )


def _look(
    places: Places, ids: Iterable[str], decode: bool, progress: Progress
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return SHA-256 and faults of files by name; each is read once, however many parts it has."""
    names = dict.fromkeys(name for one in ids if (name := _name(places, one)) is not None)
    digests: dict[str, bytes] = {}
    faults: dict[str, str] = {}
    if places.source is None:
        return digests, faults
    for done, name in enumerate(names, start=1):
        try:
            digests[name] = _checked(places.source, name, decode)
        except (MediaError, ImageGone) as error:
            faults[name] = error.message
        progress(done, len(names))
    return digests, faults


def _checked(source: ImageSource, name: str, decode: bool) -> bytes:
    data = source.read(name)
    if decode:
        # The smallest size that a JPEG can be decoded to: all of the file is still read.
        media.decode(data, target_side=1)
    return hashlib.sha256(data).digest()


def _name(places: Places, picture_id: str) -> str | None:
    place = places.places.get(picture_id)
    return place.name if isinstance(place, Crop) else place


def _alike(
    places: Places, ids: Iterable[str], digests: Mapping[str, bytes]
) -> tuple[tuple[str, ...], ...]:
    """Return groups of ids that show the same: one content and, of parts, one box."""
    groups: dict[tuple[bytes, object], list[str]] = {}
    for one in ids:
        place = places.places[one]
        part = None if isinstance(place, str) else (place.box, place.dilate)
        name = place if isinstance(place, str) else place.name
        groups.setdefault((digests[name], part), []).append(one)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _why_lost(query: EvaluationQuery, usable: frozenset[str], gallery: frozenset[str]) -> str:
    """Return a reason, or nothing. A query whose truth is hidden needs its references only."""
    if not usable.issuperset(pointed_at(query)):
        return NO_REFERENCE
    if query.target_ids and not (query.target_ids - query.ignore_ids) & gallery:
        return NO_TARGET
    return ""


def _twice(ids: Sequence[str]) -> list[str]:
    return [one for one, count in Counter(ids).items() if count > 1]


def _shares(
    names: Iterable[str],
    queries: Sequence[EvaluationQuery],
    kept: Sequence[EvaluationQuery],
    group: Callable[[EvaluationQuery], str],
) -> dict[str, Share]:
    whole, left = Counter(map(group, queries)), Counter(map(group, kept))
    return {name: Share(whole[name], left[name]) for name in dict.fromkeys([*names, *whole])}


def _fewer(
    queries: Sequence[EvaluationQuery],
    left: Mapping[str, frozenset[str]],
    of: Callable[[EvaluationQuery], Iterable[str]],
) -> dict[str, Share]:
    found = {
        query.query_id: Share(len(ids), len(ids & left[query.gallery]))
        for query in queries
        if (ids := frozenset(of(query)))
    }
    return {name: share for name, share in found.items() if share.left < share.whole}


def _twins(
    queries: Sequence[EvaluationQuery],
    left: Mapping[str, frozenset[str]],
    groups: Sequence[Sequence[str]],
) -> list[str]:
    alike = {one: frozenset(group) for group in groups for one in group}
    found = []
    for query in queries:
        fair = query.target_ids | query.ignore_ids
        same = frozenset[str]().union(*(alike.get(one, ()) for one in query.target_ids))
        if (same - fair - {query.reference_id}) & left[query.gallery]:
            found.append(query.query_id)
    return found
