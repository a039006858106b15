from __future__ import annotations

import numpy as np
import torch

from pointsay.training.backgrounds import SHARE, replace_backgrounds, studio_white

HEIGHT, WIDTH = 32, 24
PIECE = (slice(8, 24), slice(6, 18))
HOLE = (slice(14, 18), slice(10, 14))


def _shop(count: int) -> torch.Tensor:
    """A piece before white, with a white print in its middle, a little different each time."""
    rng = np.random.default_rng(0)
    pictures = torch.full((count, 3, HEIGHT, WIDTH), 250.0)
    pictures[:, :, *PIECE] = torch.tensor(rng.uniform(20, 200, (count, 3, 16, 12))).float()
    pictures[:, :, *HOLE] = 255.0
    return pictures


def _by_hand(picture: np.ndarray) -> np.ndarray:
    """Walk from each edge inwards until the first pixel that is not near white."""
    white = picture.min(0) >= 238
    reached = np.zeros_like(white)
    for y in range(white.shape[0]):
        for run in (range(white.shape[1]), reversed(range(white.shape[1]))):
            for x in run:
                if not white[y, x]:
                    break
                reached[y, x] = True
    for x in range(white.shape[1]):
        for run in (range(white.shape[0]), reversed(range(white.shape[0]))):
            for y in run:
                if not white[y, x]:
                    break
                reached[y, x] = True
    return reached


def test_studio_white_runs_from_an_edge() -> None:
    rng = np.random.default_rng(1)
    ragged = torch.tensor(rng.choice([100.0, 240.0, 255.0], (4, 3, 9, 7), p=[0.1, 0.2, 0.7]))
    for pictures in (ragged, _shop(2)):
        found = studio_white(pictures)
        assert found.shape == (len(pictures), 1, *pictures.shape[2:])
        for one, picture in zip(found, pictures, strict=True):
            assert np.array_equal(one[0].numpy(), _by_hand(picture.numpy()))


def test_white_that_a_garment_encloses_is_the_garments() -> None:
    white = studio_white(_shop(1))[0, 0]
    assert not white[PIECE].any()
    assert white[:8].all()


def test_only_what_lies_behind_changes_and_only_in_a_part_of_the_batch() -> None:
    pictures = _shop(60)
    before = pictures.clone()
    out = replace_backgrounds(pictures, torch.Generator().manual_seed(1))
    assert torch.equal(pictures, before)
    changed = (out != pictures).flatten(1).any(1)
    assert 0.5 * SHARE < float(changed.float().mean()) < 1.5 * SHARE
    inner = (slice(9, 23), slice(7, 17))  # the seam itself is soft, one pixel wide
    assert torch.equal(out[:, :, *inner], pictures[:, :, *inner])
    behind = studio_white(pictures).expand_as(pictures)
    for one, old, white in zip(out[changed], pictures[changed], behind[changed], strict=True):
        far = white[0].clone()
        far[7:25, 5:19] = False
        assert float((one[:, far] - old[:, far]).abs().mean()) > 10
    assert float(out.min()) >= 0
    assert float(out.max()) <= 255


def test_backgrounds_differ_and_repeat_with_their_seed() -> None:
    def run(seed: int) -> torch.Tensor:
        return replace_backgrounds(_shop(20), torch.Generator().manual_seed(seed))

    assert torch.equal(run(1), run(1))
    assert not torch.equal(run(1), run(2))
    corners = {tuple(one[:, 0, 0].tolist()) for one in run(1)}  # unchanged ones are alike
    assert len(corners) >= 4


def test_pictures_without_a_studio_stay_as_they_are() -> None:
    grey = torch.full((12, 3, HEIGHT, WIDTH), 120.0)  # a phone photo
    almost_empty = torch.full((12, 3, HEIGHT, WIDTH), 255.0)
    almost_empty[:, :, 10:12, 10:12] = 0.0
    framed = torch.full((12, 3, HEIGHT, WIDTH), 255.0)  # white, but not from the edge
    for at in (0, -1):
        framed[:, :, at, :] = framed[:, :, :, at] = 30.0
    for pictures in (grey, almost_empty, framed):
        generator = torch.Generator().manual_seed(0)
        assert torch.equal(replace_backgrounds(pictures, generator), pictures)
