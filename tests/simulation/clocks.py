"""A machine's clock: it may be wrong, and it may be stepped. The judge keeps how far ahead it ever was."""

from __future__ import annotations

from datetime import timedelta

from bot.core.world import Reading
from tests.simulation.timeline import Timeline

EXACT = timedelta(0)


class MachineClock:
    """`offset` from the true time; `bound` is the error that its reading owns up to."""

    def __init__(self, timeline: Timeline, offset: timedelta = EXACT, bound: timedelta = EXACT) -> None:
        self._timeline = timeline
        self.offset = offset
        self.bound = bound
        self.stepped = False
        self.most_ahead = max(EXACT, offset - bound)
        """How early something may leave by no fault of ours."""

    def reading(self) -> Reading:
        """What a process on this machine can know."""
        wall = self._timeline.now + self.offset
        return Reading(wall - self.bound, wall + self.bound)

    def step(self, by: timedelta) -> None:
        """Somebody sets the clock."""
        self.offset += by
        self.stepped = True
        self.most_ahead = max(self.most_ahead, self.offset - self.bound)
