"""Tiny towers and corpora: real code, small numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the train extra")
pytest.importorskip("efficientnet_lite_pytorch", reason="training needs the train extra")

from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: E402

from pointsay.encoders.mini import MiniEncoder  # noqa: E402
from pointsay.training.captions import Described  # noqa: E402
from pointsay.training.corpora import Corpus  # noqa: E402
from pointsay.training.recipe import Recipe, Stage  # noqa: E402
from pointsay.training.towers import DualEncoder, Shape, TextTower, load_image_start  # noqa: E402

COLOURS = {"red": (200, 20, 20), "green": (20, 160, 30), "blue": (20, 30, 200)}
WORDS = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", *COLOURS, "a", "one", "dress", "shirt", "in", "something",
]  # fmt: skip
TINY = Shape(dim=8, vocabulary=len(WORDS), width=16, layers=1, heads=2, positions=64)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> MiniEncoder:
    """A tiny encoder to train methods through; shared, never changed."""
    from .small import small_encoder

    return small_encoder(tmp_path_factory.mktemp("small"))


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)  # the same sums in the same order, whatever the machine


def word_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


@pytest.fixture
def tokenizer_path(tmp_path: Path) -> Path:
    path = tmp_path / "tokenizer.json"
    word_tokenizer().save(str(path))
    return path


@pytest.fixture
def tokenizer(tokenizer_path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(tokenizer_path))


def corpus(canvas: tuple[int, int], count: int = 24) -> Corpus:
    """Plain pictures in three colours, noisy, each saying its colour."""
    rng = np.random.default_rng(3)
    pixels, products = [], []
    for at in range(count):
        name = list(COLOURS)[at % 3]
        picture = np.array(COLOURS[name]) + rng.normal(0, 12, (*canvas, 3))
        pixels.append(picture.clip(0, 255).astype(np.uint8))
        products.append(Described({"colour": name}, {"colour": (name,)}, (f"a {name} dress",)))
    return Corpus(np.stack(pixels), products)


@pytest.fixture
def recipe() -> Recipe:
    rates = {"image_rate": 1e-3, "text_rate": 1e-3, "head_rate": 5e-3, "batch": 8}
    return Recipe(
        stages=(
            Stage("small", ("any",), (32, 24), epochs=2, **rates),
            Stage("larger", ("any",), (48, 36), epochs=2, **rates),
        ),
        shape=TINY,
        checkpoint_every=2,
    )


TYPES = ("dress", "shirt")


def catalogue(canvas: tuple[int, int], count: int = 24) -> Corpus:
    """Studio photos: a coloured piece before white; three colours of one type are a family.

    Half of the pieces belong to another world, which has no type but the first.
    """
    height, width = canvas
    rng = np.random.default_rng(4)
    pixels = np.full((count, height, width, 3), 255, np.uint8)
    products = []
    for at in range(count):
        colour, kind = list(COLOURS)[at % 3], TYPES[at // 3 % 2]
        phone = at >= count // 2
        body = np.array(COLOURS[colour]) + rng.normal(0, 12, (height // 2, width // 2, 3))
        rows, columns = (slice(side // 4, side // 4 + side // 2) for side in canvas)
        pixels[at, rows, columns] = body.clip(0, 255)
        facts = {"type": TYPES[0] if phone else kind, "colour": colour}
        products.append(
            Described(
                facts,
                {name: (value,) for name, value in facts.items()},
                (f"a {colour} {facts['type']}",),
                family="" if phone else f"model {at // 3}",
                world="phone" if phone else "shop",
            )
        )
    return Corpus(pixels, products)


def random_start(tower: TextTower) -> None:
    """Stand in for the public text start, which has one size only; always the same weights."""
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for parameter in tower.bert.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0.0, 0.4, generator=generator)


def start(shape: Shape, canvas: tuple[int, int]) -> DualEncoder:
    """A tiny random text tower beside the public image backbone.

    A random backbone would not do: without its norms' statistics the signal dies out on the way.
    """
    torch.manual_seed(5)
    model = DualEncoder(shape, canvas)
    load_image_start(model.image)
    return model


def trained(shape: Shape, canvas: tuple[int, int]) -> DualEncoder:
    """Towers in which no two arrays are equal, as training leaves them; equal ones would merge."""
    model = start(shape, canvas).eval()
    with torch.no_grad():
        for parameter in model.text.parameters():
            parameter.add_(0.02 * torch.randn(parameter.shape))
        model.image.head.bias.add_(0.02 * torch.randn(shape.dim))
    return model
