"""``pointsay encoder``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import AS_JSON, EXISTING, FILE, print_json, progress, say
from pointsay.errors import EmptyQuery, MediaError, MissingExtra, UnknownSource

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.encoders import Encoder
    from pointsay.encoders.onnx.parity import Parity

NAME = click.argument("name")
SHIPPED = {
    "name": "mini",
    "source": "mini",
    "licence": "Apache-2.0",
    "dim": 256,
    "good_for": "the embedded default: no torch, no download",
    "needs": "",
}


@click.group()
def encoder() -> None:
    """List, show, time and export the encoders of photos and sentences.

    NAME is mini, a preset, hub:OWNER/NAME[@REVISION], hub:/path/to/folder, open_clip:OWNER/NAME or
    onnx:/path/to/folder. Options may follow it, as in
    "openai-clip-b32?preprocessing=targetpad&device=cuda".
    """


@encoder.command(name="list")
@AS_JSON
def list_(as_json: bool) -> None:
    """List what ships and the presets, with licence, dimension and size."""
    from pointsay.encoders.hub.presets import PRESETS

    rows: list[Mapping[str, Any]] = [
        SHIPPED,
        *(
            {"name": name, **asdict(preset), "size_mb": preset.size_mb}
            for name, preset in sorted(PRESETS.items())
        ),
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        size = f"{row['size_mb']} MB" if "size_mb" in row else "in the package"
        needs = f" [{row['needs']}]" if row["needs"] else ""
        click.echo(
            f"{row['name']:20} {row['dim']:5}-d  {size:>14}  {row['licence']:10}  "
            f"{row['good_for']}{needs}"
        )


@encoder.command()
@NAME
@click.option("--load", is_flag=True, help="Load a preset too, which may download it.")
@AS_JSON
def show(name: str, load: bool, as_json: bool) -> None:
    """Show what is known of the encoder NAME."""
    from pointsay.encoders.hub.presets import PRESETS

    facts: dict[str, Any] = {"name": name}
    if name in PRESETS:
        facts |= {**asdict(PRESETS[name]), "size_mb": PRESETS[name].size_mb}
    if load or name not in PRESETS:
        facts |= _loaded(name)
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        if value != "":
            click.echo(f"{key:15} {value}")


def _loaded(name: str) -> dict[str, Any]:
    from pointsay.encoders import TokenSpace, load_encoder

    model = load_encoder(name)
    info = model.info
    return {
        "id": info.name,
        "revision": info.revision,
        "weights": info.weights,
        "dim": info.dim,
        "preprocessing": dict(info.preprocessing),
        "max_tokens": info.max_tokens,
        "temperature": info.temperature,
        "token_dim": model.token_dim if isinstance(model, TokenSpace) else None,
    }


@encoder.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--repeats", type=click.IntRange(1), default=5, show_default=True, help="Runs.")
@AS_JSON
def bench(names: tuple[str, ...], repeats: int, as_json: bool) -> None:
    """Time encoders side by side, at batch 1 and 8, in milliseconds an item.

    Name a checkpoint and its export to compare torch with ONNX.
    """
    from pointsay.encoders import load_encoder
    from pointsay.encoders.timing import measure

    rows = []
    for name in names:
        model = load_encoder(name)
        for timing in measure(model, repeats=repeats):
            rows.append({"name": name, "runs_on": _runs_on(model), **asdict(timing)})
    if as_json:
        print_json(rows)
        return
    click.echo(f"{'encoder':40} {'runs on':12} {'batch':>5} {'ms/image':>9} {'ms/text':>9}")
    for row in rows:
        click.echo(
            f"{row['name']:40} {row['runs_on']:12} {row['batch']:5} {row['image_ms']:9.2f} "
            f"{row['text_ms']:9.2f}"
        )


def _runs_on(model: Encoder) -> str:
    device = getattr(model, "device", None)
    return f"torch {device}" if device is not None else "onnxruntime"


@encoder.command()
@NAME
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write to; load it as onnx:FOLDER.",
)
@click.option(
    "--precision",
    type=click.Choice(["fp32", "fp16", "int8"]),
    default="int8",
    show_default=True,
    help="How weights are stored; every one computes in float32.",
)
@click.option("--images", type=EXISTING, help="Folder or zip of photos to measure parity on.")
@click.option("--texts", type=FILE, help="File of sentences to measure parity on, one a line.")
@click.option(
    "--limit",
    type=click.IntRange(2),
    default=200,
    show_default=True,
    help="Photos and sentences to measure parity on.",
)
@AS_JSON
def export(
    name: str,
    out: Path,
    precision: str,
    images: Path | None,
    texts: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """Write the encoder NAME as ONNX, to be run without torch.

    With --images and --texts it tells what the export changed: cosines of both vectors of each, and
    how many of the first ten places stay the same.
    """
    if (images is None) != (texts is None):
        raise click.UsageError("give both --images and --texts, or neither")
    from pointsay.encoders import load_encoder

    try:
        from pointsay.encoders.hub.export import export_encoder
    except ModuleNotFoundError as error:
        raise MissingExtra("export", f"exporting an encoder ({error.name})") from error

    model = load_encoder(name)
    # Before the export, which takes minutes: nothing may be wrong with these.
    pictures = _pictures(images, limit) if images else []
    sentences = _sentences(texts, limit) if texts else []
    export_encoder(model, out, precision)  # type: ignore[arg-type]
    say(f"wrote {model.info.name} to {out}")
    parity = _parity(model, out, pictures, sentences) if pictures else None
    if as_json:
        print_json({"folder": str(out), "parity": asdict(parity) if parity else None})
    elif parity:
        click.echo("\n".join(parity.lines()))
    else:
        say("no parity was measured; give --images and --texts")


def _parity(model: Encoder, out: Path, pictures: Sequence[Image], texts: Sequence[str]) -> Parity:
    from pointsay.encoders.onnx.folder import open_folder
    from pointsay.encoders.onnx.parity import compare

    return compare(model, open_folder(out), pictures, texts)


def _pictures(source: Path, limit: int) -> list[Image]:
    from pointsay.catalogue import open_images
    from pointsay.media import decode

    opened = open_images(source)
    names = opened.names()[:limit]
    shown, found = progress("photos"), []
    for at, name in enumerate(names, 1):
        try:
            found.append(decode(opened.read(name)))
        except MediaError as error:
            say(f"left out {name}: {error.message}")
        shown(at, len(names))
    if len(found) < 2:
        raise UnknownSource(
            f"{source} holds {len(found)} readable photos", hint="parity needs at least two"
        )
    return found


def _sentences(file: Path, limit: int) -> list[str]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [line.strip() for line in lines if line.strip()][:limit]
    if not found:
        raise EmptyQuery(f"{file} holds no sentence", hint="write one sentence a line")
    return found
