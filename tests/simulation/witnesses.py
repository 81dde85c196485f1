"""Whom a machine asks for the time: its kernel and servers, some of them silent, some of them wrong. Opinions are the real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.engine.asking import AGAIN_AT_THE_EARLIEST, Sources
from bot.engine.daemons import UNBOUNDED
from bot.engine.opinions import Opinion
from tests.simulation.clocks import NONE, Machine
from tests.simulation.timeline import SECOND, Timeline


@dataclass
class Witness:
    """One source. `off`: how wrong it is; `error`: what it owns up to; `silent_until`: when it answers again (microseconds)."""

    timeline: Timeline
    machine: Machine
    name: str
    every: float
    error: timedelta = timedelta(milliseconds=20)
    off: timedelta = NONE
    kernel: bool = False
    silent_until: int = 0
    _opinion: Opinion | None = None
    _turn: int = -1
    _asked_at: float = -AGAIN_AT_THE_EARLIEST

    def opinion(self) -> Opinion | None:
        """What it said when it was last asked: `every` so many seconds that the machine was awake."""
        turn = int(self.machine.awake() / self.every)
        if turn != self._turn:
            self._turn = turn
            self._ask()
        return self._opinion

    def says_until(self) -> int:
        """Until its next turn, or until what it said is too old, by a clock that may drift."""
        turn = self.machine.asleep() + int((self._turn + 1) * self.every * SECOND)
        said = self._opinion
        if said is None:
            return turn
        left = (said.at + said.lasts - self.machine.uptime()).total_seconds()
        return min(turn, self.timeline.micros + int(0.99 * left * SECOND)) if left > 0 else turn

    def hurry(self) -> None:
        """Ask again now, but not twice in a moment."""
        if self.machine.awake() - self._asked_at >= AGAIN_AT_THE_EARLIEST:
            self._ask()

    def _ask(self) -> None:
        """Who falls silent keeps the opinion that there is, as in `Sources`."""
        self._asked_at = self.machine.awake()
        if self.timeline.micros < self.silent_until or (self.kernel and not self.machine.synchronised):
            return
        up = self.machine.uptime()
        lasts = timedelta(seconds=5 * self.every)
        if self.kernel:
            error = self.machine.bound or UNBOUNDED
            origin, bounded = self.machine.origin(), bool(self.machine.bound)
            self._opinion = Opinion(self.name, origin - error, origin + error, up, lasts, True, bounded)
        else:
            origin = self.timeline.now - up + self.off
            self._opinion = Opinion(self.name, origin - self.error, origin + self.error, up, lasts)


class Witnesses(Sources):
    """`Sources` without threads: they have been asked whenever it was time to."""

    def __init__(self, witnesses: list[Witness]) -> None:
        super().__init__()
        self._witnesses = witnesses

    def opinions(self) -> list[Opinion]:
        return [opinion for one in self._witnesses if (opinion := one.opinion()) is not None]

    def hurry(self) -> None:
        for one in self._witnesses:
            one.hurry()
