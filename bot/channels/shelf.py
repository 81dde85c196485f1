"""Connections that wait a few seconds for their next use, so that one after the other carries many deliveries."""

from __future__ import annotations

import threading
import time
from typing import Protocol

IDLE_SECONDS = 3.0  # servers drop what is idle for long, and a connection kept for nothing takes a place of theirs


class Kept(Protocol):
    """What can be kept: it has to be put away in the end."""

    def hang_up(self) -> None:
        """Ends it. Raises nothing for what the network does."""


class Shelf:
    """Of one channel; used by several threads."""

    def __init__(self, seconds: float = IDLE_SECONDS) -> None:
        self._seconds = seconds
        self._kept: list[tuple[float, Kept]] = []
        self._lock = threading.Lock()
        self._sweeper: threading.Timer | None = None

    def put(self, one: Kept) -> None:
        """Keeps it for its next use; when nobody takes it in time it is hung up."""
        with self._lock:
            self._kept.append((time.monotonic() + self._seconds, one))
            if self._sweeper is None:
                self._sweep_later()

    def take(self) -> Kept | None:
        """The one that was put here last, if there is one."""
        now = time.monotonic()
        with self._lock:
            return self._kept.pop()[1] if self._kept and self._kept[-1][0] > now else None

    def close(self) -> None:
        """Hangs up whatever is kept."""
        with self._lock:
            kept, self._kept = self._kept, []
            sweeper, self._sweeper = self._sweeper, None
        if sweeper is not None:
            sweeper.cancel()
        for _, one in kept:
            one.hang_up()

    def _sweep_later(self) -> None:
        self._sweeper = threading.Timer(self._seconds, self._sweep)
        self._sweeper.daemon = True
        self._sweeper.start()

    def _sweep(self) -> None:
        now = time.monotonic()
        with self._lock:
            old = [one for until, one in self._kept if until <= now]
            self._kept = [(until, one) for until, one in self._kept if until > now]
            self._sweeper = None
            if self._kept:
                self._sweep_later()
        for one in old:
            one.hang_up()
