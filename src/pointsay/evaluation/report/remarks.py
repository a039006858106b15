"""What a reader must know before the numbers, and how to get them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pointsay.evaluation.report.benchmarks import Benchmark
from pointsay.evaluation.report.document import Code, Facts, Part, Section, Words
from pointsay.evaluation.report.wording import plural

if TYPE_CHECKING:
    from pointsay.evaluation.latency_record import LatencyRecord
    from pointsay.evaluation.records import Record


def remarks(benchmark: Benchmark) -> list[Words]:
    """Return what makes this benchmark's numbers differ from others of its name."""
    return [Words(text, warning=True) for text in _warnings(benchmark)]


def _warnings(benchmark: Benchmark) -> Iterable[str]:
    if subset := benchmark.dataset.get("subset"):
        yield (
            f"Subset {subset}: the benchmark is not complete, so these numbers must not be "
            "compared with published ones."
        )
    for note in benchmark.dataset.get("notes") or ():
        yield f"{note[:1].upper()}{note[1:]}."
    if missing := benchmark.dataset.get("missing"):
        yield f"{plural(int(missing), 'picture is', 'pictures are')} missing or unreadable."
    if benchmark.left_out:
        reasons = Counter(benchmark.left_out.values())
        said = "; ".join(f"{count:,}: {reason}" for reason, count in sorted(reasons.items()))
        count = plural(len(benchmark.left_out), "query was", "queries were")
        yield f"{count} left out and count nowhere ({said})."
    if departure := benchmark.protocol.get("departure"):
        yield f"The protocol departs from the one that it is named after: {departure}."
    if benchmark.results and not benchmark.measures:
        yield "No metric is defined: the truth of these queries is hidden, or none was named."
    for label in benchmark.repeated:
        yield f"{label} was given twice with the same seed; the first record is shown."


def choices(benchmark: Benchmark) -> Facts:
    """Return dataset and protocol as the records state them."""
    recorded = (("dataset", benchmark.dataset), ("protocol", benchmark.protocol))
    return Facts(
        [
            (f"{of}: {name}", said(value))
            for of, mapping in recorded
            for name, value in mapping.items()
            if value not in ("", None, [])
        ]
    )


def said(value: Any) -> str:
    """Return a recorded value for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key or 'all'}: {said(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(said, value))
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def repeat_section(records: Sequence[Record], latencies: Sequence[LatencyRecord]) -> Section:
    """Return every command, encoder and environment, each once."""
    made: list[Record | LatencyRecord] = [*records, *latencies]
    parts: list[Part] = []
    if commands := dict.fromkeys(one.command for one in made if one.command):
        parts.append(Code("\n".join(commands)))
    parts += [_facts("encoder", each) for each in _once([one.encoder for one in made])]
    parts += [_facts("environment", each) for each in _once([one.environment for one in records])]
    seeds = sorted({one.seed for one in made})
    parts.append(Facts([("seeds", ", ".join(map(str, seeds)))]))
    return Section("How to get these numbers again", parts)


def _facts(of: str, mapping: Mapping[str, Any]) -> Facts:
    return Facts([(f"{of}: {key}", said(value)) for key, value in mapping.items()])


def _once(mappings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for at, one in enumerate(mappings) if one and one not in mappings[:at]]
