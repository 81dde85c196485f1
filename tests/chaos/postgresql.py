"""A PostgreSQL of the tests' own, from a wheel, that can be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest


class Server:
    """One server; its databases are made and asked here."""

    def __init__(self, folder: Path) -> None:
        pgserver = pytest.importorskip("pgserver", reason="there is no PostgreSQL to test on")
        self._folder = folder
        # Its own cleaning up asks for a process that was killed here.
        self._server: Any = pgserver.get_server(folder, cleanup_mode=None)
        self._uri = str(self._server.get_uri())
        # A fleet on one machine: every thread of every process has a connection of its own.
        self.do("ALTER SYSTEM SET max_connections = 400")
        self.stop()
        self._start()

    def database(self, name: str) -> str:
        """A new, empty database; its address."""
        self.do(f'CREATE DATABASE "{name}"')
        return self._uri.replace("/postgres?", f"/{name}?")

    def do(self, sql: str, address: str | None = None) -> list[tuple[Any, ...]]:
        """Run a statement, and give what it finds."""
        with psycopg.connect(address or self._uri, autocommit=True) as connection:
            cursor = connection.execute(sql)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []

    @property
    def postmaster(self) -> int:
        return int((self._folder / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """`kill -9` of the postmaster; its children notice, and are waited for: a new one may not start beside them."""
        first = self.postmaster
        family = [first, *_children(first)]
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while any(_lives(pid) for pid in family):
            assert time.monotonic() < deadline, "a child of a dead postmaster lives on"
            time.sleep(0.02)

    def start(self) -> None:
        """Start it again: it recovers from its log. As long as a child of the old one holds its memory it refuses to."""
        (self._folder / "postmaster.pid").unlink()  # where nobody buries the dead, it would take the old one for alive
        self._start()

    def _start(self) -> None:
        sockets = self._uri.split("host=")[1]
        options = ["-o", '-h ""', "-o", f"-k {sockets}", "-l", str(self._folder / "log")]
        deadline = time.monotonic() + 20
        while not self._control("-w", *options, "start"):
            assert time.monotonic() < deadline, (self._folder / "log").read_text()[-2000:]
            time.sleep(0.2)

    def stop(self) -> None:
        """End it and whatever is connected."""
        if (self._folder / "postmaster.pid").exists():
            self._control("-w", "-m", "fast", "stop")

    def _control(self, *words: str) -> bool:
        from pgserver._commands import POSTGRES_BIN_PATH

        command = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(self._folder), *words]
        # No pipes: the server would keep them open.
        nothing = subprocess.DEVNULL
        user = self._server.system_user
        return (
            subprocess.run(command, user=user, stdout=nothing, stderr=nothing, timeout=60, check=False).returncode == 0
        )


@contextmanager
def served() -> Iterator[Server]:
    """Up until the test ends. Under a short path of its own: pytest closes its folders to PostgreSQL's user."""
    with tempfile.TemporaryDirectory(prefix="embargo-pg-") as folder:
        server = Server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.stop()


def _lives(pid: int) -> bool:
    """Whether a process runs: one that is dead and not yet buried (Z) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(path.parent.name))
    return found
