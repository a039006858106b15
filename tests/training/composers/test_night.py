"""A shop's night, killed at any moment, ends with the composer of a night that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder
from pointsay.methods import Learned, load_method
from pointsay.training.composers.examples import Examples
from pointsay.training.composers.train import train_composer
from training.composers.test_train import LENS

TESTS = Path(__file__).resolve().parents[2]
NIGHT = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
import torch
from fakes import ColourEncoder
from pointsay.methods import save_method
from pointsay.training.composers.examples import read_examples
from pointsay.training.composers.shop import triplets_of_shop
from pointsay.training.composers.train import train_composer
from pointsay.triplets import open_triplets
from training.composers.test_train import LENS

torch.set_num_threads(1)
feed, out, encoder = Path(sys.argv[1]), Path(sys.argv[2]), ColourEncoder()
say = lambda *what: print(*what, flush=True)
folder = triplets_of_shop(
    feed, encoder, out / "shop", images=feed.parent, report=lambda what, done: say(what)
)
examples = read_examples(open_triplets(folder), encoder, out, report=lambda *at: say("vectors"))
method, facts = train_composer(
    "magiclens", encoder, examples, LENS, out, lambda at: say("step", at.step)
)
save_method(method, out / "method", facts=facts)
say("end")
"""


def night(feed: Path, out: Path, until: str) -> None:
    """Run a night, and kill it when it says something."""
    child = subprocess.Popen(
        [sys.executable, "-c", NIGHT, str(feed), str(out)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == until and until != "end":
            child.send_signal(signal.SIGKILL)
            break
    child.stdout.close()
    assert child.wait() == (0 if until == "end" else -signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_night_goes_on_wherever_it_was_killed(
    shop: Path, examples: Examples, tmp_path: Path
) -> None:
    encoder = ColourEncoder()
    whole, _ = train_composer("magiclens", encoder, examples, LENS, tmp_path / "whole")
    for until in ("proposals", "step 5", "end"):
        night(shop, tmp_path / "killed", until)
    killed = load_method(tmp_path / "killed" / "method", encoder)
    assert isinstance(killed, Learned)
    for name, value in whole.tensors.items():
        np.testing.assert_array_equal(value, killed.tensors[name])
