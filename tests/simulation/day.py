"""`simulate(seed)`: one newsroom day with its engine processes, people, providers, and what goes wrong."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.store.models import Alert
from tests.simulation import morning, promises
from tests.simulation.clocks import Machine
from tests.simulation.judge import Judge
from tests.simulation.luck import Luck
from tests.simulation.office import Office
from tests.simulation.people import Desk
from tests.simulation.providers import Providers
from tests.simulation.timeline import SECOND, Nature, Timeline, told
from tests.simulation.weather import Weather

QUIET = round(2.5 * SECOND)  # no commit for so long, with every step run in it: nothing happens before its time
STUCK = 120 * SECOND
NEVER = 24 * 3600 * SECOND
AGAIN = "again: pytest tests/simulation --seed={}"
LATE: tuple[morning.Late, ...] = ("ask", "ask", "drop", "send")
EVENING = 20 * SECOND  # longer than an alert may wait to be told by somebody else


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a day, the trace to see why, and how often each thing happened in it."""

    seed: int
    broken: list[str]
    trace: list[str]
    counts: Counter[str]

    def __str__(self) -> str:
        return "\n".join([f"seed {self.seed}", *self.broken, *self.trace[-120:], *self.broken, AGAIN.format(self.seed)])


def simulate(seed: int, empty: sqlite3.Connection) -> Verdict:
    """Live through the day of this seed, to its end, and judge it. `empty`: a ledger with nothing in it but tables."""
    try:
        day = Day(seed, empty)
        day.live()
        promises.check(day.judge, day.providers)
    except Exception as error:
        error.add_note(AGAIN.format(seed))
        raise
    trace = list(told(day.timeline.trace)) if day.judge.verdicts else []
    return Verdict(seed, day.judge.verdicts, trace, day.luck.counts)


def trace(seed: int, empty: sqlite3.Connection) -> list[str]:
    """The whole of a day, a line an event."""
    day = Day(seed, empty)
    day.live()
    return list(told(day.timeline.trace))


class Day:
    """Everything there is on one day."""

    def __init__(self, seed: int, empty: sqlite3.Connection) -> None:
        self.dice = dice = Random(seed)
        opening = morning.morning(dice.randrange(morning.MORNINGS), empty)
        self.timeline = Timeline()
        self.judge = Judge(self.timeline, opening.begin(), self._ahead, self._clock_was_set, self._clock_was_far)
        self.luck = Luck.of(dice)
        self.providers = Providers(self.timeline, forgetful=dice.random() < 0.5)
        late, margin = dice.choice(LATE), dice.choice((0, 0, 250))
        config = morning.late_rules(morning.CONFIG, late, timedelta(milliseconds=margin))
        self.office = Office(dice, self.timeline, self.luck, self.judge, self.providers, config, self._heard)
        self._alarmed = False
        self._evening = 0
        today = (
            seed,
            self.office.shape,
            f"clock {self.office.kind}",
            late,
            margin,
            f"forgetful X: {self.providers.forgetful}",
        )
        self.timeline.note("day", "seed", today)

    def live(self) -> None:
        """From the morning until nothing happens any more."""
        office = self.office
        office.open()
        world = office.person()
        self.desk = Desk(
            office.newsroom(world),
            world,
            self.judge,
            self.dice,
            self.luck.counts,
            office.machines,
            office.prospect.disturbed,
        )
        self.desk.plan_the_day()
        Weather(office).plan()
        try:
            self.timeline.run(self._how_far)
        finally:
            self.timeline.clear()
            office.close()

    def _heard(self, code: str, machine: Machine) -> None:
        """Somebody hears an alarm, and mostly does something about it."""
        if code != "clock":
            return
        self.luck.counts["clock doubted"] += 1
        if self.dice.random() < 0.3:
            self.timeline.after(self.dice.uniform(0.0, 4.0), Nature(), self._switched_off, machine)
        if not self._alarmed and self.dice.random() < 0.85:
            self._alarmed = True
            self.desk.soon(self.dice.choice((2.0, 20.0, 90.0)), self._look_at_clock, machine)

    def _switched_off(self, machine: Machine) -> None:
        """What was known of the clock has to outlive it."""
        for world in self.office.on(machine):
            self.luck.counts["restart in doubt"] += 1
            world.die("somebody restarts it")

    def _look_at_clock(self, machine: Machine) -> None:
        self._alarmed = False
        self.desk.look_at_clock(machine)

    def _ahead(self) -> timedelta:
        return max(machine.ahead() for machine in self.office.machines)

    def _clock_was_set(self) -> bool:
        """Or there are several clocks: then nothing can be said of the order of times."""
        return len(self.office.machines) > 1 or any(one.was_set or one.witnesses for one in self.office.machines)

    def _clock_was_far(self) -> bool:
        """Or in doubt, and told so: then every other try is signed with the latest time it can be."""
        return any(one.was_far for one in self.office.machines) or ("clock", "") in self.judge.alarms

    def _how_far(self, next_work: Callable[[], int | None]) -> int | None:
        """How far ticks can be left out: to just before whatever is next. None: the day is over."""
        now, prospect = self.timeline.micros, self.office.prospect
        quiet = prospect.quiet()
        if quiet > STUCK or now > NEVER:
            self.judge.broken(2, "something is left over that nobody takes on")
            return None
        if quiet < QUIET:
            return now
        work = next_work()
        if work is not None and work - now < QUIET:
            return now
        asleep = [one.asleep_until for one in self.office.machines if one.asleep_until > now]
        coming = [at for at in (work, prospect.next(self.office.clocks()), *asleep) if at is not None]
        if not coming and not self._evening:
            self._look_after_doubts()
            return now
        if now < self._evening:
            coming.append(self._evening)
        if not coming:
            return None
        return prospect.nothing_until(min(coming) - round(self.dice.uniform(0.1, 2.0) * SECOND))

    def _look_after_doubts(self) -> None:
        """In the evening nothing goes wrong any more, some of what is in doubt is settled, and late news is told."""
        self._evening = self.timeline.micros + EVENING
        self.luck.crashes_left = self.luck.pauses_left = self.luck.ledger_left = self.luck.network_left = 0
        self.desk.look_after_doubts()
        if Alert.objects.filter(code="clock", cleared_at=None).exists():
            for machine in self.office.machines:
                if self.dice.random() < 0.7:
                    self.desk.soon(0.0, self.desk.look_at_clock, machine)
