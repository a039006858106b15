from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.churn import Churn
from pointsay.catalogue import verify


@pytest.mark.parametrize("seed", [1, 2])
def test_random_operations_equal_a_dict_and_brute_force(seed: int, tmp_path: Path) -> None:
    churn = Churn(tmp_path / "c", seed)
    churn.run(150)
    churn.compact()
    churn.snapshot()
    churn.run(50)
    churn.close()
    assert verify(tmp_path / "c") == []
