"""One process's world: virtual time, a ledger that can fail, and a death that nothing tidies up after."""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

from bot.core.world import Chance, Reading, Transport
from bot.engine.timekeeping import Timepiece
from tests.simulation.clocks import Machine
from tests.simulation.judge import COPY, Judge
from tests.simulation.luck import Luck
from tests.simulation.timeline import SECOND, Crashed, Timeline

T = TypeVar("T")
ROUTINE = "watch.<locals>.work"  # what `minding.watch` commits
FULL = {"ledger locked": "database is locked", "disk full": "database or disk is full"}


@dataclass(eq=False)
class SimWorld:
    """`World` for one process, and the owner of its events. `mortal`: it can crash, be stopped and find the disk full."""

    name: str
    timeline: Timeline
    machine: Machine
    clock: Timepiece
    luck: Luck
    judge: Judge
    wires: Callable[[SimWorld, str], Transport] | None = None
    mortal: bool = True
    died: Callable[[], None] = lambda: None
    heard: Callable[[str], None] = lambda code: None
    routine: Callable[[int], None] | None = None
    hand_over: Callable[[Sequence[str]], None] | None = None
    """Calls workers elsewhere: with a commit, never without."""
    alive: bool = True
    stopped_until: int = 0
    _steady: int = 0
    """Until when it goes on as it was last read, if nobody touches it: microseconds of the timeline."""
    _up: timedelta = timedelta()
    _read: tuple[tuple[int, int], Reading] | None = None
    """Whoever looks twice in one moment sees the same."""
    _handed: list[str] = field(default_factory=list)

    def reading(self) -> Reading:
        self._must_live()
        now = self.timeline.micros, self.machine.changes
        if self._read is None or self._read[0] != now:
            read = self.clock.reading()
            self._read = now, read
            # A doubt that does not last may end by itself, at any time.
            self._steady = self.machine.steady_until() if read.verdict == "sure" or read.lasting else 0
            self._up = self.machine.uptime()
        return self._read[1]

    def glance(self) -> tuple[tuple[str, bool], datetime]:
        """How far it is believed, and the earliest time: for whoever only wants to know whether it is time yet.

        Of a clock that nobody touched since it was last read, and of which nobody can have learned anything since.
        """
        if self.timeline.micros >= self._steady or self._read is None or self._read[0][1] != self.machine.changes:
            read = self.reading()
            return (read.verdict, read.lasting), read.earliest
        read = self._read[1]
        return (read.verdict, read.lasting), read.earliest + (self.machine.uptime() - self._up)

    def believe(self) -> None:
        self._must_live()
        self.clock.believe()
        self._read = None

    def monotonic(self) -> float:
        self._must_live()
        return self.machine.uptime().total_seconds()

    def chance(self) -> Chance:
        self._must_live()
        return self.luck.dice

    def new_id(self) -> str:
        self._must_live()
        return str(uuid.UUID(int=self.luck.dice.getrandbits(128), version=4))

    def transact(self, work: Callable[[], T]) -> T:
        self._must_live()
        self._dawdle()
        fault = self.luck.ledger_fault() if self.mortal else None
        if fault == "ledger locked":
            raise OperationalError(FULL[fault])
        self._handed.clear()
        before = connection.connection.total_changes if self.routine and work.__qualname__ == ROUTINE else -1
        with transaction.atomic():
            result = work()
            self.crash_point("before commit")
            if fault:
                raise OperationalError(FULL[fault])
        if self.routine is not None and before >= 0:
            self.routine(connection.connection.total_changes - before)
        self.judge.committed(self, result)
        if self._handed and self.hand_over is not None:
            self.hand_over(list(self._handed))
        self.crash_point("after commit")
        self._dawdle()
        return result

    def wire(self, channel: str) -> Transport:
        self._must_live()
        assert self.wires is not None, "people have no way out"
        return self.wires(self, channel)

    def submit(self, work: Callable[..., None], *args: Any) -> None:
        self._must_live()
        delay = self.luck.dice.choice((0.0, 0.0002, 0.001, 0.02))
        self.timeline.after(delay, self, self.guarded, work, *args)

    def alarm(self, code: str, text: str, release: str = "") -> None:
        self._must_live()
        if self.name != COPY:
            self.judge.alarms.add((code, release))
        self.timeline.note(self.name, "alarm", (code, release))
        self.heard(code)

    def handed(self, deliveries: Sequence[str]) -> None:
        """`Newsroom.hand_over`: within the transaction that makes them due."""
        self._handed += deliveries

    def guarded(self, work: Callable[..., None], *args: Any) -> None:
        """As the real pool runs it: a fault of ours is told and the thread goes on; here the judge is told."""
        try:
            work(*args)
        except OperationalError as error:
            self.timeline.note(self.name, "ledger", f"{work.__name__}: {error}")
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the verdict)
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.judge.broken(0, f"{self.name}: {work.__name__} raised {error!r} ({where.filename}:{where.lineno})")

    def crash_point(self, place: str) -> None:
        """Here the process may die."""
        self._must_live()
        if self.mortal and self.luck.crashes(place):
            self.die(place)
            raise Crashed

    def die(self, place: str) -> None:
        """From now on every call raises, and whatever had begun ends where it stands."""
        self.timeline.note(self.name, "dies", place)
        self.alive = False
        self.timeline.bury(self)
        self.died()

    def rest(self, seconds: float) -> None:
        """Time passes for the others."""
        self.timeline.wait(seconds)
        self._must_live()

    def _dawdle(self) -> None:
        """Now and then another process is quicker, or this one is stopped (SIGSTOP) and goes on later."""
        if not self.mortal:
            return
        pause = self.luck.pause()
        if pause is None:
            return
        kind, seconds = pause
        self.timeline.note(self.name, kind, timedelta(seconds=seconds))
        if kind == "stopped process":
            self.stopped_until = max(self.stopped_until, self.timeline.micros + round(seconds * SECOND))
            seconds = 0.0
        self.rest(seconds)

    def _must_live(self) -> None:
        if not self.alive:
            raise Crashed
