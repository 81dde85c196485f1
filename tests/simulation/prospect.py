"""What is still to come by itself, read from the ledger: so that ticks and hours in which nothing can happen cost nothing.

It repeats what each step looks for, in SQL of its own. Were that all, a step that acts when it must not would never be
run: so one idle tick in twenty is run all the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection

from bot.engine.steps import AHEAD
from tests.simulation.clocks import MachineClock
from tests.simulation.timeline import MORNING, SECOND, Timeline

# Times at which a step can find something: an instant, a retry, the end of a lease, a question to a provider (those that
# mail has can't be asked: the first question is also the last that anything comes of).
TIMES = """
select instant, 'instant' from store_release where stage in ('approved', 'awaiting') and instant is not null
union all select next_at, 'recover' from store_delivery where state = 'retrying'
union all select lease_until, 'recover' from store_delivery where state in ('claimed', 'sending')
union all select next_at, case when kind = 'email' then 'mail' else 'sweep' end from store_delivery where state = 'unconfirmed'
union all select due_at, 'claim' from store_delivery where state = 'due'
"""
RELEASES = """
select group_concat(id || stage || coalesce(instant, '')), (select count(*) from store_delivery where state = 'waiting')
from store_release
"""
BY_RELEASE = ("arm", "lift", "sweep")
KNOWN = (*BY_RELEASE, "claim", "settle", "recover")
NEAR = timedelta(milliseconds=20)  # so close to an instant a step may be early by mistake: it has to be run
ABSENT = 5 * SECOND  # without a single tick: everybody was dead or stopped


class Prospect:
    """One look at the ledger after every change of it."""

    def __init__(self, timeline: Timeline, clock: MachineClock) -> None:
        self._timeline = timeline
        self._clock = clock
        self._looked_at = -1
        self._quiet_since = 0
        self._last = 0
        self._asked_at = 0
        self._levels: dict[str, list[datetime]] = {}
        self._releases: object = None

    def quiet(self) -> int:
        """For how long processes ran and nothing was written, in microseconds. Asked at every tick."""
        now = self._timeline.micros
        if self._changes() != self._last or now - self._asked_at > ABSENT:
            self._last, self._quiet_since = self._changes(), now
        self._asked_at = now
        return now - self._quiet_since

    def seen(self) -> tuple[object, datetime]:
        """What a step that runs now has seen."""
        self._look()
        return self._releases, self._now()

    def idle(self, step: str, seen: tuple[object, datetime]) -> bool:
        """Whether the step has nothing to find that it did not find when it saw this."""
        if step not in KNOWN:
            return False
        self._look()
        soon = self._now() + NEAR
        if any(at <= soon for at in self._levels[step]):
            return False
        if step not in BY_RELEASE:
            return True
        releases, since = seen
        return releases == self._releases and not any(since - NEAR < at <= soon for at in self._levels["instant"])

    def next(self) -> int | None:
        """The next of all times, in microseconds of the timeline; None when there is none."""
        self._look()
        now = self._now()
        times = [at for kind, some in self._levels.items() for at in some if kind != "instant" or at > now]
        if not times:
            return None
        return self._timeline.micros + round((min(times) - now).total_seconds() * SECOND)

    def nothing_until(self, micros: int) -> int:
        """Nothing can be written until then."""
        self._quiet_since = self._asked_at = max(self._timeline.micros, micros)
        return self._quiet_since

    def _changes(self) -> int:
        return int(connection.connection.total_changes)

    def _look(self) -> None:
        if self._looked_at == self._changes():
            return
        self._looked_at = self._changes()
        self._levels = defaultdict(list)
        now = self._now()
        for at, kind in connection.connection.execute(TIMES).fetchall():
            if at is None:
                continue  # nobody will ever look at it: the evening tells
            at = at.replace(tzinfo=MORNING.tzinfo)
            if kind == "instant":
                self._levels[kind] += [at - AHEAD, at]
            elif kind != "mail" or at <= now:
                self._levels["sweep" if kind == "mail" else kind].append(at)
        self._releases = connection.connection.execute(RELEASES).fetchone()

    def _now(self) -> datetime:
        return self._clock.reading().earliest
