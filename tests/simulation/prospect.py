"""What is still to come by itself, read from the ledger: so that ticks and hours in which nothing can happen cost nothing.

It repeats what each step looks for, in SQL of its own. Were that all, a step that acts when it must not would never be
run: so one idle tick in fifty is run all the same.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.world import Reading
from bot.engine.ahead import AHEAD
from bot.engine.guard import STEP
from tests.simulation.clocks import Machine
from tests.simulation.timeline import MORNING, SECOND, Timeline

# Times at which a step can find something: an instant, a retry, the end of a lease, a question to a provider (those that
# mail has can't be asked: the first question is also the last that anything comes of).
TIMES = """
select instant, 'instant' from store_release where stage in ('approved', 'awaiting') and instant is not null
union all select next_at, 'recover' from store_delivery where state = 'retrying'
union all select lease_until, 'lease' from store_delivery where state in ('claimed', 'sending')
union all select next_at, case when kind = 'email' then 'mail' else 'sweep' end from store_delivery where state = 'unconfirmed'
union all select due_at, 'claim' from store_delivery where state = 'due'
"""
RELEASES = """
select group_concat(id || stage || coalesce(instant, '')), (select count(*) from store_delivery where state = 'waiting'),
    coalesce(sum(paused_for = 'clock'), 0), (select sum(agreements) from store_clockmark),
    (select count(*) from store_alert where cleared_at is not null)
from store_release
"""
UNTOLD = "select count(*) from store_alert where told_at is null and (cleared_at is null or cleared_at = raised_at)"
BY_RELEASE = ("arm", "spool", "lift", "sweep")
STEPS_OF = {"instant": "lift", "lease": "recover"}
KNOWN = (*BY_RELEASE, "claim", "settle", "recover", "tell", "anchor")
NEAR = timedelta(milliseconds=20)  # so close to an instant a step may be early by mistake: it has to be run
UNANSWERED = timedelta(minutes=30)  # a provider that is asked as seldom as that will not say any more today
NEVER = datetime.max.replace(tzinfo=UTC)
ABSENT = 5 * SECOND  # without a single tick: everybody was dead or stopped


@dataclass(frozen=True, slots=True)
class Seen:
    """What a step saw when it was last run."""

    releases: object
    verdict: object
    at: datetime


class Prospect:
    """One look at the ledger after every change of it.

    `leases()`: the time by which leases are kept, None where that is each machine's own.
    """

    def __init__(
        self, timeline: Timeline, ledger: sqlite3.Connection, leases: Callable[[], datetime | None] = lambda: None
    ) -> None:
        self._timeline = timeline
        self._ledger = ledger
        self._leases = leases
        self._looked_at = -1
        self._quiet_since = 0
        self._routine = 0
        self._last = 0
        self._asked_at = 0
        self._levels: dict[str, list[datetime]] = {}
        self._first: dict[str, datetime] = {}
        self._releases: tuple[object, ...] = ()
        self._untold = 0

    def quiet(self) -> int:
        """For how long processes ran and nothing was written, in microseconds. Asked at every tick."""
        now, changes = self._timeline.micros, self._ledger.total_changes - self._routine
        if changes != self._last or now - self._asked_at > ABSENT:
            self._last, self._quiet_since = changes, max(self._quiet_since, now)
        self._asked_at = now
        return now - self._quiet_since

    def routine(self, changes: int) -> None:
        """So many changes of the ledger were no news: that the clock was looked at, and believed."""
        self._routine += changes

    def disturbed(self, seconds: float) -> None:
        """Something happened that no row tells, or goes on happening for so long: steps have to look."""
        self._quiet_since = max(self._quiet_since, self._timeline.micros + round(seconds * SECOND))

    def seen(self, reading: Reading) -> Seen:
        """What a step that runs now has seen."""
        self._look(reading.earliest)
        return Seen(self._releases, (reading.verdict, reading.lasting), reading.earliest)

    def idle(self, step: str, seen: Seen, verdict: object, now: datetime) -> bool:
        """Whether the step has nothing to find that it did not find when it saw this. `now`: the earliest time it can be."""
        if step not in KNOWN or seen.verdict != verdict:
            return False
        if self._looked_at != self._ledger.total_changes:
            self._look(now)
        soon = now + NEAR
        if self._first.get(step, NEVER) <= soon:
            return False
        if step == "recover" and self._first.get("lease", NEVER) <= (self._leases() or now) + NEAR:
            return False
        if step not in BY_RELEASE:
            return step != "tell" or not self._untold
        if seen.releases != self._releases:
            return False
        instants = self._levels.get("instant")
        return not instants or not any(seen.at - NEAR < at <= soon for at in instants)

    def next(self, clocks: Iterable[tuple[Machine, Reading, Collection[str]]]) -> int | None:
        """The next of all times by any of these clocks, in microseconds of the timeline; None when there is none.

        Each clock is that of a process with its steps: when a retry is due, only the clock of whoever takes it up says.
        """
        spans = []
        for machine, reading, steps in clocks:
            now = reading.earliest
            self._look(now)
            leased = self._leases() or now
            spans += [
                at - (leased if kind == "lease" else now)
                for kind, some in self._levels.items()
                for at in some
                if STEPS_OF.get(kind, kind) in steps and (kind != "instant" or at > now)
            ]
            if self._releases[2] and machine.peak - STEP > machine.wall():
                spans.append(machine.peak - STEP - machine.wall())  # then it is what it was before it was set back
        if not spans:
            return None
        return self._timeline.micros + round(min(spans).total_seconds() * SECOND)

    def nothing_until(self, micros: int) -> int:
        """Nothing can be written until then."""
        self._quiet_since = self._asked_at = max(self._timeline.micros, micros)
        return self._quiet_since

    def _look(self, now: datetime) -> None:
        if self._looked_at == self._ledger.total_changes:
            return
        self._looked_at = self._ledger.total_changes
        self._levels = defaultdict(list)
        for at, kind in self._ledger.execute(TIMES).fetchall():
            if at is None:
                continue  # nobody will ever look at it: the evening tells
            at = at.replace(tzinfo=MORNING.tzinfo)
            if kind == "instant":
                self._levels[kind] += [at - AHEAD, at]
            elif kind == "sweep" and at > now + UNANSWERED:
                continue
            elif kind != "mail" or at <= now:
                self._levels["sweep" if kind == "mail" else kind].append(at)
        self._first = {kind: min(some) for kind, some in self._levels.items() if some}
        self._releases = self._ledger.execute(RELEASES).fetchone()
        self._untold = self._ledger.execute(UNTOLD).fetchone()[0]
