"""A llama.cpp server of one's own, as a child process that can be killed."""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from pointsay.errors import ServiceFailed


class LlamaServer:
    """Serves one GGUF model with the OpenAI-compatible server of xllamacpp, on this machine only.

    The child listens on a free port of 127.0.0.1 and ends when this process ends or `stop` is
    called; use it as a context manager.

    Args:
        model: GGUF file.
        threads: Of the model. More than one collapses where other work shares the cores.
        context: Tokens of prompt and answer together.
        patience: Longest time until it answers, seconds.
    """

    def __init__(
        self, model: Path, *, threads: int = 1, context: int = 2048, patience: float = 60.0
    ) -> None:
        self.model = model
        self.threads = threads
        self.context = context
        self.patience = patience
        self._child: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> Self:
        """Start it, wait until the model is loaded and set ``url``.

        Raises:
            ServiceFailed: xllamacpp is not installed, or the server did not come up in time.
        """
        if find_spec("xllamacpp") is None:
            raise ServiceFailed(
                "a llama.cpp server needs a package that is not installed",
                hint="install it with: pip install xllamacpp",
            )
        arguments = [str(self.model), str(self.threads), str(self.context)]
        self._child = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-m", "pointsay.edits.reasoners.llama_child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        alarm = threading.Timer(self.patience, self._child.kill)
        alarm.start()
        try:
            address = self._address()
        finally:
            alarm.cancel()
        if not address:
            self.stop()
            raise ServiceFailed(
                f"the llama.cpp server of {self.model.name} did not start",
                hint="see that the file is a GGUF model that fits into memory",
            )
        self.url = f"{address}/v1"
        return self

    def stop(self) -> None:
        """Kill it, whatever it is doing; a stopped server may be stopped again."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        self._child = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _address(self) -> str:
        """Return the address that the child prints, or nothing when it ended before."""
        child = self._child
        lines = child.stdout if child is not None and child.stdout is not None else ()
        return next((line.strip() for line in lines if line.startswith("http://")), "")
