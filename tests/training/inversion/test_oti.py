"""Inversion of single pictures against gradient descent that is written out in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fake_tokens import TokenEncoder

torch = pytest.importorskip("torch", reason="training needs the train extra")

from pointsay.methods.inversion import oti  # noqa: E402
from pointsay.methods.inversion.phrases import WrittenPhrases  # noqa: E402
from pointsay.methods.pseudo_word import PLACEHOLDER  # noqa: E402

from .conftest import unit_rows  # noqa: E402

if TYPE_CHECKING:
    from pointsay.types import Vector

KNOWN = (("hat", "cap"), ("shoe",), ("dress", "hat", "shoe"))
PHRASES = WrittenPhrases(
    {
        "hat": ["is red", "costs $5 and is old"],
        "cap": ["lies on a table"],
        "shoe": ["was new", "is for men", "is wet"],
        "dress": ["is long"],
    }
)
FEW = oti.OtiSettings(steps=6, concepts=2, seed=3)


def test_templates_are_ours_and_all_have_a_place() -> None:
    assert len(set(oti.TEMPLATES)) == 24
    assert all(one.count(PLACEHOLDER) == 1 for one in oti.TEMPLATES)


class Plain:
    """One picture's word by the equations, for `TokenEncoder`, whose tower is linear."""

    def __init__(self, encoder: TokenEncoder, image: Vector, known: Sequence[str], key: int):
        self.encoder, self.image, self.known = encoder, image.astype(np.float64), known
        rng = np.random.default_rng([FEW.seed, key])
        self.template = rng.integers(24, size=FEW.steps)
        self.concept = rng.integers(min(len(known), FEW.concepts), size=FEW.steps)
        self.share = rng.random(FEW.steps)
        self.start = 0.02 * rng.normal(size=encoder.token_dim)

    def slope(self, word: Vector, text: str, target: Vector) -> Vector:
        """Gradient of 1 - cos(T(text), target) by the word in the text's place."""
        batch = self.encoder.embed_tokens([text], "$")
        assert batch.place[0] is not None
        at = batch.place[0][0]
        rows, count = batch.embeddings[0].astype(np.float64), batch.mask[0].sum()
        rows[at] = word
        weights = self.encoder.positions[: len(rows)]
        said = (weights[:, None] * rows).sum(0) / count @ self.encoder.say
        size, length = np.linalg.norm(said), np.linalg.norm(target)
        cosine = said @ target / size / length
        by_said = -(target / length - cosine * said / size) / size
        return weights[at] / count * self.encoder.say @ by_said

    def found(self) -> Vector:
        word = self.start.astype(np.float32).astype(np.float64)
        mean, first, second = word.copy(), np.zeros_like(word), np.zeros_like(word)
        for step in range(FEW.steps):
            concept = self.known[self.concept[step]]
            lines = PHRASES.of(concept)
            line = lines[int(self.share[step] * len(lines))]
            said = self.encoder.project_texts([f"a photo of {concept} that {line}"])[0]
            slope = self.slope(word, oti.TEMPLATES[self.template[step]], self.image)
            slope = slope + 0.5 * self.slope(word, f"a photo of $ that {line}", said)
            slope = slope / 1.5
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            ahead = first / (1 - 0.9 ** (step + 1))
            spread = np.sqrt(second / (1 - 0.999 ** (step + 1)))
            word = word * (1 - 0.02 * 0.01) - 0.02 * ahead / (spread + 1e-8)
            mean = 0.99 * mean + 0.01 * word
        return mean


def test_words_are_those_of_the_written_out_descent(encoder: TokenEncoder, run: oti.Run) -> None:
    images = unit_rows(3, encoder.info.dim)
    got = oti.invert(encoder, run, images, KNOWN, PHRASES, FEW)
    assert got.shape == (3, encoder.token_dim)
    assert got.dtype == np.float32
    for at in range(3):
        plain = Plain(encoder, images[at], KNOWN[at], key=at).found()
        np.testing.assert_allclose(got[at], plain, atol=2e-5)


def test_a_picture_does_not_see_its_neighbours(encoder: TokenEncoder, run: oti.Run) -> None:
    images = unit_rows(3, encoder.info.dim)
    together = oti.invert(encoder, run, images, KNOWN, PHRASES, FEW, keys=[7, 8, 9])
    for at in (2, 0):
        (alone,) = oti.invert(
            encoder, run, images[at : at + 1], KNOWN[at : at + 1], PHRASES, FEW, keys=[7 + at]
        )
        np.testing.assert_allclose(together[at], alone, atol=1e-5)


def test_the_length_of_an_image_vector_does_not_matter(encoder: TokenEncoder, run: oti.Run) -> None:
    images = unit_rows(1, encoder.info.dim)
    words = [
        oti.invert(encoder, run, scale * images, KNOWN[:1], PHRASES, FEW) for scale in (1.0, 9.0)
    ]
    np.testing.assert_allclose(*words, atol=1e-5)


def test_the_word_comes_to_say_the_picture(encoder: TokenEncoder, run: oti.Run) -> None:
    images = unit_rows(2, encoder.info.dim)
    settings = oti.OtiSettings(steps=150, rate=5e-2, ema=0.9, phrase=0.0)
    before, after = (
        distances(encoder, run, words, images)
        for words in (
            np.zeros((2, encoder.token_dim), np.float32),
            oti.invert(encoder, run, images, KNOWN[:2], PHRASES, settings),
        )
    )
    assert (after < before - 0.2).all()


def test_the_regularisation_keeps_the_word_near_its_concept(
    encoder: TokenEncoder, run: oti.Run
) -> None:
    images = unit_rows(1, encoder.info.dim, seed=5)
    chosen = [("shoe", one) for one in PHRASES.of("shoe")]

    def moved(phrase: float) -> float:
        settings = oti.OtiSettings(steps=60, rate=5e-2, ema=0.9, phrase=phrase)
        words = oti.invert(encoder, run, images, (("shoe",),), PHRASES, settings)
        rows = torch.from_numpy(np.repeat(words, len(chosen), axis=0))
        return float(oti.phrase_distance(encoder, run, chosen, rows).mean())

    assert moved(4.0) < moved(0.0) - 0.1


def distances(encoder: TokenEncoder, run: oti.Run, words: Any, images: Any) -> Any:
    said = oti.read(encoder, run, ["a photo of a $"] * len(words), torch.from_numpy(words))
    return oti.distance(said, torch.from_numpy(images)).numpy()


def test_no_pictures_no_words(encoder: TokenEncoder, run: oti.Run) -> None:
    nothing = np.zeros((0, encoder.info.dim), np.float32)
    assert oti.invert(encoder, run, nothing, (), PHRASES).shape == (0, encoder.token_dim)


@pytest.mark.parametrize(
    "wrong",
    [{"steps": 0}, {"concepts": 0}, {"ema": 1.0}, {"picture": 0.0}, {"phrase": -1.0}],
)
def test_settings_refuse_what_cannot_be(wrong: dict[str, Any]) -> None:
    make: Callable[..., oti.OtiSettings] = oti.OtiSettings
    with pytest.raises(ValueError, match=next(iter(wrong))):
        make(**wrong)
