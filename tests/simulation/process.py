"""One engine process: the real table, ticked from the heap as `bot/engine/clock.py` ticks it with APScheduler."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import OperationalError

from bot.cli.engine import ALL
from bot.engine.process import Engine
from bot.engine.steps import TABLE, Step, lift_at
from bot.engine.timekeeping import seconds_until
from bot.newsroom.newsroom import Newsroom
from tests.simulation.prospect import Prospect, Seen
from tests.simulation.timeline import Tick, Timeline
from tests.simulation.world import SimWorld

HEAD_START = timedelta(seconds=0.25)
OF_MEMORY = ("settle", "recover")  # steps that look at what the process itself holds


class Turnstile:
    """The engine's lock in one thread: whoever finds it taken lets the others go on."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._taken = False

    def __enter__(self) -> None:
        while self._taken:
            self._timeline.wait(0.001)
        self._taken = True

    def __exit__(self, *_: object) -> None:
        self._taken = False


class Process:
    """Ticks one engine until it dies; `start` begins. What it forgets then, the ledger has to remember.

    `names`: its steps, as `embargo clock` and `embargo worker` divide them.
    """

    def __init__(self, world: SimWorld, newsroom: Newsroom, prospect: Prospect, names: frozenset[str] = ALL) -> None:
        self.world = world
        self._prospect = prospect
        self._seen: dict[str, Seen] = {}
        self.engine = Engine(newsroom, wake=self.wake, sends="send" in names, sweeps="sweep" in names)
        self.engine.claiming = Turnstile(world.timeline)  # type: ignore[assignment]
        self.names = names
        self._steps = {step.name: step for step in TABLE if step.period is not None and step.name in names}
        self._awaited: set[datetime] = set()

    def start(self) -> None:
        """Every periodic step runs once at once."""
        self.world.timeline.note(self.world.name, "starts")
        for step in self._steps.values():
            self._again(step, self.world.luck.dice.random() * 0.01)

    def _again(self, step: Step, seconds: float) -> None:
        tick = Tick(self.world, lambda: self._wait(step) if self._idle(step) else None, lambda: self._tick(step))
        self.world.timeline.tick(seconds, tick)

    def _tick(self, step: Step) -> None:
        """`max_instances=1, coalesce=True`: the next tick is counted from the end of this one."""
        self._seen[step.name] = self._prospect.seen(self.world.reading())
        self._run(step)
        if step.name == "arm":
            self._await_instants()
        self._again(step, self._wait(step))

    def _wait(self, step: Step) -> float:
        assert step.period is not None
        return step.period * (0.9 + 0.2 * self.world.luck.dice.random())

    def _idle(self, step: Step) -> bool:
        """Whether the step can have nothing to do, so that it need not be run."""
        if step.name not in self._seen or (step.name in OF_MEMORY and self.engine.busy()):
            return False
        if self.world.luck.dice.random() < 0.02:
            return False
        return self._prospect.idle(step.name, self._seen[step.name], *self.world.glance())

    def wake(self, name: str) -> None:
        """Run a step now, if it is one of these."""
        if name in self._steps:
            self._run(self._steps[name])

    def _run(self, step: Step) -> None:
        self.world.guarded(self._faultless, step)

    def _faultless(self, step: Step) -> None:
        try:
            step.run(self.engine)
        except OperationalError as error:
            self._seen.pop(step.name, None)
            self.engine.fault(step.name, error)
        else:
            self.engine.cured(step.name)

    def _await_instants(self) -> None:
        dice, world = self.world.luck.dice, self.world
        if "lift" not in self._steps:
            return
        for instant in sorted(self.engine.instants - self._awaited):
            self._awaited.add(instant)
            ahead = seconds_until(instant, world.reading().earliest)
            world.timeline.after(max(0.0, ahead - HEAD_START.total_seconds()), world, self._at, instant)
            # A periodic tick can fall anywhere, and a lift be written down too soon: let some fall where a millisecond matters.
            near = dice.choice((0.000001, 0.0005, 0.004))
            world.timeline.after(
                max(0.0, ahead - near), world, self._run, dice.choice((self._steps["lift"], _at(instant, world)))
            )

    def _at(self, instant: datetime) -> None:
        self._awaited.discard(instant)
        while wait := seconds_until(instant, self.world.reading().earliest):
            if wait > 2 * HEAD_START.total_seconds():
                return
            self.world.rest(wait)
        self._run(_at(instant, self.world))
        self._run(self._steps["lift"])
        self.wake("claim")


def _at(instant: datetime, world: SimWorld) -> Step:
    """The lift of an instant, by a clock that nobody waits for: in one thread nothing can pass while the ledger is held."""
    return Step("lift", None, lambda engine: lift_at(engine, instant, world.reading))
