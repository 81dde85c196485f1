"""The real world on one machine: the system's clock, SQLite behind one lock, threads that send."""

from __future__ import annotations

import gc
import random
import sys
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from logging import ERROR, INFO
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from bot.core.configuration import Configuration
from bot.core.world import Chance, Reading, Transport
from bot.engine.connections import dropped, renewed
from bot.engine.outlets import GOOD_NEWS, Outlets
from bot.engine.timekeeping import SystemClock, Timepiece, uptime
from bot.store.statements import rows
from bot.store.turns import take_turn
from bot.store.upkeep import no_checkpoint_at_commit

OTHERS = 4  # threads, for what is not sending: bodies built ahead, doubts looked up

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass
class LocalWorld:
    """`World` for real. One instance a process."""

    config: Configuration
    clock: Timepiece = field(default_factory=SystemClock)
    outlets: Outlets | None = None
    """The way to people: of the process that runs the engine; a command's alerts are told by that one too."""
    sends: bool = True
    """Whether this process sends; one that does not needs no hands for it."""
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
                dropped()
                raise

    def wire(self, channel: str) -> Transport:
        if channel not in self._wires:
            # Not above: `embargo status` sends nothing, and need not wait for an HTTP library.
            from bot.channels.wire import Network

            self._wires[channel] = Network(self.config.channel(channel).concurrency)
        return self._wires[channel]

    def submit(self, work: Callable[..., None], *args: Any) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._hands(), thread_name_prefix="send")
        self._pool.submit(_guarded, work, *args)

    def ready(self) -> None:
        """Every thread of the pool is there and connected to the ledger, so that no lift has to wait for that."""
        together = threading.Barrier(self._hands())
        for _ in range(together.parties):
            self.submit(_connected, together)

    def _hands(self) -> int:
        """Every channel has threads of its own in the count, so that a slow one takes none from the others. Each has a
        connection to the ledger: a process that only lifts needs few."""
        return OTHERS + self.sends * sum(channel.concurrency for channel in self.config.channels.values())

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


def steady() -> None:
    """For a process that waits for milliseconds: call it when everything is loaded, before threads connect to the ledger.

    Its commits never copy SQLite's log (`store.upkeep`; the clock does that).
    A thread that has to act waits for the interpreter's turn, 5 ms by default; and looking for rubbish among all that was
    loaded stops every thread for a tenth of a second.
    """
    no_checkpoint_at_commit()
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()


def _connected(together: threading.Barrier) -> None:
    try:
        rows("SELECT 1 FROM store_delivery WHERE id = ''")  # SQLite reads its schema with the first statement
    except DatabaseError as error:
        log.warning("no connection to the ledger yet", problem=str(error))
    try:
        together.wait(timeout=10)
    except threading.BrokenBarrierError:
        log.warning("not every thread was there in time")


def _guarded(work: Callable[..., None], *args: Any) -> None:
    """A fault of ours in a thread is told at once; the ledger's lease makes up for the work."""
    step = getattr(work, "__name__", "?")
    try:
        renewed()
        work(*args)
    except DatabaseError as error:
        # Whoever holds a claim has said so before it came here; the others look again at their next tick.
        log.warning("the ledger can't be used", step=step, problem=str(error))
    except Exception:
        log.exception("a step failed", step=step)
    finally:
        renewed()
