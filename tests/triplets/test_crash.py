"""A process that dies in the middle, and a second run that comes to the same end."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pointsay.triplets.store import read_card

TESTS = Path(__file__).resolve().parents[1]
CHILD = f"""
import os, signal, sys
sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
from fakes import ColourEncoder
from pointsay.triplets import instruct as words, mine as pairs, shards, shelf
from pointsay.triplets.supplies import catalogue
from triplets.conftest import WANTED

shelf.SHARD, pairs._PROPOSALS, words._PAIRS = 16, 40, 40
source, out, deadly = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
write = shards.write

def dying(file, kind, *made):
    if kind == deadly and file.stem == "000001":
        file.with_suffix(".writing").write_text("half a sh")
        os.kill(os.getpid(), signal.SIGKILL)
    write(file, kind, *made)

shards.write = dying
encoder = ColourEncoder()
pairs.mine(catalogue(source), encoder, out / "pairs", WANTED, licence="CC0")
words.instruct(out / "pairs", out / "triplets", encoder, words.Ask(least=None))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_at_any_shard_it_ends_as_if_it_had_not_been(shop: Path, tmp_path: Path) -> None:
    def run(out: str, deadly: str) -> int:
        arguments = [sys.executable, "-c", CHILD, str(shop), str(tmp_path / out), deadly]
        return subprocess.run(arguments, check=False).returncode

    assert run("whole", "") == 0
    for deadly in ("pictures", "pairs", "triplets"):
        assert run("killed", deadly) == -signal.SIGKILL
    assert run("killed", "") == 0
    for kind in ("pairs", "triplets"):
        whole, killed = (read_card(tmp_path / out / kind) for out in ("whole", "killed"))
        assert whole.identity == killed.identity
        assert dict(whole.counts) == dict(killed.counts)
