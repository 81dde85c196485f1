"""`simulate(seed)`: one newsroom day with one or two engine processes, people, providers, and what goes wrong."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.channels.base import Channel
from bot.newsroom.newsroom import Newsroom
from tests import premises
from tests.simulation import morning, promises
from tests.simulation.clocks import MachineClock
from tests.simulation.judge import Judge
from tests.simulation.luck import Luck
from tests.simulation.people import Desk
from tests.simulation.process import Process
from tests.simulation.prospect import Prospect
from tests.simulation.providers import Providers
from tests.simulation.timeline import MORNING, SECOND, Nature, Timeline, told
from tests.simulation.world import SimWorld

QUIET = round(2.5 * SECOND)  # no commit for so long, with every step run in it: nothing happens before its time
STUCK = 120 * SECOND
AGAIN = "again: pytest tests/simulation --seed={}"
LATE: tuple[morning.Late, ...] = ("ask", "ask", "drop", "send")
EVENING = 20 * SECOND  # longer than an alert may wait to be told by somebody else

_channels: dict[str, Channel] = {}


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
    day = Day(seed, empty)
    try:
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
        self.dice = Random(seed)
        dice = self.dice
        opening = morning.morning(dice.randrange(morning.MORNINGS), empty)
        self.timeline = Timeline()
        self.judge = Judge(self.timeline, opening.begin(), self._ahead, self._clock_was_set)
        self.luck = Luck.of(dice)
        self.providers = Providers(self.timeline, forgetful=dice.random() < 0.5)
        self.clocks = self._machines()
        late, margin = dice.choice(LATE), dice.choice((0, 0, 250))
        self.config = morning.late_rules(morning.CONFIG, late, timedelta(milliseconds=margin))
        self.prospect = Prospect(self.timeline, self.clocks[0])
        self._evening = 0
        self.timeline.note("day", "seed", (seed, late, margin, f"forgetful X: {self.providers.forgetful}"))

    def live(self) -> None:
        """From the morning until nothing happens any more."""
        for number, clock in enumerate(self.clocks, 1):
            self._start(f"engine-{number}", clock)
        world = self._world("desk", self.clocks[0], mortal=False)
        self.desk = Desk(self._newsroom(world), world, self.judge, self.dice, self.luck.counts)
        self.desk.plan_the_day()
        self._plan_steps()
        try:
            self.timeline.run(self._how_far)
        finally:
            self.timeline.clear()

    def _start(self, name: str, clock: MachineClock) -> None:
        world = self._world(name, clock)
        world.died = lambda: self.timeline.after(self.luck.downtime(), Nature(), self._start, name, clock)
        Process(world, self._newsroom(world), self.prospect).start()

    def _world(self, name: str, clock: MachineClock, mortal: bool = True) -> SimWorld:
        return SimWorld(name, self.timeline, clock, self.luck, self.judge, self.providers.wire, mortal)

    def _newsroom(self, world: SimWorld) -> Newsroom:
        return Newsroom(self.config, morning.KEYS, premises.SECRETS, world, None, _channels)

    def _machines(self) -> list[MachineClock]:
        """One process or two on one machine, whose clock may be wrong: by up to a second, owned up to or not."""
        dice = self.dice
        kind = dice.choice(("right", "right", "wrong", "bounded"))
        offset = timedelta(0) if kind == "right" else timedelta(seconds=dice.uniform(-1, 1))
        bound = timedelta(seconds=1) if kind == "bounded" else timedelta(0)
        if kind != "right":
            self.luck.counts[f"clock {kind}"] += 1
        clock = MachineClock(self.timeline, offset, bound)
        return [clock] * dice.choice((1, 2))

    def _plan_steps(self) -> None:
        """Somebody sets a clock by up to a second around an instant; one that owns up to its error stays within it."""
        clock = self.clocks[0]
        if clock.bound or self.dice.random() < 0.7:
            return
        seconds = (morning.FIRST - MORNING).total_seconds() + self.dice.uniform(-2, 5)
        by = timedelta(seconds=self.dice.uniform(-1, 1))
        self.luck.counts["clock stepped " + ("back" if by < timedelta(0) else "forward")] += 1

        def step() -> None:
            self.timeline.note("nature", "clock step", by)
            clock.step(by)

        self.timeline.after(seconds, Nature(), step)

    def _ahead(self) -> timedelta:
        return max(clock.most_ahead for clock in self.clocks)

    def _clock_was_set(self) -> bool:
        return any(clock.stepped for clock in self.clocks)

    def _how_far(self, work: int | None) -> int | None:
        """How far ticks can be left out: to just before whatever is next. None: the day is over."""
        now, quiet = self.timeline.micros, self.prospect.quiet()
        if quiet > STUCK:
            self.judge.broken(2, "something is left over that nobody takes on")
            return None
        if quiet < QUIET or (work is not None and work - now < QUIET):
            return now
        coming = [at for at in (work, self.prospect.next()) if at is not None]
        if not coming and not self._evening:
            self._look_after_doubts()
            return now
        if now < self._evening:
            coming.append(self._evening)
        if not coming:
            return None
        return self.prospect.nothing_until(min(coming) - round(self.dice.uniform(0.1, 2.0) * SECOND))

    def _look_after_doubts(self) -> None:
        """In the evening nothing goes wrong any more, some of what is in doubt is settled, and late news is told."""
        self._evening = self.timeline.micros + EVENING
        self.luck.crashes_left = self.luck.pauses_left = self.luck.ledger_left = self.luck.network_left = 0
        self.desk.look_after_doubts()
