from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder, CountingEncoder
from pointsay.errors import BadTriplets
from pointsay.media import decode
from pointsay.training.composers.examples import NOTHING, Examples, read_examples
from pointsay.triplets import open_triplets


def test_rows_are_the_vectors_of_the_triplets(folder: Path, examples: Examples) -> None:
    triplets, encoder = open_triplets(folder), ColourEncoder()
    assert len(examples) == len(triplets) > 20
    assert examples.origin == triplets.card.made_of["mined"]["name"] != ""
    for at in (0, 7, len(triplets) - 1):
        one = triplets[at]
        for picture, rows in ((one.reference, examples.references), (one.target, examples.targets)):
            (expected,) = encoder.encode_images([decode(triplets.read(picture))])
            np.testing.assert_allclose(examples.pictures[rows[at]], expected, atol=1e-6)
        (said,) = encoder.encode_texts([one.instruction])
        np.testing.assert_allclose(examples.texts[examples.said[at]], said, atol=1e-6)
        hard = [other for other in one.negatives if other.wrong != "query"]
        assert (examples.negatives[at] != NOTHING).sum() == len(hard)


def test_what_is_kept_is_not_encoded_again(folder: Path, tmp_path: Path) -> None:
    first, again = CountingEncoder(), CountingEncoder()
    read_examples(open_triplets(folder), first, tmp_path)
    read_examples(open_triplets(folder), again, tmp_path)
    assert (first.pictures, again.pictures) == (12, 0)


def test_a_batch_knows_which_other_targets_fit(examples: Examples) -> None:
    rows = np.arange(len(examples))
    batch = examples.batch(rows, hard=1)
    alike = batch.alike.numpy()
    for i in rows[::5]:
        for j in rows:
            expected = i != j and (
                examples.targets[i] == examples.targets[j]
                or examples.pairs[i] == examples.pairs[j]
                or examples.kinds[i] == examples.kinds[j] != NOTHING
            )
            assert alike[i, j] == expected
    assert batch.negatives.shape == (len(rows), 1, examples.pictures.shape[1])
    assert examples.batch(rows[:4], hard=0).negatives.shape[1] == 0


def test_a_share_is_of_pairs_and_is_the_same_for_one_seed(folder: Path, tmp_path: Path) -> None:
    triplets, encoder = open_triplets(folder), ColourEncoder()
    whole = {one.id: one.pair for one in triplets}

    def half(seed: int) -> Examples:
        return read_examples(triplets, encoder, tmp_path, share=0.5, seed=seed)

    first, pairs = half(1), set(whole.values())
    assert len(np.unique(first.pairs)) == round(len(pairs) / 2)
    assert 0 < len(first) < len(whole)
    assert len(first.instructions) == len(np.unique(first.said))
    np.testing.assert_array_equal(first.said, half(1).said)
    assert first.identity == half(1).identity != half(2).identity


def test_nothing_left_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadTriplets, match="no triplet"):
        read_examples(open_triplets(folder), ColourEncoder(), tmp_path, only=lambda one: False)
