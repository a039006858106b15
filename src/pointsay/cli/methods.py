"""``pointsay methods`` and ``pointsay import``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from pointsay.cli.options import AS_JSON, ENCODER, FILE, print_json, say


@click.command()
@click.argument("pattern", default="*")
@AS_JSON
def methods(pattern: str, as_json: bool) -> None:
    """List the ways of composing photo and sentence whose name matches PATTERN."""
    from pointsay.methods import describe_methods

    described = describe_methods(pattern)
    if as_json:
        print_json([asdict(one) for one in described])
        return
    for one in described:
        mark = " (default)" if one.default else ""
        click.echo(f"{one.name:12}  {one.summary}{mark}")


@click.command(name="import")
@click.argument("method")
@click.argument("file", type=FILE)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the saved method; give it in place of a method's name.",
)
@click.option("--norm", type=float, help="Mean length of the encoder's raw image vectors.")
@click.option(
    "--clip",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Of magiclens, in place of --encoder: folder of the CLIP that it was tuned from.",
)
@click.option("--half", is_flag=True, help="Store float16, half the size.")
@ENCODER
def import_(
    method: str,
    file: Path,
    out: Path,
    norm: float | None,
    clip: Path | None,
    half: bool,
    encoder: str,
) -> None:
    """Make a saved method of published weights.

    METHOD is lincir, pic2word or searle, FILE what its authors published: .safetensors, or a file
    of PyTorch. --encoder is the one that the weights were trained for.

    METHOD may also be magiclens, FILE its file of flax, which holds an encoder too: it is written
    to OUT/encoder.
    """
    from pointsay.encoders import load_encoder
    from pointsay.methods.composers.published_lens import import_magiclens
    from pointsay.methods.published import import_published
    from pointsay.methods.raw_vectors import NORM

    length = NORM if norm is None else norm
    if method == "magiclens":
        if clip is None:
            raise click.UsageError("magiclens needs --clip, the CLIP that it was tuned from")
        import_magiclens(file, clip, out, norm=length, half=half)
        say(f"wrote {out}: magiclens for hub:{out / 'encoder'}")
        return
    made = import_published(method, file, load_encoder(encoder), out, norm=length, half=half)
    backbone = made.training.get("backbone")
    say(f"wrote {out}: {made.name} for {encoder}{f', as of CLIP {backbone}' if backbone else ''}")
