"""What a source says of the time, in a form that outlives a change of the clock it judges.

The machine's *origin* is the time minus its uptime: it stays where it is for as long as nobody sets the clock. A source
says between which times the origin lies, so that an opinion formed before a step still judges the clock after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

# How far a source and the clock may lie apart and still agree. Half of the step that is noticed: no source agrees for
# certain with the clock before a step and with the clock after it.
AGREEMENT = timedelta(seconds=0.5)
# A crystal's error; RFC 5905 (section 7.3, PHI) assumes 15 ppm, a virtual machine can be several times worse.
DRIFT = 100e-6


@dataclass(frozen=True, slots=True)
class Opinion:
    """The origin lies between `low` and `high` (aware UTC), as `source` had it when the machine was `at` up.

    `local`: told by this machine's own time daemon; `bounded`: its limits bound the error, so that lifts may count on them.
    """

    source: str
    low: datetime
    high: datetime
    at: timedelta
    lasts: timedelta
    local: bool = False
    bounded: bool = True

    def now(self, up: timedelta) -> Opinion | None:
        """The opinion as it has to be taken at `up`: the older, the wider; None when it is too old."""
        age = up - self.at
        if age > self.lasts:
            return None
        wider = age * DRIFT
        return Opinion(self.source, self.low - wider, self.high + wider, self.at, self.lasts, self.local, self.bounded)

    def agrees(self, origin: datetime) -> bool:
        """Whether a clock with this origin can be right."""
        return self.low - AGREEMENT <= origin <= self.high + AGREEMENT

    def tells_apart(self, right: datetime, wrong: datetime) -> bool:
        """Whether it agrees with the one origin and not with the other."""
        return self.agrees(right) and not self.agrees(wrong)


def limits(opinions: Iterable[Opinion]) -> tuple[datetime, datetime] | None:
    """Between which times the origin lies by the two sources that agree best; None when no two agree."""
    pairs = [_hull(one, other) for one, other in combinations(opinions, 2) if _near(one, other)]
    return min(pairs, key=lambda pair: pair[1] - pair[0], default=None)


def _near(one: Opinion, other: Opinion) -> bool:
    return max(one.low, other.low) - min(one.high, other.high) <= AGREEMENT


def _hull(one: Opinion, other: Opinion) -> tuple[datetime, datetime]:
    """What both say, or, where they differ by a little, all that either says."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return (low, high) if low <= high else (min(one.low, other.low), max(one.high, other.high))
