from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pointsay.training.kept import kept_list, kept_rows, key_of

ROWS = np.arange(6, dtype=np.float32).reshape(3, 2)


class Maker:
    def __init__(self) -> None:
        self.calls = 0

    def rows(self) -> np.ndarray:
        self.calls += 1
        return ROWS

    def values(self) -> list[object]:
        self.calls += 1
        return ["red", [1, 2], "连衣裙"]


@pytest.mark.parametrize("what", ["rows", "values"])
def test_what_is_kept_is_made_once_and_again_when_it_is_damaged(what: str, tmp_path: Path) -> None:
    file, maker = tmp_path / "new" / "kept", Maker()

    def ask(key: str) -> list[object]:
        if what == "rows":
            return kept_rows(file, key, maker.rows).tolist()
        return kept_list(file, key, maker.values)

    first = ask("one")
    assert ask("one") == first
    assert maker.calls == 1
    ask("two")
    assert maker.calls == 2
    data = file.read_bytes()
    place = data.rindex(b"\x40") if what == "rows" else data.index(b"red")
    file.write_bytes(data[:place] + b"\x41" + data[place + 1 :])
    assert ask("two") == first
    assert maker.calls == 3
    file.write_bytes(data[: len(data) // 2])
    assert ask("two") == first
    assert [one.name for one in file.parent.iterdir()] == ["kept"]


def test_a_key_tells_lists_of_texts_apart() -> None:
    assert key_of("a", ["b", "c"]) == key_of("a", ["b", "c"])
    assert len({key_of(["ab"]), key_of(["a", "b"]), key_of("a", "b"), key_of("b", "a")}) == 4
