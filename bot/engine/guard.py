"""The guard of the clock: what time it can be, and whether that may be believed. It never asks anybody itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from bot.core.embargo import plain_span
from bot.core.world import Reading
from bot.engine.asking import Sources
from bot.engine.opinions import Opinion, limits
from bot.engine.timekeeping import uptime, wall_clock

STEP = timedelta(seconds=1)
"""By so much more than its uptime the machine's time must jump, or fall below what it was, to be noticed."""
_AT_ONCE = timedelta(milliseconds=20)


class GuardedClock:
    """The machine's clock, watched: by its uptime, by the latest time that was ever believed, and by the sources there are.

    `mark` and `doubt` are what the ledger remembers from before this process. Safe to read from any thread.
    """

    def __init__(
        self,
        trust: Literal["system", "verified"] = "system",
        sources: Sources | None = None,
        mark: datetime | None = None,
        doubt: str = "",
        wall: Callable[[], datetime] = wall_clock,
        up: Callable[[], timedelta] = uptime,
    ) -> None:
        self.sources = sources or Sources()
        self._trust = trust
        self._wall, self._up = wall, up
        self._mark = mark
        self._doubt = doubt
        self._origin: datetime | None = None
        """The last origin that was believed."""
        self._word: datetime | None = None
        """The origin of which a person said that it is right."""
        self._verdict = "sure"
        self._lock = threading.Lock()

    def reading(self) -> Reading:
        with self._lock:
            reading, before = self._read(), self._verdict
            self._verdict = reading.verdict
        if (before, reading.verdict) == ("sure", "doubtful"):
            self.sources.hurry()
        return reading

    def believe(self) -> None:
        """A person says that the clock is right as it stands; that holds until it is set again."""
        with self._lock:
            wall, up = self._looked_at()
            self._origin = self._word = wall - up
            self._mark, self._doubt = wall, ""

    def _read(self) -> Reading:
        wall, up = self._looked_at()
        origin = wall - up
        opinions = [now for opinion in self.sources.opinions() if (now := opinion.now(up)) is not None]
        agreeing = [opinion for opinion in opinions if opinion.agrees(origin)]
        fallen = self._fallen(wall, bool(agreeing))
        self._follow(origin, up, opinions, bool(fallen))
        if self._doubt:
            assert self._origin is not None
            return Reading(min(wall, up + self._origin), wall, "doubtful", (self._doubt,), lasting=True)
        if fallen:
            assert self._mark is not None
            return Reading(wall, self._mark, "doubtful", (fallen,))
        low, high = self._limits(origin, agreeing)
        others = None if self._has_word(origin) else limits(_remote([one for one in opinions if one not in agreeing]))
        if others is not None:
            low, high = min(low, others[0]), max(high, others[1])
        earliest, latest = min(wall, up + low), max(wall, up + high)
        if reason := _contradicted(origin, others) or self._unvouched(origin, agreeing):
            return Reading(earliest, latest, "doubtful", (reason,))
        self._mark = max(self._mark or earliest, earliest)
        return Reading(earliest, latest)

    def _follow(self, origin: datetime, up: timedelta, opinions: list[Opinion], fallen: bool) -> None:
        """Follow the clock as it is slewed or set back; one that was set forward needs somebody else's word."""
        if self._origin is None:
            if fallen and not self._doubt:
                return  # it is not believed: once it has been set, that is a first look again
            # A doubt from before the restart stands: then no more is known than that time went on from the mark.
            self._origin = self._mark - up if self._doubt and self._mark else origin
        before = self._origin
        step = origin - before
        if step <= STEP or any(opinion.tells_apart(origin, before) for opinion in opinions):
            self._doubt = ""
            # Of a clock that fell behind, the origin before is kept: setting it right is no step.
            self._origin = before if fallen else origin
        elif not self._doubt:
            self._doubt = f"the clock was set forward by {plain_span(step)}, and nobody else says that it is right"

    def _fallen(self, wall: datetime, agreed: bool) -> str:
        """Whether the clock is behind the latest time that was believed: it was set back, here or before a restart."""
        if self._mark is None or self._mark - wall <= STEP:
            return ""
        if agreed:
            self._mark = wall
            return ""
        return f"the clock is {plain_span(self._mark - wall)} behind the time that it was before"

    def _limits(self, origin: datetime, agreeing: list[Opinion]) -> tuple[datetime, datetime]:
        """Between which times the origin lies: by a bound of the machine's own, else, if that counts, by two sources."""
        bounds = [opinion for opinion in agreeing if opinion.local and opinion.bounded]
        if bounds:
            closest = min(bounds, key=lambda opinion: opinion.high - opinion.low)
            return closest.low, closest.high
        if self._trust == "verified":
            return limits(_remote(agreeing)) or (origin, origin)
        return origin, origin

    def _unvouched(self, origin: datetime, agreeing: list[Opinion]) -> str:
        """Why nobody vouches for the clock, where somebody has to; else ""."""
        if self._trust == "system" or self._has_word(origin):
            return ""
        if any(one.local and one.bounded for one in agreeing) or limits(_remote(agreeing)):
            return ""
        return "the clock is not known to be synchronised, and no two sources agree on the time"

    def _has_word(self, origin: datetime) -> bool:
        return self._word is not None and abs(origin - self._word) <= STEP

    def _looked_at(self) -> tuple[datetime, timedelta]:
        """Wall and uptime of one moment: a process that was stopped between the two looks would see a step."""
        while True:
            before = self._up()
            wall, after = self._wall(), self._up()
            if after - before < _AT_ONCE:
                return wall, after


def _remote(opinions: list[Opinion]) -> list[Opinion]:
    return [opinion for opinion in opinions if not opinion.local]


def _contradicted(origin: datetime, others: tuple[datetime, datetime] | None) -> str:
    """Two sources that agree with each other and not with the clock are worth more than the clock."""
    if others is None:
        return ""
    off = origin - others[0]
    return f"two sources agree that the clock is {plain_span(off)} {'ahead' if off > timedelta(0) else 'behind'}"
