"""The real world on one machine: the system's clock, SQLite behind one lock, threads that send."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from logging import ERROR, INFO
from typing import Any, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from bot.channels.wire import Network
from bot.core.configuration import Configuration
from bot.core.world import Chance, Reading, Transport
from bot.engine.outlets import GOOD_NEWS, Outlets
from bot.engine.timekeeping import SystemClock, Timepiece, uptime
from bot.store.turns import take_turn

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass
class LocalWorld:
    """`World` for real. One instance a process."""

    config: Configuration
    clock: Timepiece = field(default_factory=SystemClock)
    outlets: Outlets | None = None
    """The way to people: of the process that runs the engine; a command's alerts are told by that one too."""
    _chance: random.Random = field(default_factory=random.SystemRandom)
    _wires: dict[str, Transport] = field(default_factory=dict)
    _pool: ThreadPoolExecutor | None = None
    # SQLite lets one writer in and makes the others poll for up to 100 ms; threads of one process queue here instead.
    _writer: threading.RLock = field(default_factory=threading.RLock)

    def reading(self) -> Reading:
        return self.clock.reading()

    def believe(self) -> None:
        self.clock.believe()

    def monotonic(self) -> float:
        return uptime().total_seconds()

    def chance(self) -> Chance:
        return self._chance

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def transact(self, work: Callable[[], T]) -> T:
        with self._writer:
            try:
                with transaction.atomic():
                    take_turn()
                    return work()
            except (OperationalError, InterfaceError):
                # A connection that the server has dropped never comes back; the next one is a new one.
                connection.close()
                raise

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
        log.log(INFO if code in GOOD_NEWS else ERROR, "alert", code=code, text=text, release=release)
        if self.outlets is not None:
            self.outlets.tell(code, text)

    def close(self) -> None:
        """Wait for what is being sent; take nothing new."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        if self.outlets is not None:
            self.outlets.close()


def _guarded(work: Callable[..., None], *args: Any) -> None:
    """A fault of ours in a thread is told at once; the ledger's lease makes up for the work."""
    try:
        work(*args)
    except Exception:
        log.exception("a step failed", step=getattr(work, "__name__", "?"))
