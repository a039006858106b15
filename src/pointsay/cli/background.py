"""The service as a process of its own, for as long as something asks it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pointsay.errors import ServiceFailed

STOPPED_WITHIN_S = 10.0
LINES = 20  # of what it says that an error repeats
_PROGRAM = "from pointsay.cli import main; main()"


@contextmanager
def serving(
    catalogue: Path, encoder: str, *, waiting: int, more: Sequence[str] = ()
) -> Iterator[str]:
    """Run ``pointsay serve`` on a free port of this machine; yields its address.

    Args:
        catalogue: To serve.
        encoder: Of its vectors.
        waiting: Searches that may wait for their turn.
        more: Options of ``pointsay serve``, as they are typed.

    Raises:
        ServiceFailed: It ended before it could answer.
    """
    options = {
        "--catalogue": str(catalogue),
        "--encoder": encoder,
        "--host": "127.0.0.1",
        "--port": "0",
        "--waiting": str(waiting),
    }
    arguments = [*(one for pair in options.items() for one in pair), *more]
    process = subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-c", _PROGRAM, "serve", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    with process, ThreadPoolExecutor(1) as reader:
        try:
            yield _address(process, reader)
        finally:
            process.terminate()
            try:
                process.wait(STOPPED_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[str], reader: ThreadPoolExecutor) -> str:
    """Wait for the address; what is said after it is read away, so that the pipe never fills."""
    lines = process.stderr or ()
    said: deque[str] = deque(maxlen=LINES)
    for line in lines:
        if found := re.search(r"open (http://\S+)/ ", line):
            reader.submit(deque, lines, 0)
            return found[1]
        said.append(line.strip())
    raise ServiceFailed(
        f"the service ended before it could answer: {' '.join(said) or 'it said nothing'}",
        hint="start it with pointsay serve to see more",
    )
