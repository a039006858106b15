"""``pointsay serve``."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from pointsay.cli.options import BACKEND, ENCODER, FILE, PORT, REASONER, say
from pointsay.cli.shops import CATALOGUES, offering, open_catalogues
from pointsay.cli.threads import one_thread_a_product
from pointsay.errors import AddressTaken, MissingExtra
from pointsay.settings import MEBIBYTE, Limits, ServerSettings

DEFAULTS = ServerSettings()
FIRST_WORDS = ("qwzx", "红色")  # unknown and Chinese: reading them loads every table of the rules


@click.command()
@CATALOGUES
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
@click.option(
    "--cascade",
    default="default",
    show_default=True,
    help="Answers questions that name neither method nor cascade.",
)
@click.option("--cascades", "more", type=FILE, help="TOML file of more cascades.")
@click.option(
    "--deadline-ms",
    type=click.FloatRange(0, min_open=True),
    help="Every answer is due in so many milliseconds; what does not fit is skipped.",
)
@click.option(
    "--one-of-each",
    metavar="ATTRIBUTE",
    help="Attribute that products of one model share, whatever their colour: the page then offers "
    "to show one of each.",
)
@BACKEND
@REASONER
@ENCODER
def serve(
    catalogues: dict[str, Path],
    host: str,
    port: int,
    searches: int,
    waiting: int,
    upload_mib: int,
    folders: tuple[Path, ...],
    cascade: str,
    more: Path | None,
    deadline_ms: float | None,
    one_of_each: str | None,
    backend: str | None,
    reasoner: str,
    encoder: str,
) -> None:
    """Serve catalogues over REST, with a page for shoppers at /."""
    settings = ServerSettings(host, port, searches, waiting, upload_mib * MEBIBYTE)
    run_server(
        catalogues,
        encoder,
        settings,
        folders,
        backend=backend,
        reasoner=reasoner,
        cascade=cascade,
        cascades=more,
        limits=Limits(deadline_ms=deadline_ms),
        one_of_each=one_of_each,
    )


def run_server(
    catalogues: Mapping[str, Path],
    encoder: str,
    settings: ServerSettings,
    folders: Sequence[Path] = (),
    *,
    backend: str | None = None,
    reasoner: str = "rules",
    cascade: str = "default",
    cascades: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008
    one_of_each: str | None = None,
) -> None:
    """Serve until interrupted; prints the address once requests will be answered.

    Args:
        catalogues: Folders by name; the first answers requests that name none.
        encoder: Name of the encoder of them all.
        settings: Of the service.
        folders: Saved methods; one that the encoder cannot carry stops the start.
        backend: Address of the server that is searched; the lone catalogue itself when None.
        reasoner: What reads sentences, for methods that are not saved ones.
        cascade: What answers questions that name neither method nor cascade; one that the encoder
            cannot carry stops the start.
        cascades: A file of more; see `pointsay.engine.read_cascades`.
        limits: What one question may cost.
        one_of_each: Attribute by which the page offers one of each model, where products have it;
            one that none has stops the start.
    """
    one_thread_a_product()
    try:
        import uvicorn

        from pointsay.server import Shop, create_app
    except ModuleNotFoundError as error:
        raise MissingExtra("serve", f"the service ({error.name})") from error
    from pointsay.edits.rules import read_edit
    from pointsay.engine import Engine, read_cascades
    from pointsay.methods import load_method

    opened = open_catalogues(catalogues, encoder, backend)
    offered = offering(opened, one_of_each)
    more = read_cascades(cascades) if cascades else {}
    shops = [
        Shop(
            name,
            Engine(
                one,
                limits,
                [load_method(folder, one.encoder) for folder in folders],
                reasoner,
                cascade,
                more,
            ),
            one_of_each if name in offered else None,
        )
        for name, one in opened.items()
    ]
    app = create_app(shops, settings)
    # Now rather than in the first request: methods, the vectors, what the rules know of words.
    for shop in shops:
        shop.engine.load()
    products = sum(map(len, opened.values()))
    for words in FIRST_WORDS:
        read_edit(words)
    try:
        listening = socket.create_server((settings.host, settings.port), backlog=128)
    except OSError as error:
        raise AddressTaken(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}",
            hint="choose another --port, or --port 0 for a free one",
        ) from error
    # Taken over by every connection. An answer is written head first: without this its body waits
    # for the client to acknowledge the head, which clients put off for 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    host, port = listening.getsockname()[:2]
    say(f"{products} products; open http://{host}:{port}/ (REST: /docs), stop with Ctrl-C")
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has shut down
        uvicorn.Server(config).run(sockets=[listening])
