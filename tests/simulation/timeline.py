"""Virtual time: events in a heap, run one at a time in one thread. Each is a greenlet, so that it can wait half-way."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from greenlet import getcurrent, greenlet

MORNING = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
SECOND = 1_000_000


class Crashed(BaseException):
    """What a `kill -9` is here: not an Exception, so that nothing takes it for one and tidies up."""


class Owner(Protocol):
    """Whose events they are: those of the dead never come, those of the stopped come when it goes on (microseconds)."""

    name: str
    alive: bool
    stopped_until: int


@dataclass
class Nature:
    """The owner of what no process does."""

    name: str = "nature"
    alive: bool = True
    stopped_until: int = 0


@dataclass(slots=True)
class Event:
    """Something that begins or goes on."""

    owner: Owner
    task: greenlet
    args: tuple[Any, ...]


@dataclass(slots=True)
class Tick:
    """Something that comes round by itself: nothing is lost when it is left out. `idle`: seconds until the next one, if this
    one would find nothing, else None; only then does `work` begin."""

    owner: Owner
    idle: Callable[[], float | None]
    work: Callable[[], None]


class Timeline:
    """The true time, in microseconds since MORNING, and what is still to come."""

    def __init__(self) -> None:
        self.micros = 0
        self.trace: list[tuple[int, str, str, Any]] = []
        self._heap: list[tuple[int, int, Event | Tick]] = []
        self._numbers = itertools.count()
        self._hub = getcurrent()
        self._running: Event | None = None
        self._dead: list[Owner] = []
        self.enter: Callable[[Owner], None] | None = None
        """Asked whenever somebody's event begins or goes on."""

    @property
    def now(self) -> datetime:
        """The true time; only judges and providers know it."""
        return MORNING + timedelta(microseconds=self.micros)

    def note(self, who: str, what: str, detail: Any = "") -> None:
        """A line for whoever replays the day."""
        self.trace.append((self.micros, who, what, detail))

    def after(self, seconds: float, owner: Owner, work: Callable[..., None], *args: Any) -> None:
        """Begin `work` in a while."""
        self._push(self.micros + round(seconds * SECOND), Event(owner, greenlet(work, self._hub), args))

    def tick(self, seconds: float, tick: Tick) -> None:
        """Look in a while whether there is something to do."""
        self._push(self.micros + round(seconds * SECOND), tick)

    def wait(self, seconds: float) -> None:
        """Let the others go on, and return when the time is over. Raises Crashed when the owner died meanwhile."""
        event = self._running
        assert event is not None, "only events can wait"
        self._push(self.micros + max(1, round(seconds * SECOND)), Event(event.owner, event.task, ()))
        self._hub.switch()

    def suspend(self, owners: Sequence[Owner], seconds: float) -> None:
        """Their timers stand still for so long (CLOCK_MONOTONIC), while the world goes on."""
        late, ids = round(seconds * SECOND), {id(owner) for owner in owners}
        self._heap = [(due + late if id(one.owner) in ids else due, number, one) for due, number, one in self._heap]
        heapq.heapify(self._heap)

    def bury(self, owner: Owner) -> None:
        """`owner` died: whatever it had begun ends where it stands, as soon as the running event has ended."""
        self._dead.append(owner)

    def run(self, until: Callable[[Callable[[], int | None]], int | None]) -> None:
        """Until nothing is left, or `until` says so.

        Before a tick it is asked how far ticks may be left out, and given what tells the time of the next event that is
        none: a time in microseconds, now to go on, or None to end.
        """
        while self._heap:
            due, _, event = heapq.heappop(self._heap)
            if not event.owner.alive:
                continue
            if event.owner.stopped_until > due:
                self._push(event.owner.stopped_until, event)
                continue
            self.micros = max(self.micros, due)
            if isinstance(event, Event):
                self._switch(event)
                continue
            target = until(self._next_work)
            if target is None:
                return
            if target > self.micros:
                self._push(due, event)
                self._skip_ticks(target)
            elif (again := event.idle()) is not None:
                self.tick(again, event)
            else:
                self._switch(Event(event.owner, greenlet(event.work, self._hub), ()))

    def clear(self) -> None:
        """End everything that waits; the day is over."""
        owners: dict[int, Owner] = {id(event.owner): event.owner for _, _, event in self._heap}
        for owner in owners.values():
            owner.alive = False
            self.bury(owner)
        self._end_the_dead()

    def _switch(self, event: Event) -> None:
        self._running = event
        if self.enter is not None:
            self.enter(event.owner)
        try:
            event.task.switch(*event.args)
        except Crashed:
            pass  # its process is among the dead now
        finally:
            self._running = None
        if self._dead:
            self._end_the_dead()

    def _end_the_dead(self) -> None:
        while self._dead:
            owner = self._dead.pop()
            waiting = [one for one in self._heap if one[2].owner is owner]
            self._heap = [one for one in self._heap if one[2].owner is not owner]
            heapq.heapify(self._heap)
            for _, _, event in waiting:
                if isinstance(event, Event) and event.task:
                    self._throw(event)

    def _throw(self, event: Event) -> None:
        self._running = event
        if self.enter is not None:
            self.enter(event.owner)
        try:
            event.task.throw(Crashed())
        except Crashed:
            pass  # as it should
        finally:
            self._running = None

    def _next_work(self) -> int | None:
        return min((due for due, _, event in self._heap if type(event) is Event), default=None)

    def _skip_ticks(self, target: int) -> None:
        """What was to tick before `target` does so right after it, in the same order."""
        self._heap = [
            (max(due, target + number) if type(event) is Tick else due, number, event)
            for due, number, event in self._heap
        ]
        heapq.heapify(self._heap)

    def _push(self, due: int, event: Event | Tick) -> None:
        heapq.heappush(self._heap, (due, next(self._numbers), event))


def told(trace: list[tuple[int, str, str, Any]]) -> Iterator[str]:
    """The trace as lines: seconds since the morning, who, what."""
    return (f"{micros / SECOND:12.6f}  {who:<9} {what:<14} {detail}" for micros, who, what, detail in trace)
