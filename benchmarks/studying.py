"""What studies share: our own command, and a plan that asks trained methods the dev queries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def pointsay(*arguments: str) -> None:
    """Run the command line of this environment."""
    command = [str(Path(sys.executable).with_name("pointsay")), *arguments]
    subprocess.run(command, check=True)  # noqa: S603 - our own command


def evaluate(
    data: Path, out: Path, names: Sequence[str], folders: Sequence[Path], cache: str = "vectors"
) -> None:
    """Ask methods the validation queries of fashion_products; what has its record is not run again.

    Args:
        data: Folder of the sets.
        out: Where plan and records are kept.
        names: Registered methods.
        folders: Saved ones.
        cache: Kept vectors of the pictures, in ``out``.
    """
    shop = (data / "fashion_products").resolve().as_posix()
    methods = [f'"{one}"' for one in names]
    methods += [f'{{ folder = "{one.resolve().as_posix()}" }}' for one in folders]
    plan = out / "plan.toml"
    text = f"""records = "records"
cache = "{cache}"
encoders = ["mini"]
methods = [{", ".join(methods)}]

[[dataset]]
name = "own"
root = "{shop}"
images = "{shop}/images_hi_val.zip"
split = "val"
"""
    plan.write_text(text, encoding="utf-8")
    pointsay("evaluate", "plan", str(plan))


def report(out: Path) -> None:
    """Write the page of the records of a study."""
    pointsay("report", str(out / "records"), "--out", str(out / "report"))
