"""A machine and its clock: wrong, drifting, slewed, set by hand or by a daemon, asleep.

`ahead` is the judge's measure: how early something may leave by no fault of ours. What an engine can know it has to heed: a
clock that jumps forward by more than a second under a running engine excuses nothing, until somebody vouches for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.engine.guard import STEP
from tests.simulation.timeline import MORNING, SECOND, Timeline

NONE = timedelta(0)
UP = timedelta(hours=30)  # that it had been running in the morning
FOR_EVER = 1 << 62
RIGHT = timedelta(milliseconds=1)  # so near to the true time, a clock was set right
PHI = 100e-6  # a crystal's error that sources are trusted over: `bot.engine.opinions.DRIFT`


class Asked(Protocol):
    """A source of the time."""

    def opinion(self) -> object:
        """What it said when it was last asked."""

    def says_until(self) -> int:
        """Until when it says so, in microseconds of the timeline."""


class Machine:
    """`offset` from the true time; `bound`: the error that its daemon owns up to; `rate`: seconds that it gains a second.

    `vouched`: there are sources without which it is not believed, and they tell the truth: then nothing excuses an early byte.
    """

    def __init__(
        self,
        timeline: Timeline,
        name: str = "",
        offset: timedelta = NONE,
        bound: timedelta = NONE,
        rate: float = 0.0,
        synchronised: bool = False,
        vouched: bool = False,
    ) -> None:
        self.name = name
        self.bound = bound
        self.rate = rate
        self.synchronised = synchronised
        self.was_set = False
        self.peak = MORNING
        """The highest time that it showed before it was set back."""
        self.changes = 0
        self.was_far = False
        """Whether it was ever minutes off."""
        self.asleep_until = 0
        self.witnesses: Sequence[Asked] = ()
        self._timeline = timeline
        self._vouched = vouched
        self._origin = MORNING - UP + offset
        self._asleep = 0
        self._up = (0, UP)
        self._slew = (0, 0, 0)  # from, until, by: microseconds
        self._doubtful = NONE
        self._most_ahead = NONE
        self.ahead()

    def uptime(self) -> timedelta:
        """CLOCK_BOOTTIME: it runs on through sleep, and is never set."""
        micros = self._timeline.micros
        if micros != self._up[0]:
            self._up = micros, UP + timedelta(microseconds=micros + round(micros * self.rate))
        return self._up[1]

    def awake(self) -> float:
        """CLOCK_MONOTONIC, in seconds: by it timers run, and it stands still through sleep."""
        return (self._timeline.micros - self._asleep) / SECOND

    def origin(self) -> datetime:
        """The wall clock less the uptime."""
        start, end, by = self._slew
        if by and (now := self._timeline.micros) > start:
            return self._origin + timedelta(microseconds=round(by * min(1.0, (now - start) / (end - start))))
        return self._origin

    def wall(self) -> datetime:
        """What the clock shows."""
        return self.origin() + self.uptime()

    def offset(self) -> timedelta:
        """By how much the clock is ahead of the true time."""
        return self.wall() - self._timeline.now

    def step(self, by: timedelta, daemon: bool = False) -> None:
        """The clock is set: by hand, after which the kernel calls it unsynchronised, or by a `daemon` that goes on keeping it."""
        self._ask()
        self.ahead()
        self.peak = max(self.peak, self.wall())
        self._origin = self.origin() + by
        self._slew = (0, 0, 0)
        self.was_set = True
        self.synchronised = self.synchronised and daemon
        self._doubtful = self._doubtful + by if self._doubtful or by > STEP else NONE
        if self._doubtful <= STEP or abs(self.offset()) < RIGHT:
            self._doubtful = NONE
        self.was_far = self.was_far or abs(self.offset()) > timedelta(minutes=4)
        self.ahead()

    def slew(self, by: timedelta, seconds: float) -> None:
        """Somebody sets it little by little; whoever looks twice a second sees no step."""
        self._ask()
        self._origin = self.origin()
        now = self._timeline.micros
        self._slew = (now, now + round(seconds * SECOND), round(by.total_seconds() * SECOND))
        self.was_set = True

    def steady_until(self) -> int:
        """Until when all that can be known of it stays as it is, unless it changes: microseconds of the timeline."""
        if self._slew[2] and self._timeline.micros <= self._slew[1]:
            return 0
        return min((one.says_until() for one in self.witnesses), default=FOR_EVER)

    def asleep(self) -> int:
        """For how many microseconds it has slept."""
        return self._asleep

    def sleep(self, seconds: float) -> None:
        """It is suspended from now on, for so long."""
        self._ask()
        self._asleep += round(seconds * SECOND)
        self.asleep_until = self._timeline.micros + round(seconds * SECOND)

    def _ask(self) -> None:
        """What witnesses were to be asked until now, they were asked before this changes."""
        self.changes += 1
        for one in self.witnesses:
            one.opinion()

    def believed(self) -> None:
        """A person said that the clock is right as it stands: that excuses us."""
        self._vouched = False
        self.started()

    def started(self) -> None:
        """An engine starts that was told of no doubt: it can't know better than to believe the clock, unless others do."""
        self._doubtful = NONE
        self.ahead()

    def ahead(self) -> timedelta:
        """How far ahead the clock ever was, as far as it was right to believe it."""
        if not self._vouched:
            bound = self.bound if self.synchronised else NONE
            self._most_ahead = max(self._most_ahead, self.offset() - self._doubtful - bound)
        return self._most_ahead

    def earliest(self) -> datetime:
        """About what an engine that believes the clock takes for the earliest time."""
        return self.wall() - (self.bound if self.synchronised else NONE)
