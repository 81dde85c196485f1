"""Servers that others wrote, each a process of its own on loopback, ended by its id when the test is over."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

WAIT = 40.0  # seconds until a server must answer, on a busy machine
NOBODY = 65534


@contextmanager
def running(
    command: Sequence[object], env: Mapping[str, str] = {}, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process; asked to end afterwards, and made to if it does not."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **env}
    process = subprocess.Popen([str(word) for word in command], env=environment, stdin=subprocess.PIPE, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder with a short name that any user of this machine may enter, for a server that runs as nobody."""
    folder = Path(mkdtemp(prefix="mta"))
    try:
        folder.chmod(0o755)
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_nobody() -> dict[str, Any]:
    """What a process is started with, so that it has no rights of root's."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Waits until somebody takes connections there."""
    awaited(lambda: _answers(port), lambda: process.poll() is not None)


def awaited(what: Callable[[], Any], hopeless: Callable[[], bool] = lambda: False) -> Any:
    """What `what` returns, once that is something."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if found := what():
            return found
        if hopeless():
            break
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def _answers(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0
