"""Encoders that misbehave on one machine of a cluster. Workers import this module."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from fakes import ColourEncoder

if TYPE_CHECKING:
    from pointsay.types import Matrix

MACHINE = "POINTSAY_TEST_MACHINE"
DOOMED = "doomed"


def wait_for(file: Path) -> None:
    """Wait until a file is there; whoever waits in vain is stopped by the test's own limit."""
    while not file.exists():
        time.sleep(0.02)


class MeetingEncoder(ColourEncoder):
    """Never finishes its second batch on the doomed machine; the others wait until it has begun.

    So that machine has done a part of the work, and holds another part, whenever it is killed
    after ``begun`` is there.

    Args:
        begun: A file that is made when that batch has begun.
    """

    def __init__(self, begun: Path) -> None:
        super().__init__()
        self._begun = begun

    def encode_images(self, images: Sequence[Image.Image]) -> Matrix:
        if os.environ.get(MACHINE) != DOOMED:
            wait_for(self._begun)
        else:
            try:
                self._begun.with_name("first").touch(exist_ok=False)
            except FileExistsError:
                self._begun.touch()
                signal.pause()
        return super().encode_images(images)


class DyingEncoder(ColourEncoder):
    """Ends its process, as a picture that no memory holds would."""

    def encode_images(self, images: Sequence[Image.Image]) -> Matrix:
        os._exit(1)


class FaultyEncoder(ColourEncoder):
    """Has a fault of its own."""

    def encode_images(self, images: Sequence[Image.Image]) -> Matrix:
        raise ZeroDivisionError("a fault of the machine's")
