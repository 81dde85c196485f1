"""The real world on one machine: the system's clock, SQLite behind one lock, threads that send."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from django.db import transaction

from bot.channels.wire import Network
from bot.core.configuration import Configuration
from bot.core.world import Chance, Reading, Transport
from bot.engine.timekeeping import SystemClock

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass
class LocalWorld:
    """`World` for real. One instance a process."""

    config: Configuration
    clock: SystemClock = field(default_factory=SystemClock)
    _chance: random.Random = field(default_factory=random.SystemRandom)
    _wires: dict[str, Transport] = field(default_factory=dict)
    _pool: ThreadPoolExecutor | None = None
    # SQLite lets one writer in and makes the others poll for up to 100 ms; threads of one process queue here instead.
    _writer: threading.RLock = field(default_factory=threading.RLock)

    def reading(self) -> Reading:
        return self.clock.reading()

    def monotonic(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()

    def chance(self) -> Chance:
        return self._chance

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def transact(self, work: Callable[[], T]) -> T:
        with self._writer, transaction.atomic():
            return work()

    def wire(self, channel: str) -> Transport:
        if channel not in self._wires:
            self._wires[channel] = Network(self.config.channel(channel).concurrency)
        return self._wires[channel]

    def submit(self, work: Callable[..., None], *args: Any) -> None:
        if self._pool is None:
            # Every channel has threads of its own in the count, so that a slow one takes none from the others.
            threads = sum(channel.concurrency for channel in self.config.channels.values()) + 4
            self._pool = ThreadPoolExecutor(threads, thread_name_prefix="send")
        self._pool.submit(_guarded, work, *args)

    def alarm(self, code: str, text: str, release: str = "") -> None:
        log.error("alert", code=code, text=text, release=release)

    def close(self) -> None:
        """Wait for what is being sent; take nothing new."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)


def _guarded(work: Callable[..., None], *args: Any) -> None:
    """A fault of ours in a thread is told at once; the ledger's lease makes up for the work."""
    try:
        work(*args)
    except Exception:
        log.exception("a step failed", step=getattr(work, "__name__", "?"))
