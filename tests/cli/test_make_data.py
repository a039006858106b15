from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from pointsay.cli.make_data import atelier

SMALL = ["--pieces", "50", "--wishes", "4", "--width", "16", "--workers", "1"]


def test_splits_are_made_each_in_its_folder(tmp_path: Path) -> None:
    args = ["--out", str(tmp_path), "--split", "val", "--split", "test", *SMALL, "--seed", "2"]
    result = CliRunner().invoke(atelier, args)
    assert result.exit_code == 0, result.output
    for split in ("val", "test"):
        manifest = json.loads((tmp_path / split / "benchmark.json").read_text(encoding="utf-8"))
        assert (manifest["split"], manifest["seed"], manifest["pieces"]) == (split, 2, 50)
        assert f"split {split}" in result.stderr
    assert result.stdout == ""


def test_wrong_usage_is_refused(tmp_path: Path) -> None:
    for wrong in (["--split", "tests"], ["--pieces", "10"], ["--wishes", "0"]):
        result = CliRunner().invoke(atelier, ["--out", str(tmp_path), *wrong])
        assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []
