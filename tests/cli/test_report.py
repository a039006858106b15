"""``pointsay report``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluation.report import samples
from pointsay.cli.report import report
from pointsay.errors import UnknownMetric
from pointsay.evaluation.latency_record import save_latency_record
from pointsay.evaluation.records import save_record


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    for record in samples.usual(samples.fashioniq(12)):
        save_record(record, folder / f"{record.method['name']}.json")
    save_latency_record(samples.latency(), folder / "latency.json")
    (folder / "notes.json").write_text("{}")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(report, [str(one) for one in arguments])


def test_it_names_what_it_wrote(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = run(
        records, "--out", out, "--title", "Friday", "--metric", "mrr", "--baseline", "text_only"
    )
    assert ended.exit_code == 0, ended.output
    files = [Path(line) for line in ended.stdout.splitlines()]
    assert files[0] == out / "report.html"
    assert sorted(files) == sorted(out.iterdir())
    assert "passed over notes.json" in ended.stderr
    page = files[0].read_text(encoding="utf-8")
    assert "<h1>Friday</h1>" in page
    assert "MRR minus that of text_only" in page


@pytest.mark.parametrize("apart", [False, True])
def test_queries_with_their_pictures(tmp_path: Path, apart: bool) -> None:
    """Over our own form: queries.json, with the pictures beside it or elsewhere."""
    world = replace(samples.fashioniq(8), name="shop")
    root, pictures = tmp_path / "shop", tmp_path / ("elsewhere" if apart else "shop/images")
    samples.pictured(world, pictures)
    rows = [
        {
            "query_id": one.query_id,
            "kind": one.kind,
            "reference_id": one.reference_id,
            "text": one.text,
            "target_ids": sorted(one.target_ids),
        }
        for one in world.queries
    ]
    root.mkdir(exist_ok=True)
    (root / "queries.json").write_text(json.dumps(rows))
    record = world.record("sum", 3.0)
    record = replace(record, dataset={**record.dataset, "form": "own", "split": "all"})
    save_record(record, tmp_path / "sum.json")
    where = ["--images", f"shop={pictures if apart else root}"]
    where += ["--data", f"shop={root}"] if apart else []
    ended = run(tmp_path / "sum.json", "--out", tmp_path / "out", *where)
    assert ended.exit_code == 0, ended.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.count('<img src="data:image/jpeg;base64,') > 8
    assert "is longer and red" in page


def test_images_without_a_record_are_refused(records: Path, tmp_path: Path) -> None:
    ended = run(records, "--out", tmp_path / "out", "--images", f"cirr={tmp_path}")
    assert ended.exit_code == 2
    assert "no record is of a dataset 'cirr'" in ended.stderr


@pytest.mark.parametrize("images", ["fashioniq", "=pictures", "fashioniq=", "fashioniq=nowhere"])
def test_images_are_given_by_name(records: Path, tmp_path: Path, images: str) -> None:
    ended = run(records, "--out", tmp_path / "out", "--images", images)
    assert ended.exit_code == 2
    assert "--images" in ended.stderr


def test_an_unknown_metric_is_refused_before_anything_is_written(
    records: Path, tmp_path: Path
) -> None:
    ended = run(records, "--out", tmp_path / "out", "--metric", "recal@5")
    assert isinstance(ended.exception, UnknownMetric)
    assert not (tmp_path / "out").exists()
