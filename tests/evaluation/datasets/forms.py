"""Small datasets in the published forms, and pictures for them."""

from __future__ import annotations

import colorsys
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image

from nasty import saved

CATEGORIES = ("dress", "shirt", "toptee")


def write(file: Path, content: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def picture(name: str, kind: str = "PNG") -> bytes:
    """A picture that no other name has."""
    red, green, blue = colorsys.hsv_to_rgb(sum(name.encode()) % 97 / 97, 0.6, 0.9)
    image = Image.new("RGB", (40, 48), (int(255 * red), int(255 * green), int(255 * blue)))
    for at, byte in enumerate(name.encode()):
        image.paste(
            (byte, 255 - byte, 7 * byte % 256), (at % 8 * 5, at // 8 * 8, at % 8 * 5 + 5, 48)
        )
    return saved(image, kind)


def write_pictures(folder: Path, names: Iterable[str]) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture(name, "PNG" if name.endswith("png") else "JPEG"))
    return folder


def fashioniq(root: Path, split: str = "val") -> Path:
    """Each category has pictures A0 ... A5 of its own, and X of all three; four queries each."""
    for category in CATEGORIES:
        ids = [f"{category[0].upper()}{at}" for at in (3, 1, 0, 2, 5, 4)] + ["X"]
        write(root / "image_splits" / f"split.{category}.{split}.json", ids)
        rows: list[dict[str, Any]] = [
            {
                "candidate": ids[at],
                "target": ids[at + 1],
                "captions": [f"is {at}", "" if at == 3 else "and longer"],
            }
            for at in range(4)
        ]
        if split == "test":
            for row in rows:
                del row["target"]
        write(root / "captions" / f"cap.{category}.{split}.json", rows)
    return root


def fashioniq_ids() -> list[str]:
    return [f"{category[0].upper()}{at}" for category in CATEGORIES for at in range(6)] + ["X"]


def cirr(root: Path, split: str = "val", pictures: int = 60, queries: int = 7) -> Path:
    """Sets of six neighbours; query n points at picture n and wants n + 2."""
    names = [f"dev-{at}-0-img{at % 2}" for at in range(pictures)]
    paths = {name: f"./dev/{at % 3}/{name}.png" for at, name in enumerate(names)}
    write(root / "image_splits" / f"split.rc2.{split}.json", paths)
    rows: list[dict[str, Any]] = [
        {
            "pairid": 100 + at,
            "reference": names[at],
            "target_hard": names[at + 2],
            "target_soft": {names[at + 2]: 1.0, names[at + 3]: -1.0},
            "caption": f"one more than {at}",
            "img_set": {"id": at, "members": names[at : at + 6], "reference_rank": 0},
        }
        for at in range(queries)
    ]
    if split == "test1":
        for row in rows:
            del row["target_hard"], row["target_soft"]
    write(root / "captions" / f"cap.rc2.{split}.json", rows)
    return root


def circo(root: Path, split: str = "val", queries: int = 4) -> Path:
    """Query n points at picture 10 n and wants 10 n + 1 and 10 n + 2."""
    rows: list[dict[str, Any]] = [
        {
            "id": at,
            "reference_img_id": 10 * at,
            "relative_caption": f"has {at} more",
            "shared_concept": "a thing",
        }
        for at in range(queries)
    ]
    if split == "val":
        for at, row in enumerate(rows):
            row["target_img_id"] = 10 * at + 1
            row["gt_img_ids"] = [10 * at + 1, 10 * at + 2]
            row["semantic_aspects"] = ["cardinality", "addition"][: 1 + at % 2]
    write(root / "annotations" / f"{split}.json", rows)
    return root


def circo_list(file: Path, ids: Iterable[int]) -> Path:
    rows = [{"id": one, "file_name": f"{one:012d}.jpg", "height": 4} for one in ids]
    return write(file, {"info": {}, "images": rows})


def objects(*ids: int) -> dict[str, Any]:
    """A query of GeneCIS's object tasks: reference, target and wrong ones."""
    reference, target, *wrong = ({"val_image_id": one} for one in ids)
    return {"condition": "wall", "reference": reference, "target": target, "gallery": wrong}


def boxes(*parts: tuple[int, list[float]]) -> dict[str, Any]:
    """A query of GeneCIS's attribute tasks."""
    reference, target, *wrong = (
        {"image_id": number, "instance_bbox": box} for number, box in parts
    )
    return {"condition": "shiny", "reference": reference, "target": target, "gallery": wrong}
