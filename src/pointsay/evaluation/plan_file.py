"""A plan as a TOML file: datasets, protocols, methods and encoders by name.

::

    records = "records"            # beside the file, as every path
    cache = "vectors"
    encoders = ["mini"]
    methods = ["image_only", "sum?weight=0.3", { folder = "trained/lincir", strength = 1.5 }]

    [[dataset]]
    name = "fashioniq"
    root = "fashion-iq"
    images = "fashion-iq/images"
    split = "val"
    protocols = ["searle", { preset = "searle", keep_reference = false }]
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pointsay.encoders.registry import split_name
from pointsay.errors import MethodOption, UnreadableFeed, shorten
from pointsay.evaluation.protocols import DEFAULT, Protocol, make_protocol
from pointsay.methods import Method, make_method, method_class, read_method, saved_folder


@dataclass(frozen=True)
class Asked:
    """A dataset by name, with the protocols it is asked by.

    Attributes:
        name: As `datasets.registry` lists it.
        root: Where its files lie.
        images: Folder or zip of its pictures; None where they lie with the files.
        split: None for the dataset's usual one.
        subset: Subset file of the doctor.
        products: Feed with the rows that methods may see where a protocol shows them.
        protocols: At least one.
    """

    name: str
    root: Path
    images: Path | None = None
    split: str | None = None
    subset: Path | None = None
    products: Path | None = None
    protocols: Sequence[Protocol] = ()


@dataclass(frozen=True)
class Plan:
    """What is to be run; see `plan.run_plan`.

    Attributes:
        datasets: What is asked.
        methods: Built, not loaded.
        encoders: Names.
        records: Folder of the records.
        cache: Folder of vectors; None keeps none.
        seed: Of methods that draw.
    """

    datasets: Sequence[Asked]
    methods: Sequence[Method]
    encoders: Sequence[str]
    records: Path
    cache: Path | None = None
    seed: int = 0


def read_plan(file: Path) -> Plan:
    """Read a plan.

    Raises:
        UnreadableFeed: The file is missing, is not TOML, or has a key or value that no plan has.
        UnknownProtocol: A protocol is not one of its dataset's.
        UnknownMethod: There is no such method.
        MethodOption: A method does not take an option.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_a_plan(file, f"cannot be read: {error}") from error
    _only(file, raw, {"dataset", "methods", "encoders", "records", "cache", "seed"})
    try:
        return Plan(
            datasets=[_asked(file, one) for one in raw["dataset"]],
            methods=[_method(file, one) for one in raw["methods"]],
            encoders=[str(one) for one in raw.get("encoders", ["mini"])],
            records=file.parent / raw["records"],
            cache=file.parent / raw["cache"] if "cache" in raw else None,
            seed=int(raw.get("seed", 0)),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _not_a_plan(file, f"is not in the form: {error!r}") from error


def method_named(spec: str) -> Method:
    """Build a method from its name and the options that follow it, as in ``sum?weight=0.3``.

    The folder of a saved method may stand in place of a name.

    Raises:
        UnknownMethod: There is no such method.
        MethodOption: It has no such option, or does not take this value.
        MethodError: The saved method cannot be read.
    """
    name, given = split_name(spec)
    return _built(name, {key: _plain(value) for key, value in given.items()})


def _method(file: Path, spec: str | Mapping[str, Any]) -> Method:
    """Build a method of a plan: a name with options, or a table with ``name`` or ``folder``."""
    if isinstance(spec, str):
        return method_named(spec)
    options = {key: value for key, value in spec.items() if key not in ("name", "folder")}
    if "folder" in spec:
        return _built(str(file.parent / spec["folder"]), options)
    return _built(spec["name"], options)


def _built(name: str, options: Mapping[str, Any]) -> Method:
    folder = saved_folder(name)
    kind = read_method(folder).name if folder else name
    parameters = inspect.signature(method_class(kind)).parameters
    if unknown := sorted(options.keys() - parameters.keys()):
        raise MethodOption(
            f"the method {kind!r} has no option {', '.join(map(shorten, unknown))}",
            hint=f"options are {', '.join(sorted(parameters)) or 'none'}",
        )
    try:
        return read_method(folder, **options) if folder else make_method(name, **options)
    except (TypeError, ValueError) as error:
        said = "&".join(f"{key}={value}" for key, value in options.items())
        raise MethodOption(f"{name}?{said}: {error}", hint="see: pointsay methods") from error


def protocol_named(dataset: str, spec: str | Mapping[str, Any]) -> Protocol:
    """Return a protocol from its preset, alone or with the choices that are changed.

    Raises:
        UnknownProtocol: There is no such preset or choice.
    """
    if isinstance(spec, str):
        name, choices = split_name(spec)
        return make_protocol(dataset, name, **{key: _plain(one) for key, one in choices.items()})
    return make_protocol(dataset, **{"preset": DEFAULT, **spec})


def _plain(value: str) -> Any:
    """Read a value as TOML has it (3, 0.5, true), else as text."""
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _asked(file: Path, table: Mapping[str, Any]) -> Asked:
    _only(file, table, {one.name for one in fields(Asked)})
    paths = {
        key: file.parent / table[key]
        for key in ("root", "images", "subset", "products")
        if key in table
    }
    protocols = table.get("protocols", [DEFAULT])
    return Asked(
        name=table["name"],
        split=table.get("split"),
        protocols=[protocol_named(table["name"], one) for one in protocols],
        **paths,
    )


def _only(file: Path, table: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(table.keys() - known):
        raise _not_a_plan(
            file, f"has keys that no plan has: {', '.join(unknown)}", f"known: {sorted(known)}"
        )


def _not_a_plan(
    file: Path, what: str, hint: str = "see docs/evaluation.md for the form"
) -> UnreadableFeed:
    return UnreadableFeed(f"the plan {file} {what}", hint=hint)
