"""``pointsay serve`` as it is run: a process of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import nasty
from cli.conftest import Run
from edits.reasoners.serving import RED, FakeServer, completion
from server.shop import ODD_IDS, PLAIN_IDS

PRODUCTS = len(PLAIN_IDS) + len(ODD_IDS) + 2


@contextmanager
def serving(command: list[str], *arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command that serves; yields the process and the address that it prints."""
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if found := re.search(r"open (http://\S+)/ ", line):
                    yield process, found[1]
                    return
            pytest.fail("no address was printed")
        finally:
            process.kill()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_from_the_first_line_to_the_last(
    command: list[str], catalogue: Path, ending: signal.Signals
) -> None:
    with serving(command, "serve", "--catalogue", catalogue, "--port", 0) as (process, address):
        with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
            assert client.get("/healthz").json()["products"] == PRODUCTS
            answer = client.post(
                "/v1/search",
                files={"reference": nasty.plain_jpeg()},
                data={"modification": "in navy", "k": "3"},
            )
            assert len(answer.json()["hits"]) == 3
            assert client.post("/v1/search").status_code == 422
        process.send_signal(ending)
        out, err = process.communicate(timeout=20)
        assert process.returncode in ((0, 130) if ending == signal.SIGINT else (0, -15, 143))
        assert out == ""
        assert "Traceback" not in err
        assert "Aborted" not in err


def test_the_address_is_told_with_the_products(command: list[str], catalogue: Path) -> None:
    arguments = ("serve", "--catalogue", catalogue, "--port", 0, "--upload-mib", 1)
    with serving(command, *arguments) as (_, address):
        assert address.startswith("http://127.0.0.1:")
        response = httpx.post(f"{address}/v1/search", content=b" " * (1 << 20) + b" ")
        assert response.status_code == 413


def test_a_port_that_is_taken(pointsay: Run, catalogue: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = pointsay("serve", "--catalogue", catalogue, "--port", port)
    done.refused(f"cannot listen on 127.0.0.1:{port}", "--port 0")


def test_a_host_that_is_not_here(pointsay: Run, catalogue: Path) -> None:
    done = pointsay("serve", "--catalogue", catalogue, "--host", "192.0.2.1", "--port", 0)
    done.refused("cannot listen on 192.0.2.1:0")


def test_an_unknown_reasoner_stops_the_start(pointsay: Run, catalogue: Path) -> None:
    asked = ("serve", "--catalogue", catalogue, "--port", 0)
    pointsay(*asked, "--reasoner", "oracle").refused("no reasoner 'oracle'", "llm:URL#MODEL")
    bad = "llm:http://127.0.0.1:1/v1#m?sconds=5"
    pointsay(*asked, "--reasoner", bad).refused("no option 'sconds'")


def test_the_reasoner_reads_for_whoever_asks(command: list[str], catalogue: Path) -> None:
    with FakeServer(completion(RED)) as model:
        name = f"llm:{model.url}#fake"
        arguments = ("serve", "--catalogue", catalogue, "--port", 0, "--reasoner", name)
        with serving(command, *arguments) as (_, address):
            asked = {"modification": "make it red"}
            told = httpx.get(f"{address}/v1/understand", params=asked, timeout=20).json()
    assert told["reader"] == "llm:fake"


def test_no_catalogue(pointsay: Run, tmp_path: Path) -> None:
    pointsay("serve", "--catalogue", tmp_path, "--port", 0).refused("no catalogue", "index")


def test_an_operators_cascade_and_deadline(
    command: list[str], pointsay: Run, catalogue: Path, tmp_path: Path
) -> None:
    file = tmp_path / "cascades.toml"
    file.write_text(
        '[own]\nrecall = { method = "sum", depth = 20 }\n'
        'rerank = [{ method = "text_only", depth = 10 }]\n'
    )
    options = ("--catalogue", catalogue, "--port", 0, "--cascades", file)
    pointsay("serve", *options, "--cascade", "nope").refused("no cascade 'nope'", "own")
    deadline = ("--deadline-ms", 0.001)
    with serving(command, "serve", *options, "--cascade", "own", *deadline) as (_, address):
        answer = httpx.post(
            f"{address}/v1/search", data={"modification": "red"}, trust_env=False, timeout=20
        ).json()
    assert answer["cascade"] == "own"
    assert answer["skipped"] == [{"stage": "rerank text_only", "reason": "deadline"}]


def test_several_catalogues(command: list[str], pointsay: Run, catalogue: Path) -> None:
    once = ("serve", "--port", 0, "--catalogue", catalogue)
    pointsay(*once, "--catalogue", catalogue).misused("two catalogues are called", "NAME=FOLDER")
    both = (*once, "--catalogue", f"again={catalogue}")
    pointsay(*both, "--backend", "pgvector:x").misused("--backend is the server of one catalogue")
    pointsay(*both, "--one-of-each", "nope").refused("no product has an attribute 'nope'", "kind")
    with (
        serving(command, *both, "--one-of-each", "kind") as (_, address),
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        listed = client.get("/v1/catalogues").json()["catalogues"]
        assert [one["name"] for one in listed] == [catalogue.name, "again"]
        assert {one["one_of_each"] for one in listed} == {"kind"}
        asked = {"modification": "red", "catalogue": "again", "k": "3"}
        assert len(client.post("/v1/search", data=asked).json()["hits"]) == 3
