"""From photos and a feed to a catalogue: what is new is added, what changed is encoded again.

Work is committed batch by batch. Stopped at any moment, a second run goes on where the first one
was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pointsay.catalogue.catalogue import Catalogue
from pointsay.catalogue.entries import Entry
from pointsay.catalogue.feeds import Problem
from pointsay.catalogue.pipeline import Encoded, Opening, Refused, Workers, encode_all, opened
from pointsay.catalogue.plan import Item, Plan, plan
from pointsay.catalogue.sources import ImageSource


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
    on: Workers | None = None,
) -> Report:
    """Bring the catalogue to what the input says: `plan` it and `carry_out` the plan.

    Args:
        catalogue: To write to.
        source: See `plan`.
        products: See `plan`.
        images: See `plan`.
        prune: See `carry_out`.
        progress: See `carry_out`.
        on: See `carry_out`.

    Raises:
        UnknownSource, UnreadableFeed, MissingColumn: See `plan`; nothing has been written then.
    """
    planned = plan(source, products=products, images=images)
    return carry_out(planned, catalogue, prune=prune, progress=progress, on=on)


def carry_out(
    planned: Plan,
    catalogue: Catalogue,
    *,
    prune: bool = False,
    progress: Progress = lambda done, total: None,
    on: Workers | None = None,
) -> Report:
    """Encode what is new or changed and write it, batch by batch.

    Args:
        planned: What the input amounts to.
        catalogue: To write to.
        prune: Remove products that the input does not name any more; off by default, so that a
            short feed cannot empty a shop. A row left out as a problem keeps its product.
        progress: Called with (products done, products in all).
        on: Who encodes; a thread for each core of this machine by default. Whoever it is, this
            process alone writes.

    Returns:
        Counts and every problem; problems never stop the rest.
    """
    report = Report(problems=list(planned.problems), without_picture=planned.without_picture)
    stored = catalogue.store.fingerprints()
    look = partial(_look, planned.images, stored)
    done = 0
    for batch in encode_all(planned.items, look, catalogue.encoder, on=on):
        changed = _enter(report, batch, planned.images.path, stored)
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


def _look(images: ImageSource, stored: Fingerprints, item: Item) -> tuple[str, None] | Opening[str]:
    """Return the SHA-256 of an item's picture, to be opened when it is not the stored one."""
    data = images.read(item.image)
    sha256 = hashlib.sha256(data).hexdigest()
    picture, _ = stored.get(item.product.id, ("", ""))
    return (sha256, None) if picture == sha256 else partial(opened, sha256, data)


def _enter(
    report: Report,
    batch: Sequence[Encoded[Item, str] | Refused[Item]],
    images: Path,
    stored: Fingerprints,
) -> list[Entry]:
    """Enter a batch into the report; return what is to be written."""
    changed = []
    for one in batch:
        item = one.item
        if isinstance(one, Refused):
            error = one.error
            report.problems.append(Problem(item.row, item.product.id, error.code, error.message))
            continue
        entry = Entry(item.product, images, item.image, one.kept, one.vector)
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
