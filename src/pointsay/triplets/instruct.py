"""From pairs to triplets: both directions, worded, with hard negatives and a measure of quality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import EncoderMismatch
from pointsay.media import decode
from pointsay.triplets.difference import changes
from pointsay.triplets.negatives import hard_negatives
from pointsay.triplets.quality import Judge
from pointsay.triplets.record import Language, Negative, Pair, Seen, Triplet
from pointsay.triplets.shards import Made, batches, counted, fill
from pointsay.triplets.shelf import Shelf, read_shelf
from pointsay.triplets.store import (
    CARD,
    PICTURES,
    TRIPLETS,
    Card,
    Sources,
    checked,
    read_card,
    read_pairs,
    write_card,
)
from pointsay.triplets.wording import say_in_chinese, say_in_english
from pointsay.triplets.wording.saying import Saying

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.triplets.difference import Change
    from pointsay.triplets.wording.model import ModelWriter

_PAIRS = 256  # of a shard
_TRIES = 4  # drawings for each wording that is wanted: many come out alike

TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be written.

    Attributes:
        languages: Of the instructions.
        each: Wordings of a pair in each direction and language.
        both: Also from the second picture to the first.
        negatives: Hard negatives of each kind, at most.
        least: Least quality of a triplet; None keeps all.
        seed: Of everything drawn.
    """

    languages: tuple[Language, ...] = ("en", "zh")
    each: int = 2
    both: bool = True
    negatives: int = 2
    least: float | None = 0.0
    seed: int = 0


