"""Optimisation-based textual inversion: a pseudo-word for each picture, by gradient descent.

Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion" (ICCV 2023, arXiv
2303.15247), section 3.1. Departure: losses are summed over a batch, not averaged, so that no
picture's word depends on its neighbours; AdamW does not see the difference but for its epsilon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from pointsay.methods.inversion.phrases import OPENING, Phrases
from pointsay.methods.pseudo_word import PLACEHOLDER

if TYPE_CHECKING:
    from pointsay.encoders.base import TokenSpace
    from pointsay.types import Matrix

# What a word for a thing is said in; as many as the paper takes from Cohen et al., "This is my
# unicorn, Fluffy" (ECCV 2022), in wording of our own.
TEMPLATES = tuple(
    template.format(PLACEHOLDER)
    for template in (
        "a photo of a {}",
        "a photo of the {}",
        "a photo of one {}",
        "a photo of my {}",
        "a good photo of a {}",
        "a clear photo of the {}",
        "a dark photo of a {}",
        "a bright photo of the {}",
        "a blurred photo of a {}",
        "a cropped photo of the {}",
        "a close photo of a {}",
        "a photo of a small {}",
        "a photo of a large {}",
        "a photo of a clean {}",
        "a photo of a nice {}",
        "a photo of a strange {}",
        "a picture of a {}",
        "a picture of the {}",
        "an image of a {}",
        "an image that shows my {}",
        "this is a {}",
        "here is the {}",
        "a drawing of the {}",
        "somebody took this photo of the {}",
    )
)

Run = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class OtiSettings:
    """What decides a pseudo-word; the defaults are the published ones.

    Attributes:
        steps: Of AdamW.
        rate: Learning rate of AdamW.
        weight_decay: Of AdamW.
        ema: Decay of the moving average that is the result.
        spread: Standard deviation of the start around nought.
        picture: Weight of the likeness to the picture.
        phrase: Weight of reading like a concept in a sentence.
        concepts: Nearest concepts of a picture that sentences are drawn from.
        seed: Of the start and of every draw.

    Raises:
        ValueError: A value is out of its range.
    """

    steps: int = 350
    rate: float = 2e-2
    weight_decay: float = 0.01
    ema: float = 0.99
    spread: float = 0.02
    picture: float = 1.0
    phrase: float = 0.5
    concepts: int = 15
    seed: int = 0

    def __post_init__(self) -> None:
        if self.steps < 1 or self.concepts < 1:
            raise ValueError("steps and concepts must be at least 1")
        if not 0.0 <= self.ema < 1.0:
            raise ValueError(f"ema must be at least 0 and below 1, not {self.ema}")
        if self.picture <= 0.0 or self.phrase < 0.0:
            raise ValueError("picture must be above 0 and phrase at least 0")

    def record(self) -> dict[str, Any]:
        """Return every value by its name."""
        return asdict(self)


def invert(
    space: TokenSpace,
    run: Run,
    images: Matrix,
    concepts: Sequence[Sequence[str]],
    phrases: Phrases,
    settings: OtiSettings = OtiSettings(),
    keys: Sequence[int] | None = None,
    device: str = "cpu",
) -> Matrix:
    """Find the pseudo-word of each picture.

    Args:
        space: Looks up words.
        run: The text tower of the same encoder in torch: (B, T, W) token embeddings and their
            (B, T) mask to (B, D), scaled or not; gradients flow to the embeddings.
        images: (B, D) image vectors; only their directions count.
        concepts: For each picture its nearest concepts, nearest first; all have phrases.
        phrases: Sentences around concepts.
        settings: See `OtiSettings`.
        keys: A number of 0 or more for each picture that decides its draws together with the seed;
            0, 1, ... by default.
        device: Where ``run`` runs.

    Returns:
        (B, W) pseudo-words, in float32.
    """
    draws = [
        _Draws(settings, len(known), key)
        for known, key in zip(concepts, keys or range(len(images)), strict=True)
    ]
    if not draws:
        return np.zeros((0, space.token_dim), dtype=np.float32)
    targets = nn.functional.normalize(torch.tensor(images, device=device), dim=-1)
    words = torch.tensor(np.stack([one.start(space.token_dim) for one in draws]), device=device)
    words.requires_grad_()
    mean = words.detach().clone()
    optimiser = torch.optim.AdamW([words], lr=settings.rate, weight_decay=settings.weight_decay)
    for step in range(settings.steps):
        with torch.enable_grad():
            templates = [TEMPLATES[one.template[step]] for one in draws]
            said = read(space, run, templates, words)
            loss = settings.picture * distance(said, targets).sum()
            if settings.phrase:
                chosen = [
                    _chosen(phrases, known[one.concept[step]], one.phrase[step])
                    for one, known in zip(draws, concepts, strict=True)
                ]
                loss = loss + settings.phrase * phrase_distance(space, run, chosen, words).sum()
            (words.grad,) = torch.autograd.grad(loss / (settings.picture + settings.phrase), words)
        optimiser.step()
        mean.lerp_(words.detach(), 1.0 - settings.ema)
    found: Matrix = mean.cpu().numpy()
    return found


def read(space: TokenSpace, run: Run, texts: Sequence[str], words: Tensor) -> Tensor:
    """Run the text tower over texts, with a pseudo-word in the place of each first placeholder.

    Args:
        space: Looks up words.
        run: See `invert`.
        texts: B texts, each with `PLACEHOLDER`.
        words: (B, W) pseudo-words.

    Returns:
        (B, D), as ``run`` gives it.
    """
    batch = space.embed_tokens(texts, PLACEHOLDER)
    slots = np.zeros(batch.ids.shape, dtype=bool)
    for row, place in enumerate(batch.place):
        if place is not None:
            slots[row, place[0] : place[1]] = True
    embeddings = torch.from_numpy(batch.embeddings).to(words)
    injecting = torch.from_numpy(slots).to(words.device)
    injected = torch.where(injecting[:, :, None], words[:, None, :], embeddings)
    return run(injected, torch.from_numpy(batch.mask).to(words.device))


def phrase_distance(
    space: TokenSpace, run: Run, chosen: Sequence[tuple[str, str]], words: Tensor
) -> Tensor:
    """Return how far each sentence is moved by its pseudo-word from what its concept makes of it.

    Baldrati et al., section 3.1, the regularisation: 1 - cos(T(sentence with the word), T(sentence
    with the concept)). Departure: a concept that occurs again later in the sentence stays there.

    Args:
        space: Looks up words.
        run: See `invert`.
        chosen: B pairs of a concept and a continuation.
        words: (B, W) pseudo-words.

    Returns:
        (B,), from 0 to 2; gradients flow to ``words`` only.
    """
    plain = space.embed_tokens([f"{OPENING.format(what)} {tail}" for what, tail in chosen])
    with torch.no_grad():
        embeddings, mask = map(torch.from_numpy, (plain.embeddings, plain.mask))
        wanted = run(embeddings.to(words), mask.to(words.device))
    texts = [f"{OPENING.format(PLACEHOLDER)} {tail}" for _, tail in chosen]
    return distance(read(space, run, texts, words), wanted)


def distance(left: Tensor, right: Tensor) -> Tensor:
    """Return 1 - cos of each row of (B, D) and (B, D), (B,)."""
    return 1.0 - nn.functional.cosine_similarity(left.float(), right.float(), dim=-1)


class _Draws:
    """What one picture draws, step by step: a function of (seed, key) alone."""

    def __init__(self, settings: OtiSettings, known: int, key: int) -> None:
        self._rng = np.random.default_rng([settings.seed, key])
        self._spread = settings.spread
        self.template = self._rng.integers(len(TEMPLATES), size=settings.steps)
        self.concept = self._rng.integers(min(known, settings.concepts), size=settings.steps)
        self.phrase = self._rng.random(settings.steps)

    def start(self, width: int) -> np.typing.NDArray[np.float32]:
        return (self._spread * self._rng.normal(size=width)).astype(np.float32)


def _chosen(phrases: Phrases, concept: str, share: float) -> tuple[str, str]:
    written = phrases.of(concept)
    return concept, written[int(share * len(written))]
