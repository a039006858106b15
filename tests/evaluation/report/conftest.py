"""One report over records that fill every section, made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation.report import samples
from evaluation.report.reading import Page
from pointsay.evaluation.records import Record
from pointsay.evaluation.report import Inputs, Options, write_report

RESAMPLES = 200


@dataclass(frozen=True)
class Made:
    """A report and what it was made of."""

    records: Sequence[Record]
    folder: Path
    html: str
    page: Page


def make(inputs: Inputs, folder: Path, **options: object) -> Made:
    """Write a report and read it back."""
    chosen = Options(resamples=RESAMPLES, **options)  # type: ignore[arg-type]
    files = write_report(inputs, folder, chosen)
    html = files[0].read_text(encoding="utf-8")
    return Made(inputs.records, folder, html, Page(html))


@pytest.fixture(scope="package")
def full(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A report with every section."""
    folder = tmp_path_factory.mktemp("report")
    dataset = samples.pictured(samples.atelier(), folder / "pictures")
    inputs = Inputs(samples.everything(), [samples.latency()], ["notes.json"])
    return make(inputs, folder / "out", datasets=[dataset], title="All <of> it")
