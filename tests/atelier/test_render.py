from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from pointsay.atelier import contact_sheet, design_shop, render, render_shop
from pointsay.errors import InvalidLimit
from pointsay.media import decode

SHOP = design_shop(20, seed=11)


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_same_bytes_whatever_the_number_of_workers(tmp_path: Path) -> None:
    render_shop(SHOP, tmp_path / "one", width=60, workers=1)
    render_shop(SHOP, tmp_path / "two", width=60, workers=2)
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert one == two
    assert len(one) == len(SHOP) + 2
    piece = SHOP[7]
    assert one[f"images/{piece.id}.png"] == render(piece.garment, piece.seed, 60)


def test_feed_and_ledger_agree_with_the_files(tmp_path: Path) -> None:
    root = render_shop(SHOP[:5], tmp_path, width=48, workers=1)
    with (root / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = ["product_id", "image", "title", "price", "caption", "family", "category"]
    assert list(rows[0])[:7] == first
    assert [row["product_id"] for row in rows] == [piece.id for piece in SHOP[:5]]
    assert all((root / row["image"]).is_file() for row in rows)
    ledger = json.loads((root / "atelier.json").read_text())
    assert ledger["complete"] is True
    assert ledger["count"] == 5
    for piece in SHOP[:5]:
        data = (root / "images" / f"{piece.id}.png").read_bytes()
        assert ledger["images"][piece.id]["sha256"] == hashlib.sha256(data).hexdigest()
    feed = hashlib.sha256((root / "products.csv").read_bytes()).hexdigest()
    assert ledger["products_sha256"] == feed


def test_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_shop(SHOP, tmp_path, width=48, workers=1, progress=stop)
    assert json.loads((tmp_path / "atelier.json").read_text())["complete"] is False
    steps: list[int] = []
    render_shop(SHOP, tmp_path, width=48, workers=1, progress=lambda done, _: steps.append(done))
    assert steps == list(range(6, len(SHOP) + 1))
    fresh = render_shop(SHOP, tmp_path / "fresh", width=48, workers=1)
    again = {name: data for name, data in tree(tmp_path).items() if not name.startswith("fresh")}
    assert again == tree(fresh)


def test_kept_pictures_are_not_touched_and_damaged_ones_are_redrawn(tmp_path: Path) -> None:
    render_shop(SHOP[:4], tmp_path, width=48, workers=1)
    good, bad = (tmp_path / "images" / f"{piece.id}.png" for piece in SHOP[:2])
    whole, before = bad.read_bytes(), good.stat().st_mtime_ns
    bad.write_bytes(whole[:-9])
    render_shop(SHOP[:4], tmp_path, width=48, workers=1)
    assert bad.read_bytes() == whole
    assert good.stat().st_mtime_ns == before


def test_another_width_or_a_damaged_ledger_draws_again(tmp_path: Path) -> None:
    render_shop(SHOP[:2], tmp_path, width=48, workers=1)
    render_shop(SHOP[:2], tmp_path, width=60, workers=1)
    data = (tmp_path / "images" / f"{SHOP[0].id}.png").read_bytes()
    assert decode(data).size == (60, 80)
    for junk in ("{", "[]", '{"images": 3}', '{"images": {"x": 1}}'):
        (tmp_path / "atelier.json").write_text(junk)
        render_shop(SHOP[:2], tmp_path, width=60, workers=1)
        assert json.loads((tmp_path / "atelier.json").read_text())["complete"] is True


def test_limits(tmp_path: Path) -> None:
    with pytest.raises(InvalidLimit):
        render_shop(SHOP, tmp_path, workers=0)
    with pytest.raises(InvalidLimit):
        render_shop(SHOP, tmp_path, width=5)
    with pytest.raises(InvalidLimit):
        contact_sheet([], tmp_path / "sheet.png")


def test_contact_sheet_has_room_for_all(tmp_path: Path) -> None:
    page = contact_sheet(SHOP[:5], tmp_path / "sheet.png", columns=3, cell=60, labels=True)
    assert decode(page.read_bytes()).size == (180, 2 * (80 + 26))