def instruct(
    mined: Path,
    folder: Path,
    encoder: Encoder,
    ask: Ask,
    *,
    model: ModelWriter | None = None,
    report: Callable[[int], None] = lambda pairs: None,
) -> Card:
    """Write triplets for mined pairs into a folder; a killed run goes on where it was.

    Args:
        mined: A finished folder of pairs.
        folder: Where to.
        encoder: The one that the pairs were mined with.
        ask: What is to be written.
        model: Writes in the place of the templates, which help out where none of its sentences
            holds; needed where nothing is known of the pictures.
        report: Called with the pairs that are done, now and then.

    Returns:
        The card of the finished folder.

    Raises:
        BadTriplets: A folder is not finished, damaged or made of something else.
        EncoderMismatch: The pairs were mined with another encoder.
    """
    card = read_card(mined, "pairs")
    _same_encoder(card, encoder)
    shelf = read_shelf(checked(mined, card, PICTURES))
    if card.made_of["knows"] is not None:
        shelf = shelf.told(encoder, card.made_of["knows"])
    scribe = _Scribe(shelf, encoder, ask, model, Sources(mined, card.sources))
    about = {
        "pairs": card.identity,
        "mined": dict(card.made_of),
        "writer": model.name if model else TEMPLATES,
        **asdict(ask),
        "languages": list(ask.languages),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    files = fill(
        folder / TRIPLETS,
        TRIPLETS,
        about,
        batches(read_pairs(mined, card), _PAIRS),
        scribe.rows,
        report=lambda shards: report(shards * _PAIRS),
    )
    sources = {name: str((mined / path).resolve()) for name, path in card.sources.items()}
    counts = {**card.counts, **counted(files)}
    made = Card("triplets", about, sources, card.licence, encoder.info.record(), counts)
    return write_card(made, folder, files)


def _same_encoder(card: Card, encoder: Encoder) -> None:
    if card.encoder != encoder.info.record():
        raise EncoderMismatch(
            f"the pairs were mined with {card.encoder['name']}, not with this "
            f"{encoder.info.describe()}",
            hint="name the encoder that they were mined with, or mine again",
        )


def _fitting(hard: tuple[Negative, ...], saying: Saying) -> tuple[Negative, ...]:
    """Leave out what is right: where only the unwanted is named, another value is an answer."""
    return tuple(one for one in hard if not (saying.excludes and one.wrong == "wrong_edit"))


class _Scribe:
    """Writes the triplets of a batch of pairs."""

    def __init__(
        self,
        shelf: Shelf,
        encoder: Encoder,
        ask: Ask,
        model: ModelWriter | None,
        sources: Sources,
    ) -> None:
        self._shelf = shelf
        self._judge = Judge(encoder, shelf.vectors)
        self._ask = ask
        self._model = model
        self._sources = sources

    def rows(self, pairs: Sequence[Pair]) -> Made:
        counts: Counter[str] = Counter()
        rows: list[Triplet] = []
        for pair in pairs:
            ways = [(pair.first, pair.second), (pair.second, pair.first)]
            for number, (old, new) in enumerate(ways[: 1 + self._ask.both]):
                rows.extend(self._triplets(pair, number, old, new, counts))
        return rows, counts

    def _triplets(
        self, pair: Pair, way: int, old: Seen, new: Seen, counts: Counter[str]
    ) -> Iterator[Triplet]:
        change = changes(old.attributes, new.attributes)
        chance = np.random.default_rng([self._ask.seed, int(pair.id, 16), way])
        start, end = (self._shelf.places[one.picture.sha256] for one in (old, new))
        reference, target = self._shelf.vectors[start], self._shelf.vectors[end]
        hard = hard_negatives(self._shelf, start, end, change, self._ask.negatives)
        for language in self._ask.languages:
            one_model = pair.found == "family"
            sayings, writer = self._written(
                change, old, new, language, chance, counts, one_model=one_model
            )
            if not sayings:
                counts[f"nothing to say in {language}"] += 1
            for number, saying in enumerate(sayings):
                if change:
                    quality = self._judge.of_changes(change, reference, target)
                else:
                    quality = self._judge.of_text(saying.text, reference, target)
                if self._ask.least is not None and quality < self._ask.least:
                    counts["triplet dropped: quality"] += 1
                    continue
                counts.update(["triplets", f"triplets by {pair.found}", f"triplets in {language}"])
                counts["triplets that exclude"] += saying.excludes
                yield Triplet(
                    id=f"{pair.id}-{way}-{language}-{number}",
                    pair=pair.id,
                    reference=old.picture,
                    instruction=saying.text,
                    target=new.picture,
                    negatives=_fitting(hard, saying),
                    said=tuple(one.kind for one in change),
                    reference_attributes=old.attributes,
                    target_attributes=new.attributes,
                    language=language,
                    writer=writer,
                    found=pair.found,
                    similarity=pair.similarity,
                    quality=round(quality, 4),
                )

    def _written(
        self,
        change: Sequence[Change],
        old: Seen,
        new: Seen,
        language: Language,
        chance: np.random.Generator,
        counts: Counter[str],
        *,
        one_model: bool,
    ) -> tuple[list[Saying], str]:
        """Return up to so many different wordings as are asked for, and who wrote them."""
        if self._model:
            sayings, dropped = self._by_model(self._model, change, old, new, language)
            counts.update(dropped)
            if sayings:
                return sayings, self._model.name
        if not change:
            return [], TEMPLATES
        say = say_in_english if language == "en" else say_in_chinese
        found: dict[str, Saying] = {}
        for _ in range(self._ask.each * _TRIES):
            saying = say(change, old.attributes, new.attributes, chance, one_model=one_model)
            if saying is not None:
                found.setdefault(saying.text, saying)
            if saying is None or len(found) == self._ask.each:
                break
        return list(found.values()), TEMPLATES

    def _by_model(
        self,
        model: ModelWriter,
        change: Sequence[Change],
        old: Seen,
        new: Seen,
        language: Language,
    ) -> tuple[list[Saying], Counter[str]]:
        if not change and not model.sees:
            return [], Counter()
        both = old.attributes.items() & new.attributes.items()
        pictures = [decode(self._sources.read(one.picture)) for one in (old, new) if model.sees]
        return model.write(change, dict(both), language, self._ask.each, pictures)
