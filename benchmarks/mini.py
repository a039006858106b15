"""Quality, speed and size of ``mini`` on data that it was not trained on.

``--write`` puts the tables between the markers of the model card and of the README, so that their
numbers are these.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from pointsay.catalogue import open_images
from pointsay.encoders.mini import MiniEncoder
from pointsay.evaluation import (
    Pictures,
    ShopPhoto,
    Trial,
    encode_pictures,
    load_queries,
    make_trial,
    phone_queries,
    run_method,
    summarise,
)
from pointsay.methods import list_methods, make_method
from pointsay.training.corpora import PHONE_LABELS, in_training_half
from pointsay.training.wording import article_names, with_article

CARD = "MODEL_CARD.md"
README = Path(__file__).resolve().parent.parent / "README.md"
MARKS = ("<!-- figures -->", "<!-- end of figures -->")


def composed(encoder: MiniEncoder, trial: Trial) -> list[list[str]]:
    """Return a row of Recall@1, @5, @10 and mAP@10 for each method over all queries."""
    rows = []
    for name in list_methods():
        scores = summarise(run_method(make_method(name).load(encoder), trial))["ALL"]
        cells = [f"{100 * scores[key]:.1f}" for key in list(scores)[1:]]
        rows.append([name, str(scores["n"]), *cells])
    return rows


def zero_shot(encoder: MiniEncoder, pictures: Pictures, labels: Sequence[str]) -> float:
    """Return the share of pictures nearest to the text of their own label."""
    names = sorted(set(labels))
    texts = encoder.encode_texts([f"a photo of {name}" for name in names])
    best = (pictures.matrix @ texts.T).argmax(1)
    return float(np.mean([names[at] == label for at, label in zip(best, labels, strict=True)]))


def milliseconds(call: Callable[[], object], repeats: int = 40) -> float:
    """Return CPU milliseconds of one call, the median of several, on one thread."""
    call()
    spent = []
    for _ in range(repeats):
        began = time.process_time()
        call()
        spent.append(1e3 * (time.process_time() - began))
    return float(np.median(spent))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figures(encoder: MiniEncoder, data: Path) -> list[str]:
    """Return every block of the card: a heading, its table, a heading, ..."""
    shop, grocery, phone = (data / name for name in ("fashion_products", "grocery", "clothing_cc0"))
    head = ["method", "queries", "Recall@1", "Recall@5", "Recall@10", "mAP@10"]
    gallery = encode_pictures(open_images(shop / "images_hi_val.zip"), encoder)
    shelves = encode_pictures(open_images(grocery / "images.zip"), encoder)
    with (shop / "products.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["product_id"]: row for row in csv.DictReader(file)}
    with (phone / "images.csv").open(newline="", encoding="utf-8") as file:
        worn = {row["image"]: row["label"] for row in csv.DictReader(file)}
    kept = frozenset(image for image in worn if not in_training_half(image))
    photos = encode_pictures(open_images(phone / "images.zip"), encoder, only=kept)
    asked = phone_queries(
        {one: worn[one] for one in photos.ids}, [_photo(rows[one]) for one in gallery.ids]
    )
    article = zero_shot(
        encoder,
        gallery,
        [with_article(article_names(rows[one]["article_type"])[0]) for one in gallery.ids],
    )
    label = zero_shot(encoder, photos, [with_article(_said(worn[one])) for one in photos.ids])
    picture = Image.new("RGB", (600, 800), "white")
    size = sum(file.stat().st_size for file in encoder.folder.iterdir()) / 1e6
    return [
        f"Composed queries, fashion_products val ({len(gallery.ids)} photos), per cent:",
        table(
            head, composed(encoder, make_trial(gallery, load_queries(shop / "val_queries.json")))
        ),
        f"Phone photo to shop: {len(asked)} held-out phone photos, the same gallery, per cent:",
        table(head, composed(encoder, make_trial(gallery, asked, references=photos))),
        f"Composed queries, grocery dev ({len(shelves.ids)}; never trained on), per cent:",
        table(
            head, composed(encoder, make_trial(shelves, load_queries(grocery / "dev_queries.json")))
        ),
        "Zero-shot classification and cost:",
        table(
            ["what", "figure"],
            [
                [f"article type, {len(gallery.ids)} val photos", f"{100 * article:.1f} %"],
                [f"15 labels, {len(photos.ids)} held-out phone photos", f"{100 * label:.1f} %"],
                [
                    "a 600 x 800 picture, resizing included, one core",
                    f"{milliseconds(lambda: encoder.encode_images([picture])):.1f} ms",
                ],
                [
                    "a sentence, one core",
                    f"{milliseconds(lambda: encoder.encode_texts(['in navy, please'])):.1f} ms",
                ],
                ["files", f"{size:.1f} MB"],
            ],
        ),
    ]


def _photo(row: dict[str, str]) -> ShopPhoto:
    return ShopPhoto(
        row["product_id"],
        row["article_type"],
        row["base_colour"],
        row["gender"],
        row["colour_check"] == "ok",
    )


def _said(label: str) -> str:
    return {"Hoodie": "hoodie", "Blouse": "blouse"}.get(label, PHONE_LABELS[label][0])


def main() -> None:
    """Print the tables; with --write also put them into the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, help="another export of the encoder")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    encoder = MiniEncoder(arguments.folder)
    blocks = figures(encoder, arguments.data)
    print("\n\n".join(blocks))
    if arguments.write:
        insert(encoder.folder / CARD, blocks)
        insert(README, blocks[:2])


def insert(file: Path, blocks: Sequence[str]) -> None:
    """Replace what stands between the markers of a file."""
    before, after = MARKS
    pattern = re.compile(f"{before}.*{after}", re.DOTALL)
    text = "\n\n".join([before, *blocks, after])
    old = file.read_text(encoding="utf-8")
    file.write_text(pattern.sub(lambda _: text, old), encoding="utf-8")


if __name__ == "__main__":
    main()
