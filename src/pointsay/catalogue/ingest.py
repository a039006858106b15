"""From photos and a feed to a catalogue: what is new is added, what changed is encoded again.

Work is committed batch by batch. Stopped at any moment, a second run goes on where the first one
was.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.catalogue import Catalogue
from pointsay.catalogue.feeds import Problem
from pointsay.catalogue.plan import Item, Plan, plan
from pointsay.catalogue.sources import ImageSource
from pointsay.catalogue.store import Entry
from pointsay.errors import ImageGone, MediaError
from pointsay.media import decode

if TYPE_CHECKING:
    from PIL.Image import Image

BATCH = 16


@dataclass
class Report:
    """What an ingest did.

    Attributes:
        added: Products that were not there.
        updated: Products whose picture or row changed.
        unchanged: Products that were there as they are.
        removed: Products that the input no longer names (only when pruning).
        without_picture: Rows of an accompanying feed that no picture belongs to.
        problems: What was left out and why.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    without_picture: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Products of the input that the catalogue holds now."""
        return self.added + self.updated + self.unchanged


Progress = Callable[[int, int], None]


def ingest(
    catalogue: Catalogue,
    source: Path,
    *,
    products: Path | None = None,
    images: Path | None = None,
    prune: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Bring the catalogue to what the input says: `plan` it and `carry_out` the plan.

    Args:
        catalogue: To write to.
        source: See `plan`.
        products: See `plan`.
        images: See `plan`.
        prune: See `carry_out`.
        progress: See `carry_out`.

    Raises:
        UnknownSource, UnreadableFeed, MissingColumn: See `plan`; nothing has been written then.
    """
    planned = plan(source, products=products, images=images)
    return carry_out(planned, catalogue, prune=prune, progress=progress)


def carry_out(
    planned: Plan,
    catalogue: Catalogue,
    *,
    prune: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Encode what is new or changed and write it, batch by batch.

    Args:
        planned: What the input amounts to.
        catalogue: To write to.
        prune: Remove products that the input does not name any more; off by default, so that a
            short feed cannot empty a shop. A row left out as a problem keeps its product.
        progress: Called with (products done, products in all).

    Returns:
        Counts and every problem; problems never stop the rest.
    """
    report = Report(problems=list(planned.problems), without_picture=planned.without_picture)
    stored = catalogue.store.fingerprints()
    done = 0
    for batch in _encoded(catalogue, planned, stored):
        if batch.changed:
            catalogue.store.write(batch.changed)
        known = sum(entry.product.id in stored for entry in batch.changed)
        report.updated += known
        report.added += len(batch.changed) - known
        report.unchanged += batch.unchanged
        report.problems.extend(batch.problems)
        done += len(batch)
        progress(done, len(planned.items))
    if prune:
        spoken_of = {item.product.id for item in planned.items}
        spoken_of |= {problem.subject for problem in report.problems}
        gone = sorted(set(stored) - spoken_of)
        catalogue.store.write([], remove=gone)
        report.removed = len(gone)
    return report


Fingerprints = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Batch:
    changed: Sequence[Entry]
    unchanged: int
    problems: Sequence[Problem]

    def __len__(self) -> int:
        return len(self.changed) + self.unchanged + len(self.problems)


def _encoded(catalogue: Catalogue, planned: Plan, stored: Fingerprints) -> Iterator[_Batch]:
    """Read, decode and encode batches on every core; yield them in input order."""
    workers = os.cpu_count() or 1
    batches = iter([planned.items[at : at + BATCH] for at in range(0, len(planned.items), BATCH)])
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[_Batch]] = deque()
        try:
            while True:
                for items in islice(batches, 2 * workers - len(waiting)):
                    waiting.append(pool.submit(_encode, catalogue, planned.images, items, stored))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _encode(
    catalogue: Catalogue, images: ImageSource, items: Sequence[Item], stored: Fingerprints
) -> _Batch:
    reworded: list[Entry] = []
    redrawn: list[tuple[Entry, Image]] = []
    problems: list[Problem] = []
    for item in items:
        try:
            data = images.read(item.image)
            sha256 = hashlib.sha256(data).hexdigest()
            entry = Entry(item.product, images.path, item.image, sha256, None)
            picture, said = stored.get(item.product.id, ("", ""))
            if picture != sha256:
                redrawn.append((entry, decode(data)))
            elif said != entry.said_sha256:
                reworded.append(entry)
        except (MediaError, ImageGone) as error:
            problems.append(Problem(item.row, item.product.id, error.code, error.message))
    vectors = catalogue.encoder.encode_images([image for _, image in redrawn])
    encoded = [
        replace(entry, vector=vector) for (entry, _), vector in zip(redrawn, vectors, strict=True)
    ]
    unchanged = len(items) - len(problems) - len(reworded) - len(encoded)
    return _Batch([*encoded, *reworded], unchanged, problems)
