"""The sandbox in a process of its own, so that what is killed here never holds a provider's memory."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import requests

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests import premises


@dataclass(frozen=True)
class Playing:
    """Where the stand-ins are; what they have is asked over HTTP."""

    url: str
    smtp_port: int

    def received(self) -> list[dict[str, Any]]:
        session = requests.Session()
        session.trust_env = False
        answer: list[dict[str, Any]] = session.get(f"{self.url}/_received", timeout=30).json()
        return answer

    def trouble(self, *faults: dict[str, Any]) -> None:
        """From now on the stand-ins do these things wrong, instead of those before: `bot.sandbox.faults`."""
        session = requests.Session()
        session.trust_env = False
        session.delete(f"{self.url}/_faults", timeout=30).raise_for_status()
        session.post(f"{self.url}/_faults", json=list(faults), timeout=30).raise_for_status()


@contextmanager
def playing() -> Iterator[Playing]:
    """Up while the test runs; every stand-in takes some milliseconds over a request, so that kills hit the middle of one."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_play, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Playing(*mine.recv())
    finally:
        process.kill()
        process.join()


def _play(told: Connection) -> None:
    made: Sandbox = premises.sandbox()
    with made as sandbox:
        for provider in ("sendgrid", "x", "hooks"):
            sandbox.faults.add(provider, Fault("slow", times=None, ms=15))
        told.send((sandbox.url, sandbox.smtp_port))
        while True:
            time.sleep(60)
