"""``pointsay import``, without the process: the command is wired in `pointsay.cli.main`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from safetensors.numpy import save_file

from pointsay.cli.methods import import_
from pointsay.encoders import Encoder
from pointsay.errors import MethodWeightsUnfit
from pointsay.methods import load_method, make_method
from pointsay.methods.check import adopt_random


def test_a_file_becomes_a_folder(tmp_path: Path, mini: Encoder) -> None:
    method: Any = make_method("searle")
    adopt_random(method, mini)
    file = tmp_path / "phi.safetensors"
    save_file(dict(method.tensors), file)
    given = ["searle", str(file), "--out", str(tmp_path / "out"), "--norm", "3"]
    done = CliRunner().invoke(import_, given, catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr == f"wrote {tmp_path / 'out'}: searle for mini\n"
    made = load_method(tmp_path / "out", mini)
    assert made.arguments()["norm"] == 3.0
    with pytest.raises(MethodWeightsUnfit):
        CliRunner().invoke(import_, ["pic2word", *given[1:]], catch_exceptions=False)
