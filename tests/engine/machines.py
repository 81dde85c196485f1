"""A machine whose clocks are set by hand, and sources that say what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.engine.asking import Sources
from bot.engine.guard import GuardedClock
from bot.engine.opinions import Opinion

NINE = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


HOUR = timedelta(hours=1)


MILLISECOND = timedelta(milliseconds=1)


@dataclass
class Machine:
    """A machine: the true time, how long it has been up, and by how much its clock is off."""

    true: datetime = NINE
    up: timedelta = HOUR
    off: timedelta = timedelta(0)
    slept: list[timedelta] = field(default_factory=list)

    def wall(self) -> datetime:
        return self.true + self.off

    def uptime(self) -> timedelta:
        return self.up

    def passes(self, **span: float) -> None:
        self.true += timedelta(**span)
        self.up += timedelta(**span)

    def guard(self, **how: object) -> GuardedClock:
        return GuardedClock(wall=self.wall, up=self.uptime, **how)  # type: ignore[arg-type]

    def told(
        self, source: str, error: timedelta = 5 * MILLISECOND, off: timedelta = timedelta(0), **how: object
    ) -> Opinion:
        """What a source says that knows the true time but for `off`."""
        origin = self.true + off - self.up
        return Opinion(source, origin - error, origin + error, self.up, HOUR, **how)  # type: ignore[arg-type]


class Heard(Sources):
    """Sources that have said this."""

    def __init__(self, *opinions: Opinion) -> None:
        super().__init__()
        self.heard: Sequence[Opinion] = opinions

    def opinions(self) -> list[Opinion]:
        return list(self.heard)
