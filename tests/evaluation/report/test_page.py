from __future__ import annotations

import base64
import io
import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from evaluation.report import samples
from evaluation.report.conftest import Made, make
from evaluation.report.reading import Page
from pointsay.errors import MissingExtra, UnknownMetric
from pointsay.evaluation.datasets.fingerprint import fingerprint
from pointsay.evaluation.report import Inputs, Options, write_report


def test_the_page_asks_nothing_of_the_network(full: Made) -> None:
    assert all(address.startswith(("#", "data:image/")) for address in full.page.addresses)
    assert not re.search(r"(https?:)?//[a-z]", re.sub(r"data:image/[^\"]*", "", full.html))
    for unwanted in ("<script", "<link", "@import", "url(http", "<iframe"):
        assert unwanted not in full.html
    anchors = {address[1:] for address in full.page.addresses if address.startswith("#")}
    assert anchors <= set(full.page.ids)


def test_the_page_can_be_read_aloud(full: Made) -> None:
    page = full.page
    assert page.language == "en"
    assert len(page.ids) == len(set(page.ids))
    assert page.images
    assert all(image["alt"].strip() for image in page.images)
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(table.caption for table in page.tables)
    heads = re.findall(r"<th\b[^>]*>", full.html)
    assert heads
    assert all("scope=" in head for head in heads)
    for svg in re.findall(r"<svg\b[^>]*>", full.html):
        described = re.search(r'aria-labelledby="([^"]+)"', svg)
        assert described
        assert described[1] in page.ids
        assert 'role="img"' in svg


def test_texts_of_records_are_escaped(full: Made) -> None:
    assert "All &lt;of&gt; it" in full.html
    assert "&lt;&amp; more&gt;" in full.html
    assert "<& more>" not in full.html


def test_every_section_has_its_data(full: Made) -> None:
    sections = full.page.sections()
    for wanted in (
        *("Accuracy", "Breakdown", "Against sum", "Probes", "Accuracy and cost", "Noise"),
        *("Data scale", "Queries with pictures", "Choices", "Latency of mini with sum"),
        "How to get these numbers again",
    ):
        assert wanted in sections


def test_sections_without_data_are_not_there(tmp_path: Path) -> None:
    world = samples.fashioniq(30)
    page = make(Inputs([world.record("image_only", 2.0)]), tmp_path).page
    assert page.sections() == [
        "Evaluation report",
        "Contents",
        "fashioniq val, protocol default",
        "Accuracy",
        "Breakdown",
        "Choices",
        "How to get these numbers again",
    ]
    assert page.warnings == []
    only_latency = make(Inputs([], [samples.latency()]), tmp_path / "latency").page
    assert "Accuracy" not in only_latency.sections()
    assert "Latency of mini with sum" in only_latency.sections()


def test_warnings_stand_before_the_contents(full: Made) -> None:
    before = full.html[: full.html.index("<nav")]
    assert "Not records, and passed over: notes.json." in before
    assert "2 queries were left out" in before
    assert "1: no target is in the gallery; 1: the reference picture is missing" in before
    assert "Subset cirr-without-40" in before
    assert "published ones" in before


def test_what_a_dataset_and_a_protocol_say_of_themselves_is_a_warning(tmp_path: Path) -> None:
    record = samples.fashioniq(9).record("sum", 2.0)
    record = replace(
        record,
        dataset={**record.dataset, "notes": ["the gallery is a part"], "missing": 3},
        protocol={**record.protocol, "departure": "captions are not rewritten"},
    )
    page = make(Inputs([record]), tmp_path).page
    for said in (
        "The gallery is a part.",
        "3 pictures are missing or unreadable.",
        "departs from the one that it is named after: captions are not rewritten.",
    ):
        assert len([one for one in page.warnings if said in one]) == 2  # on top, and where it is


def test_hidden_truth_is_said_and_not_scored(tmp_path: Path) -> None:
    world = samples.fashioniq(20)
    hidden = world.record("sum", 2.0)
    results = [replace(one, ranks=()) for one in hidden.results]
    page = make(Inputs([replace(hidden, results=results)]), tmp_path).page
    assert any("truth of these queries is hidden" in one for one in page.warnings)
    assert "Accuracy" not in page.sections()


def test_commands_and_environments_are_there_once(full: Made) -> None:
    for command in {record.command for record in full.records}:
        assert full.html.count(command) == 1
    assert full.page.text.count("Example CPU") == 2  # of the runs and of the latency record
    assert "pointsay bench latency --sizes" in full.page.text


def test_figures_lie_beside_the_page(full: Made) -> None:
    drawings = sorted(full.folder.glob("*.svg"))
    assert len(drawings) == full.html.count("<figure>")
    for file in drawings:
        assert file.stem in full.page.text
        root = ElementTree.fromstring(file.read_bytes())
        assert root.tag.endswith("svg")
        assert b"<dc:date>" not in file.read_bytes()
        with Image.open(file.with_suffix(".png")) as image:
            assert image.width > 1000
            grey = np.asarray(image.convert("L"))
            assert grey.min() < 60  # ink on paper, also without colour
            assert grey.max() == 255
    assert not list(full.folder.glob("*.writing"))


def test_equal_records_write_equal_bytes(tmp_path: Path) -> None:
    world = samples.fashioniq(24)
    inputs = Inputs(samples.usual(world))
    for name in ("one", "other"):
        write_report(inputs, tmp_path / name, Options(resamples=50))
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert names == sorted(file.name for file in (tmp_path / "other").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_pictures_are_inside_and_signed(full: Made) -> None:
    shown = [image for image in full.page.images if image["alt"].startswith("result")]
    assert any("target" in image["alt"] for image in shown)
    assert any("hard negative" in image["alt"] for image in shown)
    assert full.html.count("✓ target") >= 4
    assert full.html.count("✗ hard negative") >= 1
    assert "Best" in full.page.sections()
    assert "Worst" in full.page.sections()
    for image in full.page.images:
        kind, _, data = image["src"].partition(",")
        assert kind == "data:image/jpeg;base64"
        with Image.open(io.BytesIO(base64.b64decode(data))) as opened:
            assert max(opened.size) <= 150


def test_pictures_of_another_dataset_are_not_shown(tmp_path: Path) -> None:
    world = samples.fashioniq(12)
    dataset = samples.pictured(world, tmp_path / "pictures")
    record = world.record("sum", 2.0)
    for checksum, shown in ((fingerprint(dataset), True), ("another", False)):
        named = replace(record, dataset={**record.dataset, "checksum": checksum})
        page = make(Inputs([named]), tmp_path / checksum, datasets=[dataset]).page
        assert bool(page.images) == shown
        assert any("other queries or galleries" in one for one in page.warnings) != shown


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = Inputs([samples.fashioniq(9).record("sum", 2.0)])
    for package in ("jinja2", "matplotlib"):
        with monkeypatch.context() as patched:
            patched.setitem(sys.modules, package, None)
            with pytest.raises(MissingExtra) as refused:
                write_report(inputs, tmp_path, Options(resamples=20))
        assert "pointsay[report]" in refused.value.hint


def test_an_unknown_metric_is_refused(tmp_path: Path) -> None:
    inputs = Inputs([samples.fashioniq(9).record("sum", 2.0)])
    with pytest.raises(UnknownMetric):
        write_report(inputs, tmp_path, Options(metric="recal@1"))


def test_the_reader_refuses_broken_pages() -> None:
    with pytest.raises(AssertionError, match="closes"):
        Page("<p><b>open</p>")
