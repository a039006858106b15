"""From records to the files of a report: one page, and its figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.evaluation.report.accuracy import accuracy_section
from pointsay.evaluation.report.benchmarks import Benchmark, make_benchmarks
from pointsay.evaluation.report.comparisons import comparison_section
from pointsay.evaluation.report.costs import cost_section
from pointsay.evaluation.report.curves import curve_sections
from pointsay.evaluation.report.document import Section, Words
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.gallery import gallery_section
from pointsay.evaluation.report.inputs import Inputs
from pointsay.evaluation.report.kinds import kind_section
from pointsay.evaluation.report.page import render
from pointsay.evaluation.report.probes import probe_section
from pointsay.evaluation.report.remarks import choices, remarks, repeat_section
from pointsay.evaluation.report.speed import latency_sections
from pointsay.evaluation.report.wording import plural
from pointsay.evaluation.statistics import RESAMPLES
from pointsay.methods import BASELINE

if TYPE_CHECKING:
    from pointsay.evaluation.datasets.base import Dataset

PAGE = "report.html"


@dataclass(frozen=True)
class Options:
    """What a report is asked to do.

    Attributes:
        title: Of the page.
        baseline: Name of the method that the others are tested against.
        metric: Of figures and tests; empty takes the first that each protocol reports.
        datasets: With pictures, to show the best and worst queries of.
        resamples: Of each bootstrap.
        seed: Of each bootstrap and permutation.
    """

    title: str = "Evaluation report"
    baseline: str = BASELINE
    metric: str = ""
    datasets: Sequence[Dataset] = ()
    resamples: int = RESAMPLES
    seed: int = 0


def write_report(inputs: Inputs, out: Path, options: Options | None = None) -> list[Path]:
    """Write the page and its figures (SVG and PNG).

    The same inputs and options write the same bytes.

    Args:
        inputs: Records of runs and of latency.
        out: Folder, made where there is none. Files of the same names are replaced, each at once.
        options: How; the defaults when None.

    Returns:
        The files, the page first.

    Raises:
        MissingExtra: The extra ``report`` is not installed.
        UnknownMetric: ``options.metric``, or a metric of a protocol, does not exist.
    """
    options = options or Options()
    sections = [benchmark_section(one, options) for one in make_benchmarks(inputs.records)]
    sections += latency_sections(inputs.latencies)
    sections.append(repeat_section(inputs.records, inputs.latencies))
    page = render(options.title, _opening(inputs), sections)
    out.mkdir(parents=True, exist_ok=True)
    written = [_write(out / PAGE, page.encode("utf-8"))]
    for drawing in (one for section in sections for one in section.drawings()):
        written.append(_write(out / f"{drawing.name}.svg", drawing.svg))
        written.append(_write(out / f"{drawing.name}.png", drawing.png))
    return written


def benchmark_section(benchmark: Benchmark, options: Options) -> Section:
    """Return everything about one benchmark; what has no data is left out."""
    estimate = Estimator(benchmark, resamples=options.resamples, seed=options.seed)
    headline = benchmark.headline(options.metric)
    inner: list[Section | None] = [accuracy_section(benchmark, estimate)]
    if headline is not None:
        inner += [
            kind_section(benchmark, estimate, headline),
            comparison_section(benchmark, estimate, headline, options.baseline),
            probe_section(benchmark, estimate, headline),
            cost_section(benchmark, estimate, headline),
            *curve_sections(benchmark, headline),
        ]
        inner += [
            gallery_section(benchmark, estimate, headline, dataset)
            for dataset in options.datasets
            if (dataset.name, dataset.split) == (benchmark.name, benchmark.split)
        ]
    inner.append(Section("Choices", [choices(benchmark)]))
    present = [section for section in inner if section is not None]
    return Section(benchmark.title, remarks(benchmark), present)


def _opening(inputs: Inputs) -> list[Words]:
    words = [
        Words(
            f"Made from {plural(len(inputs.records), 'record')} of runs and "
            f"{plural(len(inputs.latencies), 'record')} of latency. Scores of different protocols, "
            "galleries or sets of queries never share a table."
        )
    ]
    if inputs.passed_over:
        names = ", ".join(inputs.passed_over)
        words.append(Words(f"Not records, and passed over: {names}.", warning=True))
    return words


def _write(file: Path, data: bytes) -> Path:
    beside = file.with_name(f"{file.name}.writing")
    beside.write_bytes(data)
    return beside.replace(file)
