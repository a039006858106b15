"""The command line as a function, a small shop, and a catalogue of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pointsay.catalogue import Catalogue, ingest
from pointsay.cli import main
from pointsay.encoders import Encoder
from server.shop import draw_shop


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def ok(self) -> str:
        """Check that it went well, and return what it printed."""
        assert self.code == 0, self.err
        return self.out

    def refused(self, *words: str, hint: bool = True) -> None:
        """Check that it ended with an error of one sentence, and a hint."""
        assert self.code == 1, (self.code, self.err)
        assert self.out == ""
        lines = self.err.splitlines()
        assert lines[0].startswith("error: ")
        assert lines[1:] == [] or lines[1].startswith("hint: ")
        assert len(lines) == (2 if hint else 1)
        for word in words:
            assert word in self.err

    def misused(self, *words: str) -> None:
        """Check that it ended as wrong usage does."""
        assert self.code == 2, (self.code, self.err)
        assert self.out == ""
        assert "Error: " in self.err
        for word in words:
            assert word in self.err


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("POINTSAY_"):
            monkeypatch.delenv(name)


@pytest.fixture
def pointsay(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``pointsay`` in this process; everything but the process is real."""

    def run(*arguments: object) -> Result:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["pointsay", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Result(code, out, err)

    return run


@pytest.fixture(scope="session")
def command() -> list[str]:
    """The installed command, for tests that need a process."""
    found = shutil.which("pointsay", path=str(Path(sys.executable).parent))
    return [found] if found else [sys.executable, "-c", "from pointsay.cli import main; main()"]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures and ``products.jsonl``; see server/shop.py."""
    return draw_shop(tmp_path_factory.mktemp("cli") / "shop")


@pytest.fixture(scope="session")
def catalogue(shop: Path, mini: Encoder) -> Path:
    """A catalogue of the shop; tests only read it."""
    folder = shop.parent / "catalogue"
    with Catalogue(folder, mini, create=True) as opened:
        assert not ingest(opened, shop).problems
    return folder
