"""``pointsay serve``."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from pointsay.cli.options import CATALOGUE, ENCODER, PORT, REASONER, say
from pointsay.errors import AddressTaken, MissingExtra
from pointsay.settings import MEBIBYTE, ServerSettings

DEFAULTS = ServerSettings()
FIRST_WORDS = ("qwzx", "红色")  # unknown and Chinese: reading them loads every table of the rules


@click.command()
@CATALOGUE
@click.option("--host", default=DEFAULTS.host, show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=PORT, default=DEFAULTS.port, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--searches",
    type=click.IntRange(min=1),
    default=DEFAULTS.searches,
    show_default=True,
    help="Run at once.",
)
@click.option(
    "--waiting",
    type=click.IntRange(min=0),
    default=DEFAULTS.waiting,
    show_default=True,
    help="May wait; then 429.",
)
@click.option(
    "--upload-mib",
    type=click.IntRange(min=1),
    default=DEFAULTS.upload_bytes // MEBIBYTE,
    show_default=True,
    help="Largest request.",
)
@click.option(
    "--method",
    "folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="Folder of a saved method, to take the place of the one of its name. Can be repeated.",
)
@REASONER
@ENCODER
def serve(
    catalogue: Path,
    host: str,
    port: int,
    searches: int,
    waiting: int,
    upload_mib: int,
    folders: tuple[Path, ...],
    reasoner: str,
    encoder: str,
) -> None:
    """Serve a catalogue over REST, with a page for shoppers at /."""
    settings = ServerSettings(host, port, searches, waiting, upload_mib * MEBIBYTE)
    run_server(catalogue, encoder, settings, folders, reasoner)


def run_server(
    catalogue: Path,
    encoder: str,
    settings: ServerSettings,
    folders: Sequence[Path] = (),
    reasoner: str = "rules",
) -> None:
    """Serve until interrupted; prints the address once requests will be answered.

    Args:
        catalogue: Folder of the catalogue.
        encoder: Name of its encoder.
        settings: Of the service.
        folders: Saved methods; one that the encoder cannot carry stops the start.
        reasoner: What reads sentences, for methods that are not saved ones.
    """
    try:
        import uvicorn

        from pointsay.server import create_app
    except ModuleNotFoundError as error:
        raise MissingExtra("serve", f"the service ({error.name})") from error
    from pointsay.catalogue import Catalogue
    from pointsay.edits.rules import read_edit
    from pointsay.encoders import load_encoder
    from pointsay.engine import Engine
    from pointsay.methods import load_method

    opened = Catalogue(catalogue, load_encoder(encoder), background=True)
    saved = [load_method(one, opened.encoder) for one in folders]
    app = create_app(Engine(opened, methods=saved, reasoner=reasoner), settings)
    # Now rather than in the first request: the vectors, and what the rules know of words.
    products = len(opened)
    for words in FIRST_WORDS:
        read_edit(words)
    try:
        listening = socket.create_server((settings.host, settings.port), backlog=128)
    except OSError as error:
        raise AddressTaken(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}",
            hint="choose another --port, or --port 0 for a free one",
        ) from error
    host, port = listening.getsockname()[:2]
    say(f"{products} products; open http://{host}:{port}/ (REST: /docs), stop with Ctrl-C")
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has shut down
        uvicorn.Server(config).run(sockets=[listening])
