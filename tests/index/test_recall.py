"""How a growing gallery gets its index, and what is kept of it between processes."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.shops import best, shop
from pointsay.index import ApproximateIndex, ExactIndex, Policy, Recall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

POLICY = Policy(exact_rows=500, target=0.95, tail_rows=200, tail_share=0.0)


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return shop(3000, dim=8)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, matrix: Matrix) -> Path:
    """A folder with the lists of the first 1000 rows, of which every tenth was dead."""
    folder = tmp_path_factory.mktemp("lists")
    Recall(folder, POLICY).renew(7, matrix[:1000], every_tenth_dead(1000))
    return folder


@pytest.fixture
def folder(tmp_path: Path, kept: Path) -> Path:
    for file in kept.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def every_tenth_dead(count: int) -> NDArray[np.bool_]:
    return np.asarray(np.arange(count) % 10 != 0)


def all_alive(count: int) -> NDArray[np.bool_]:
    return np.ones(count, dtype=bool)


def lists_of(recall: Recall, matrix: Matrix, epoch: int = 7) -> int | None:
    """How many rows the lists cover, None when the search is exact."""
    index = recall.index(epoch, matrix, all_alive(len(matrix)))
    return len(index.inverted) if isinstance(index, ApproximateIndex) else None


def test_small_galleries_are_searched_exactly(matrix: Matrix) -> None:
    recall = Recall(None, POLICY)
    recall.renew(1, matrix[:500], all_alive(500))
    assert isinstance(recall.index(1, matrix[:500], all_alive(500)), ExactIndex)


def test_only_live_rows_count_as_size(matrix: Matrix) -> None:
    recall, live = Recall(None, POLICY), np.arange(3000) < 400
    recall.renew(1, matrix, live)
    assert isinstance(recall.index(1, matrix, live), ExactIndex)


def test_until_lists_are_made_the_search_is_exact(matrix: Matrix) -> None:
    assert lists_of(Recall(None, POLICY), matrix) is None


def test_the_next_process_opens_what_the_last_one_made(kept: Path, matrix: Matrix) -> None:
    live = every_tenth_dead(1000)
    index = Recall(kept, POLICY).index(7, matrix[:1000], live)
    assert isinstance(index, ApproximateIndex)
    first = Recall(None, POLICY)
    first.renew(7, matrix[:1000], live)
    made = first.index(7, matrix[:1000], live)
    assert isinstance(made, ApproximateIndex)
    # Everything random has a seed; only what the clock said may differ.
    assert replace(index.settings, costs=made.settings.costs) == made.settings
    for query in matrix[:30]:
        opened, fresh = (one.search(query, 25) for one in (index, made))
        assert opened.rows.tolist() == fresh.rows.tolist()
    truth = ExactIndex(matrix[:1000], live).moments()
    np.testing.assert_allclose(index.moments().covariance, truth.covariance, atol=1e-12)


def test_rows_that_came_and_went_since_are_seen(kept: Path, matrix: Matrix) -> None:
    live = every_tenth_dead(1100)
    live[5:50] = False
    index = Recall(kept, POLICY).index(7, matrix[:1100], live)
    assert isinstance(index, ApproximateIndex)
    assert index.search(matrix[1055], 1).rows.tolist() == [1055]
    assert index.search(matrix[7], 1).rows.tolist() != [7]
    truth = ExactIndex(matrix[:1100], live).moments()
    np.testing.assert_allclose(index.moments().mean, truth.mean, atol=1e-12)


@pytest.mark.parametrize("at", [9, 300, -1])
def test_a_flipped_byte_is_an_absent_file(at: int, folder: Path, matrix: Matrix) -> None:
    (file,) = folder.iterdir()
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert lists_of(Recall(folder, POLICY), matrix[:1000]) is None


def test_a_cut_file_is_an_absent_one_and_is_made_anew(folder: Path, matrix: Matrix) -> None:
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    recall = Recall(folder, POLICY)
    assert lists_of(recall, matrix[:1000]) is None
    recall.renew(7, matrix[:1000], all_alive(1000))
    assert lists_of(Recall(folder, POLICY), matrix[:1000]) == 1000


def test_lists_of_other_rows_are_not_used(folder: Path, matrix: Matrix) -> None:
    """As after a restore: the numbering is the same, the last rows are others."""
    other = matrix[:1000].copy()
    other[-1] = matrix[-1]
    assert lists_of(Recall(folder, POLICY), other) is None
    assert lists_of(Recall(folder, POLICY), matrix[:999]) is None
    assert lists_of(Recall(folder, POLICY), matrix[:1000]) == 1000


def test_another_epoch_starts_anew_and_clears_up(folder: Path, matrix: Matrix) -> None:
    recall = Recall(folder, POLICY)
    assert lists_of(recall, matrix[:1000]) == 1000
    assert lists_of(recall, matrix[:1000], epoch=8) is None
    recall.renew(8, matrix[:1000], all_alive(1000))
    assert [file.name for file in folder.iterdir()] == ["lists-8.safetensors"]


def test_lists_take_in_new_rows_only_when_it_is_worth_it(folder: Path, matrix: Matrix) -> None:
    recall = Recall(folder, POLICY)
    recall.renew(7, matrix[:1200], all_alive(1200))
    assert lists_of(recall, matrix[:1200]) == 1000
    recall.renew(7, matrix[:1201], all_alive(1201))
    assert lists_of(recall, matrix[:1201]) == 1201
    assert lists_of(Recall(folder, POLICY), matrix[:1300]) == 1201


def test_centres_are_found_anew_when_the_gallery_has_doubled(folder: Path, matrix: Matrix) -> None:
    recall = Recall(folder, POLICY)
    recall.renew(7, matrix, all_alive(3000))
    index = recall.index(7, matrix, all_alive(3000))
    assert isinstance(index, ApproximateIndex)
    assert len(index.inverted.lists.sizes) == 256
    truth = best(matrix, matrix[8], 50, all_alive(3000))
    assert len(truth & set(index.search(matrix[8], 50).rows.tolist())) >= 45


def test_an_older_moment_is_still_searched_as_it_was(folder: Path, matrix: Matrix) -> None:
    recall = Recall(folder, POLICY)
    old = recall.index(7, matrix[:1000], all_alive(1000))
    recall.renew(7, matrix, all_alive(3000))
    assert old.search(matrix[2999], 1).rows[0] < 1000
    again = recall.index(7, matrix[:1000], all_alive(1000))
    assert len(again) == 1000
    assert len(recall.index(7, matrix, all_alive(3000))) == 3000


def test_a_service_renews_beside_its_searches(matrix: Matrix) -> None:
    recall = Recall(None, POLICY, background=True)
    assert isinstance(recall.index(1, matrix, all_alive(3000)), ExactIndex)
    for thread in threading.enumerate():
        if thread.name == "pointsay-lists":
            thread.join()
    assert lists_of(recall, matrix, epoch=1) == 3000


def test_an_interrupted_renewal_changes_nothing(folder: Path, matrix: Matrix) -> None:
    recall = Recall(folder, POLICY)

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recall.renew(7, matrix, all_alive(3000), stop)
    assert lists_of(recall, matrix) == 1000
    recall.renew(7, matrix, all_alive(3000))
    assert lists_of(recall, matrix) == 3000
