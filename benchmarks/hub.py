"""A full-size CLIP ViT-B/32 end to end: encode, export, index, search; torch beside ONNX.

    python benchmarks/hub.py

The weights are random, so that nothing is downloaded: time, memory and what an export changes do
not depend on what a tower knows. The tokenizer knows whole words, so that a sentence has about as
many tokens as with the published one. All on one thread.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from PIL.Image import Image
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import CLIPConfig, CLIPModel, PreTrainedTokenizerFast

from cpu_time import milliseconds, photo
from pointsay import Catalogue, Engine, Photo, Question, load_encoder
from pointsay.atelier import design_shop, render_shop
from pointsay.catalogue import ingest, open_images
from pointsay.encoders import Encoder
from pointsay.encoders.hub.export import export_encoder
from pointsay.encoders.onnx.export import Precision
from pointsay.encoders.onnx.parity import compare
from pointsay.encoders.timing import SENTENCES
from pointsay.media import decode
from tables import Table

ROWS, OPENING, CLOSING = 49_408, 49_406, 49_407  # of the published token table
SEED = 5
REPEATS = 5
BATCHES = (1, 8)
PRECISIONS: tuple[Precision, ...] = ("fp32", "int8")


def build(folder: Path) -> Path:
    """Write the checkpoint: the library's default sizes are ViT-B/32 with QuickGELU."""
    torch.manual_seed(SEED)
    text = {"vocab_size": ROWS, "bos_token_id": OPENING, "eos_token_id": CLOSING}
    model = CLIPModel(CLIPConfig(text_config=text))
    with torch.no_grad():  # as first drawn, a tower says almost the same of everything
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.normal_(0.0, weight[0].numel() ** -0.5)
    model.save_pretrained(folder)
    _words().save_pretrained(folder)
    return folder


def _words() -> Any:
    split = pre_tokenizers.Whitespace()
    words = sorted({word for text in SENTENCES for word, _ in split.pre_tokenize_str(text)})
    table = {word: at for at, word in enumerate(["!", *words])}
    table |= {"<|startoftext|>": OPENING, "<|endoftext|>": CLOSING}
    tokenizer = Tokenizer(models.WordLevel(table, unk_token="!"))  # noqa: S106 - of a vocabulary
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = split
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|startoftext|> $A <|endoftext|>",
        special_tokens=[("<|startoftext|>", OPENING), ("<|endoftext|>", CLOSING)],
    )
    fast: Any = PreTrainedTokenizerFast
    return fast(
        tokenizer_object=tokenizer,
        bos_token="<|startoftext|>",  # noqa: S106
        eos_token="<|endoftext|>",  # noqa: S106
        pad_token="<|endoftext|>",  # noqa: S106
        unk_token="!",  # noqa: S106
    )


def photos(folder: Path, images: Path | None, count: int) -> Path:
    """Write ``count`` photos into a folder: given ones, or drawn garments."""
    if images is None:
        return render_shop(design_shop(count, seed=SEED), folder)
    source = open_images(images)
    folder.mkdir()
    for name in source.names()[:count]:
        (folder / Path(name).name).write_bytes(source.read(name))
    return folder


@dataclass(frozen=True)
class Shop:
    """What indexing and searching with one encoder took.

    Attributes:
        indexed_s: Seconds for all photos, from files to a catalogue.
        search_ms: Milliseconds of a question with photo and sentence.
    """

    indexed_s: float
    search_ms: float


def shop(folder: Path, encoder: Encoder, pictures: Path) -> Shop:
    """Index photos and ask for each of the sentences; the answer must name products."""
    began = time.perf_counter()
    with Catalogue(folder, encoder, create=True) as catalogue:
        report = ingest(catalogue, pictures)
        indexed = time.perf_counter() - began
        source = open_images(pictures)
        photo = Photo(source.read(source.names()[0]))
        engine, spent = Engine(catalogue), 0.0
        for sentence in SENTENCES:
            answer = engine.search(Question([photo], sentence))
            spent += answer.took_ms / len(SENTENCES)
            if report.problems or not answer.hits:
                raise SystemExit(f"{encoder.info.describe()} did not index or find: {report}")
    return Shop(indexed, spent)


def times(encoders: Sequence[Encoder]) -> list[list[str]]:
    """Return rows of milliseconds an item: images and texts, alone and eight at once."""
    rows = []
    for size in BATCHES:
        pictures = [photo(seed) for seed in range(size)]
        texts = [SENTENCES[at % len(SENTENCES)] for at in range(size)]
        for what, calls in (
            ("an image", [partial(one.encode_images, pictures) for one in encoders]),
            ("a text", [partial(one.encode_texts, texts) for one in encoders]),
        ):
            cells = [f"{spent / size:.1f}" for spent in milliseconds(calls, REPEATS)]
            rows.append([f"CPU ms {what}, batch {size}", *cells])
    return rows


def changes(encoders: Sequence[Encoder], seen: Sequence[Image]) -> list[list[str]]:
    """Return rows of what each encoder changed against the first."""
    reports = [compare(encoders[0], one, seen, SENTENCES) for one in encoders]
    return [
        ["least cosine of an image", *(f"{one.image_cosine_min:.5f}" for one in reports)],
        ["least cosine of a text", *(f"{one.text_cosine_min:.5f}" for one in reports)],
        ["first 10 in common", *(f"{one.rank_agreement:.1%}" for one in reports)],
    ]


def shops(encoders: Sequence[Encoder], pictures: Path, work: Path) -> list[list[str]]:
    """Return rows of what a shop of these photos takes with each encoder."""
    built = [
        shop(work / f"catalogue {at}", encoder, pictures) for at, encoder in enumerate(encoders)
    ]
    return [
        ["s to index all photos", *(f"{one.indexed_s:.1f}" for one in built)],
        ["ms a search", *(f"{one.search_ms:.0f}" for one in built)],
    ]


def _decoded(folder: Path) -> list[Image]:
    source = open_images(folder)
    return [decode(source.read(name)) for name in source.names()]


def _bytes(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.iterdir())


def main() -> None:
    """Build, export, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, help="folder or zip of photos; drawn by default")
    parser.add_argument("--photos", type=int, default=200, help="how many")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        pictures = photos(work / "photos", options.images, options.photos)
        folders: dict[str, Path] = {"torch fp32": build(work / "vit-b-32")}
        original = load_encoder(f"hub:{folders['torch fp32']}?device=cpu")
        for precision in PRECISIONS:
            folders[f"ONNX {precision}"] = work / precision
            export_encoder(original, work / precision, precision)
        encoders = [original, *(load_encoder(f"onnx:{work / one}") for one in PRECISIONS)]
        rows = [
            *times(encoders),
            ["MB", *(f"{_bytes(one) / 1e6:.0f}" for one in folders.values())],
            *changes(encoders, _decoded(pictures)),
            *shops(encoders, pictures, work),
        ]
        print(Table(["", *folders], rows))


if __name__ == "__main__":
    main()
