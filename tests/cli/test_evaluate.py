"""``pointsay evaluate queries``; the numbers are worked out again here, the long way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import nasty
from cli.conftest import Run
from nasty import saved
from pointsay.encoders import Encoder
from server.shop import COLOURS, KINDS, PLAIN_IDS, garment

METHODS = ("image_only", "sum", "text_only")


def queries() -> list[dict[str, Any]]:
    found = []
    for place, reference in enumerate(PLAIN_IDS):
        kind, colour = reference.split("-")
        wanted = list(COLOURS)[(place + 1) % 4]
        change = place % 2 == 0
        targets = [f"{kind}-{wanted}"] if change else [f"{one}-{colour}" for one in KINDS[:3]]
        found.append(
            {
                "query_id": f"q{place}",
                "kind": "colour" if change else "alike",
                "reference_id": reference,
                "text": f"in {wanted}" if change else "another kind",
                # A target that is ignored, missing or the reference itself cannot be found.
                "target_ids": [*targets, "not-here"],
                "ignore_ids": [f"{KINDS[place % 6]}-white"] if place % 3 == 0 else [],
                "secret": "never read",
            }
        )
    return found


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    """Folder with pictures, feed and queries."""
    (tmp_path / "images").mkdir()
    (tmp_path / "photos").mkdir()
    for product_id in PLAIN_IDS:
        kind, colour = product_id.split("-")
        picture = garment(kind, COLOURS[colour])
        (tmp_path / "images" / f"{product_id}.png").write_bytes(saved(picture, "PNG"))
        photo = Image.new("RGB", (160, 160), (180, 170, 150))
        photo.paste(picture.rotate(10, fillcolor="white"), (30, 10))
        (tmp_path / "photos" / f"{product_id}.jpg").write_bytes(saved(photo, "JPEG"))
    rows = "".join(f"{one},{one.split('-')[1]}\n" for one in PLAIN_IDS)
    (tmp_path / "products.csv").write_text(f"product_id,colour\n{rows}", encoding="utf-8")
    (tmp_path / "queries.json").write_text(json.dumps(queries()), encoding="utf-8")
    return tmp_path


def arguments(trial: Path, *methods: str) -> list[object]:
    chosen = [part for method in methods or METHODS for part in ("--method", method)]
    return [
        *("evaluate", "queries", "--images", trial / "images"),
        *("--products", trial / "products.csv", "--queries", trial / "queries.json"),
        *(*chosen, "--json", trial / "out.json"),
    ]


def results(trial: Path) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = json.loads((trial / "out.json").read_bytes())
    return found


def encoded(folder: Path, ending: str, encoder: Encoder) -> NDArray[np.float64]:
    vectors = []
    for product_id in PLAIN_IDS:
        with Image.open(folder / f"{product_id}{ending}") as image:
            vectors.append(encoder.encode_images([image.convert("RGB")])[0])
    return np.array(vectors, dtype=np.float64)


def z(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    centred: NDArray[np.float64] = (scores - scores.mean()) / scores.std()
    return centred


def expected(
    gallery: NDArray[np.float64], references: NDArray[np.float64], encoder: Encoder, method: str
) -> dict[str, dict[str, float]]:
    """Rank everything for every query, query by query, and count."""
    rows: dict[str, list[list[float]]] = {}
    for query in queries():
        looks = gallery @ references[PLAIN_IDS.index(query["reference_id"])]
        fits = gallery @ encoder.encode_texts([query["text"]])[0].astype(np.float64)
        scores = {"image_only": looks, "text_only": fits, "sum": z(looks) / 2 + z(fits) / 2}[method]
        removed = {query["reference_id"], *query["ignore_ids"]}
        order = [PLAIN_IDS[at] for at in np.argsort(-scores, kind="stable")]
        order = [one for one in order if one not in removed]
        targets = (set(query["target_ids"]) - removed) & set(PLAIN_IDS)
        if targets:
            rows.setdefault(query["kind"], []).append(measures(order, targets))
    rows["ALL"] = [row for kind in rows.values() for row in kind]
    names = ("recall@1", "recall@5", "recall@10", "map@10")
    return {
        kind: {"n": len(found), **dict(zip(names, np.mean(found, axis=0).tolist(), strict=True))}
        for kind, found in rows.items()
    }


def measures(order: Sequence[str], targets: set[str]) -> list[float]:
    recalls = [float(bool(targets & set(order[:k]))) for k in (1, 5, 10)]
    precision = 0.0
    for rank in range(1, 11):
        if order[rank - 1] in targets:
            precision += len(targets & set(order[:rank])) / rank
    return [*recalls, precision / min(len(targets), 10)]


def same(found: dict[str, dict[str, float]], wanted: dict[str, dict[str, float]]) -> None:
    assert set(found) == set(wanted)
    for kind, scores in wanted.items():
        assert found[kind] == pytest.approx(scores, abs=1e-9), kind


def test_the_numbers(pointsay: Run, trial: Path, mini: Encoder) -> None:
    done = pointsay(*arguments(trial))
    done.ok()
    gallery = encoded(trial / "images", ".png", mini)
    found = results(trial)
    assert list(found) == list(METHODS)
    for method in METHODS:
        same(found[method], expected(gallery, gallery, mini, method))
    # Neither all right nor all wrong, or this test would show little.
    assert 0 < found["sum"]["ALL"]["map@10"] < 1


def test_other_photos_to_point_at(pointsay: Run, trial: Path, mini: Encoder) -> None:
    pointsay(*arguments(trial), "--reference-images", trial / "photos").ok()
    gallery = encoded(trial / "images", ".png", mini)
    photos = encoded(trial / "photos", ".jpg", mini)
    for method in METHODS:
        same(results(trial)[method], expected(gallery, photos, mini, method))


def test_the_table_says_the_same_in_per_cent(pointsay: Run, trial: Path) -> None:
    lines = pointsay(*arguments(trial, "sum", "image_only")).ok().splitlines()
    assert lines[0].split() == ["n", "recall@1", "recall@5", "recall@10", "map@10"]
    found = results(trial)
    at = 0
    for kind in found["sum"]:
        at += 1
        assert lines[at] == kind
        for method in ("sum", "image_only"):
            at += 1
            name, count, *shares = lines[at].split()
            scores = found[method][kind]
            assert (name, int(count)) == (method, scores["n"])
            wanted = [100 * scores[key] for key in ("recall@1", "recall@5", "recall@10", "map@10")]
            assert [float(share) for share in shares] == pytest.approx(wanted, abs=0.051)


def test_metadata_does_not_move_methods_that_only_look(pointsay: Run, trial: Path) -> None:
    pointsay(*arguments(trial, "image_only", "text_only")).ok()
    without = results(trial)
    pointsay(*arguments(trial, "image_only", "text_only"), "--metadata").ok()
    assert results(trial) == without


def test_a_method_named_twice_runs_once(pointsay: Run, trial: Path) -> None:
    pointsay(*arguments(trial, "sum", "sum")).ok()
    assert list(results(trial)) == ["sum"]


def test_what_is_left_out_is_said(pointsay: Run, trial: Path) -> None:
    asked = queries()
    asked[0]["reference_id"] = "nowhere"
    asked[1]["target_ids"] = ["nowhere"]
    (trial / "queries.json").write_text(json.dumps(asked), encoding="utf-8")
    (trial / "images" / "bag-red.png").write_bytes(nasty.html())
    (trial / "products.csv").write_text("product_id,price\nbag-red,dear\n", encoding="utf-8")
    done = pointsay(*arguments(trial, "sum"))
    done.ok()
    assert "picture bag-red left out" in done.err
    assert "q0: the reference picture is missing" in done.err
    assert "q1: no target is in the gallery" in done.err
    assert "left out row 1 of products.csv" in done.err
    assert results(trial)["sum"]["ALL"]["n"] < len(asked) - 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", ["queries.json", "cannot be read"]),
        (b"{}", ["not a JSON list"]),
        (b"[]", ["not a JSON list"]),
        (b"\xff", ["cannot be read"]),
        (b"[1]", ["query 0"]),
        (b'[{"query_id": "q", "kind": "x", "reference_id": "r", "text": "t"}]', ["target_ids"]),
    ],
)
def test_queries_out_of_form(pointsay: Run, trial: Path, content: bytes, words: list[str]) -> None:
    (trial / "queries.json").write_bytes(content)
    pointsay(*arguments(trial)).refused(*words)
    assert not (trial / "out.json").exists()


def test_refusals(pointsay: Run, trial: Path, tmp_path: Path) -> None:
    pointsay(*arguments(trial, "magic")).refused("'magic'", *METHODS)
    pointsay(*arguments(trial), "--encoder", "clip").refused("'clip'")
    (trial / "products.csv").write_text("sku,colour\n1,red\n", encoding="utf-8")
    pointsay(*arguments(trial)).refused("'product_id'", "sku, colour")
    pointsay(*arguments(trial), "--images", tmp_path / "none").misused("none", "does not exist")
    pointsay("evaluate", "queries").misused("--images")


def test_results_that_cannot_be_written(pointsay: Run, trial: Path) -> None:
    done = pointsay(*arguments(trial, "sum"), "--json", trial / "no" / "out.json")
    assert done.code == 1
    assert "error: " in done.err
    assert "Traceback" not in done.err
