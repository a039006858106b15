"""From photos and a feed to a catalogue: what is new is added, what changed is encoded again.

Work is committed batch by batch. Stopped at any moment, a second run goes on where the first one
was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.catalogue import Catalogue
from pointsay.catalogue.entries import Entry
from pointsay.catalogue.feeds import Problem
from pointsay.catalogue.pipeline import Encoded, Refused, encode_all
from pointsay.catalogue.plan import Item, Plan, plan
from pointsay.catalogue.sources import ImageSource
from pointsay.media import decode

if TYPE_CHECKING:
    from PIL.Image import Image


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
    look = partial(_look, planned.images, stored)
    done = 0
    for batch in encode_all(planned.items, look, catalogue.encoder):
        changed = _enter(report, batch, stored)
        if changed:
            catalogue.store.write(changed)
        done += len(batch)
        progress(done, len(planned.items))
    if prune:
        spoken_of = {item.product.id for item in planned.items}
        spoken_of |= {problem.subject for problem in report.problems}
        gone = sorted(set(stored) - spoken_of)
        catalogue.store.write([], remove=gone)
        report.removed = len(gone)
    return report


Fingerprints = Mapping[str, tuple[str, str]]


def _look(images: ImageSource, stored: Fingerprints, item: Item) -> tuple[Entry, Image | None]:
    """Return the entry of an item, and its picture when it is not the stored one."""
    data = images.read(item.image)
    sha256 = hashlib.sha256(data).hexdigest()
    picture, _ = stored.get(item.product.id, ("", ""))
    entry = Entry(item.product, images.path, item.image, sha256, None)
    return entry, decode(data) if picture != sha256 else None


def _enter(
    report: Report, batch: Sequence[Encoded[Entry] | Refused[Item]], stored: Fingerprints
) -> list[Entry]:
    """Enter a batch into the report; return what is to be written."""
    changed = []
    for one in batch:
        if isinstance(one, Refused):
            item, error = one.item, one.error
            report.problems.append(Problem(item.row, item.product.id, error.code, error.message))
            continue
        entry = replace(one.kept, vector=one.vector)
        _, said = stored.get(entry.product.id, ("", ""))
        if one.vector is None and said == entry.said_sha256:
            report.unchanged += 1
            continue
        changed.append(entry)
        if entry.product.id in stored:
            report.updated += 1
        else:
            report.added += 1
    return changed
