"""Keywords and text embeddings of a corpus, computed once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from pointsay.training import keywords
from pointsay.training.kept import kept_list, kept_rows, key_of
from pointsay.training.keywords import Report, Run, find_runs
from pointsay.training.texts import clean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder, RawSpace
    from pointsay.methods.raw_vectors import Space
    from pointsay.training.texts import Texts

CHUNK = 256  # texts between two reports


def runs_of(texts: Texts, work: Path, report: Report) -> tuple[list[str], list[list[Run]]]:
    """Return the cleaned captions, without those that are empty then, and their keywords."""
    captions = [one for one in map(clean, texts.lines) if one]
    key = key_of("keywords", keywords.VERSION, captions)
    stored = kept_list(
        work / f"keywords-{key[:12]}.json",
        key,
        lambda: [
            [[run.start, run.end, run.joined] for run in runs]
            for runs in find_runs(captions, report)
        ],
    )
    return captions, [[Run(*run) for run in runs] for runs in stored]


def features(
    encoder: Encoder, texts: Sequence[str], space: Space, work: Path, report: Report
) -> NDArray[np.float32]:
    """Return the (N, D) embeddings of texts, of unit length or as the tower gives them."""
    key = key_of("features", encoder.info.weights, space, list(texts))
    encode = encoder.encode_texts
    if space == "raw":
        encode = cast("RawSpace", encoder).project_texts

    def make() -> NDArray[np.float32]:
        # Like lengths side by side: a batch is as long as its longest.
        order = np.argsort([len(one) for one in texts], kind="stable")
        rows = np.zeros((len(texts), encoder.info.dim), dtype=np.float32)
        for at in range(0, len(order), CHUNK):
            chosen = order[at : at + CHUNK]
            rows[chosen] = encode([texts[one] for one in chosen])
            report(min(at + CHUNK, len(order)), len(order))
        return rows

    return kept_rows(work / f"texts-{key[:12]}.safetensors", key, make)
