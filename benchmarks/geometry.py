"""The seed paper's geometric claims, measured: one page of figures with what holds and what not.

    python benchmarks/geometry.py --data ../shared/data --clean DIR --noised DIR

Xie et al. (E-Commerce Letters 14(12), 2025, section 3.2) say that pictures vary more than texts
and lie on a more complex manifold, that noise widens the texts' manifold to a tube that covers
more of the pictures, and that a mapping trained with noise is smoother. ``--clean`` and
``--noised`` are two trainings of lincir that differ in their noise alone (``pointsay train lincir
--noise``).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from pointsay.catalogue import open_images
from pointsay.encoders import load_encoder
from pointsay.evaluation import encode_pictures
from pointsay.evaluation.geometry import (
    coverage,
    effective_dimension,
    gap,
    intrinsic_dimension,
    spread,
    stretch,
)
from pointsay.evaluation.report import document
from pointsay.evaluation.report.document import Drawing, Section
from pointsay.evaluation.report.drawing import figure, finish, style
from pointsay.evaluation.report.page import render
from pointsay.methods.phi import phi
from pointsay.methods.store import load_method
from tables import Block, Table

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.types import Matrix

SEED = 12345
SENTENCES = 3000
LEVELS = (0.0, 0.25, 0.5, 0.64, 1.0, 2.0)  # length of the noise against that of a unit vector
STEP = 0.1

Mapping = Callable[["Matrix"], "Matrix"]


@dataclass(frozen=True)
class Clouds:
    """Unit vectors: photos, the titles of the same products, and sentences about anything."""

    pictures: Matrix
    titles: Matrix
    sentences: Matrix

    def named(self) -> dict[str, Matrix]:
        """Return each by its name."""
        return {"photos": self.pictures, "titles": self.titles, "COCO captions": self.sentences}


@click.command()
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--clean", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--noised", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--encoder", "encoder_name", default="mini", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/geometry"))
def main(data: Path, clean: Path, noised: Path, encoder_name: str, out: Path) -> None:
    """Measure, print the tables, and write the page."""
    encoder = load_encoder(encoder_name)
    clouds = read_clouds(data, encoder)
    mappings = {
        name: _mapping(folder, encoder)
        for name, folder in (("without noise", clean), ("with noise", noised))
    }
    radius = _reach(clouds.pictures)
    curves = covered(clouds, radius)
    blocks = [shapes(clouds), gaps(clouds), tubes(curves, radius), smoothness(clouds, mappings)]
    blocks.append(after(clouds, mappings))
    sys.stdout.write("\n\n".join(map(str, blocks)) + "\n")
    out.mkdir(parents=True, exist_ok=True)
    drawing = draw(clouds, curves, radius)
    (out / f"{drawing.name}.svg").write_bytes(drawing.svg)
    (out / f"{drawing.name}.png").write_bytes(drawing.png)
    parts = [drawing, *map(_as_part, blocks)]
    page = render("Geometry of the embeddings", [], [Section("Measured", parts)])
    (out / "geometry.html").write_text(page, encoding="utf-8")


def _as_part(block: Block) -> document.Table:
    heads = [[document.Head(one) for one in block.table.head]]
    lines = [
        document.Line(first, [document.Cell(one) for one in rest])
        for first, *rest in block.table.rows
    ]
    return document.Table(block.caption, heads, [document.Group(lines)])


def read_clouds(data: Path, encoder: Encoder) -> Clouds:
    """Encode the validation photos, their titles, and captions of COCO."""
    shop = data / "fashion_products"
    pictures = encode_pictures(open_images(shop / "images_hi_val.zip"), encoder)
    with (shop / "products.csv").open(newline="", encoding="utf-8") as file:
        titles = {row["product_id"]: row["title"] for row in csv.DictReader(file)}
    lines = (data / "captions" / "coco_captions_30k.txt").read_text(encoding="utf-8").splitlines()
    chosen = np.random.default_rng(SEED).choice(len(lines), SENTENCES, replace=False)
    return Clouds(
        pictures.matrix,
        encoder.encode_texts([titles[one] for one in pictures.ids]),
        encoder.encode_texts([lines[at] for at in chosen]),
    )


def _mapping(folder: Path, encoder: Encoder) -> Mapping:
    method = load_method(folder, encoder)
    return lambda rows: phi(method.tensors, rows)


def _reach(rows: Matrix) -> float:
    """Return the median distance of a photo to its nearest other photo: what "near" means."""
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -1.0)
    return float(np.median(np.sqrt(2.0 - 2.0 * cosines.max(axis=1).clip(-1.0, 1.0))))


def shapes(clouds: Clouds) -> Block:
    """Return variance and dimension of each cloud."""
    rows = [
        [
            name,
            str(len(cloud)),
            f"{spread(cloud):.3f}",
            f"{effective_dimension(cloud):.1f}",
            f"{intrinsic_dimension(cloud):.1f}",
        ]
        for name, cloud in clouds.named().items()
    ]
    head = ["cloud", "vectors", "variance", "effective dimension", "intrinsic dimension (TwoNN)"]
    return Block("Variance and dimension of unit vectors", Table(head, rows))


def gaps(clouds: Clouds) -> Block:
    """Return the modality gap as it is, and centred by means of the other half of the vectors."""
    rows = []
    for name, texts in (("titles", clouds.titles), ("COCO captions", clouds.sentences)):
        left, right = clouds.pictures, texts
        centred = gap(
            left[::2] - left[1::2].mean(axis=0, keepdims=True),
            right[::2] - right[1::2].mean(axis=0, keepdims=True),
        )
        rows.append([f"photos to {name}", f"{gap(left, right):.3f}", f"{centred:.3f}"])
    return Block("Modality gap", Table(["clouds", "as they are", "centred"], rows))


def covered(clouds: Clouds, radius: float) -> dict[float, list[float]]:
    """Return, for each length of noise, the covered share of photos at growing radii.

    Noise and texts are added and scaled to unit length; eight draws for each text make the tube.
    """
    texts = np.concatenate([clouds.titles, clouds.sentences])
    rng = np.random.default_rng(SEED)
    found = {}
    for level in LEVELS:
        noise = rng.normal(size=(8, *texts.shape)).astype(np.float32)
        noise *= level / np.linalg.norm(noise, axis=2, keepdims=True)
        tube = (texts + noise).reshape(-1, texts.shape[1])[:: 1 if level else 8]
        tube = texts if not level else tube / np.linalg.norm(tube, axis=1, keepdims=True)
        found[level] = [coverage(clouds.pictures[::2], tube, x * radius) for x in (1.0, 1.5, 2.0)]
    return found


def tubes(curves: dict[float, list[float]], radius: float) -> Block:
    """Return the covered shares as a table."""
    rows = [[f"{level:g}", *(f"{100 * one:.1f} %" for one in row)] for level, row in curves.items()]
    head = ["noise length", *(f"within {x * radius:.2f}" for x in (1.0, 1.5, 2.0))]
    caption = (
        "Share of photos near some text, by the length of the noise; a photo's nearest other "
        f"photo is at {radius:.2f} (median)"
    )
    return Block(caption, Table(head, rows))


def smoothness(clouds: Clouds, mappings: dict[str, Mapping]) -> Block:
    """Return how steep each mapping is around texts and around photos."""
    rows = []
    for name, mapping in mappings.items():
        for place, cloud in (("texts", clouds.sentences), ("photos", clouds.pictures)):
            middle, most = stretch(mapping, cloud, STEP, SEED)
            scale = float(np.linalg.norm(mapping(cloud), axis=1).mean())
            rows.append([name, place, f"{middle:.3f}", f"{most:.3f}", f"{middle / scale:.3f}"])
    head = ["phi trained", "around", "median", "largest", "median by length of the words"]
    return Block(f"|phi(x + e) - phi(x)| / |e|, |e| = {STEP}", Table(head, rows))


def after(clouds: Clouds, mappings: dict[str, Mapping]) -> Block:
    """Return the gap between the pseudo-words of photos and of texts, against their spread."""
    rows = []
    for name, mapping in mappings.items():
        pictures, texts = mapping(clouds.pictures), mapping(clouds.titles)
        between = gap(pictures, texts)
        wide = float(np.sqrt(spread(np.concatenate([pictures, texts]))))
        ratio = spread(pictures) / spread(texts)
        rows.append([name, f"{between:.3f}", f"{between / wide:.2f}", f"{ratio:.2f}"])
    head = ["phi trained", "gap", "gap by spread", "variance of photos by that of titles"]
    return Block("After phi: pseudo-words of photos and of their titles", Table(head, rows))


def draw(clouds: Clouds, curves: dict[float, list[float]], radius: float) -> Drawing:
    """Draw variance, dimensions and coverage side by side."""
    named = clouds.named()
    measures: Sequence[tuple[str, Callable[[Matrix], float]]] = (
        ("variance", spread),
        ("intrinsic dimension", intrinsic_dimension),
    )
    with figure(3.0) as drawn:
        left, middle, right = drawn.subplots(1, 3)
        for axes, (title, measure) in zip((left, middle), measures, strict=True):
            axes.bar(range(len(named)), [measure(one) for one in named.values()], color="#56B4E9")
            axes.set_xticks(range(len(named)), [one.split()[0] for one in named])
            axes.set_title(title)
        for at, x in enumerate((1.0, 1.5, 2.0)):
            look = style(at)
            right.plot(
                list(curves),
                [100 * row[at] for row in curves.values()],
                color=look.colour,
                marker=look.marker,
                linestyle=look.line,
                label=f"within {x * radius:.2f}",
            )
        right.set_title("photos covered, %")
        right.set_xlabel("length of the noise")
        right.legend()
        return finish(
            drawn,
            "geometry",
            alt="Variance and intrinsic dimension of three clouds, and coverage over noise.",
            caption="Photos, titles and captions of one encoder; numbers in the tables.",
        )


if __name__ == "__main__":
    main()
