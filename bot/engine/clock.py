"""The clock: APScheduler ticks the table, and waits for each coming instant. It remembers nothing; the ledger does."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError

from bot.engine.process import Engine
from bot.engine.steps import TABLE, Step
from bot.engine.timekeeping import seconds_until

log = structlog.get_logger(__name__)

EVERY_STEP = frozenset(row.name for row in TABLE)

# The last stretch before an instant is slept through here, not by the scheduler: it wakes a few milliseconds late.
HEAD_START = timedelta(seconds=0.25)


class Clock:
    """Runs the table's periodic steps until it is stopped. `names` picks some of them (a `clock` does not send)."""

    def __init__(self, engine: Engine, names: frozenset[str] = EVERY_STEP) -> None:
        self.engine = engine
        self.steps = {step.name: step for step in TABLE if step.name in names and step.period is not None}
        self.scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(8), "lifts": ThreadPoolExecutor(4)},
            # The default grace of 1 s drops, in silence, what the machine was too busy to start in time.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._awaited: set[datetime] = set()
        engine.wake = self.wake

    def start(self) -> None:
        """Begin to tick; every periodic step runs once at once."""
        for step in self.steps.values():
            executor = "lifts" if step.name in ("arm", "lift") else "default"
            self.scheduler.add_job(
                self._tick,
                "interval",
                seconds=step.period,
                args=[step],
                id=step.name,
                executor=executor,
                next_run_time=datetime.now(UTC),
            )
        self.scheduler.start()

    def stop(self) -> None:
        """No new ticks; those that run are waited for."""
        self.scheduler.shutdown(wait=True)

    def wake(self, name: str) -> None:
        """Run a step now, in this thread, if it is one of ours."""
        if name in self.steps:
            self._run(self.steps[name])

    def _tick(self, step: Step) -> None:
        self._run(step)
        if step.name == "arm":
            self._await_instants()

    def _run(self, step: Step) -> None:
        try:
            step.run(self.engine)
        except DatabaseError as error:
            self.engine.fault(step.name, error)
        except Exception:
            log.exception("a step failed", step=step.name)
        else:
            self.engine.cured(step.name)

    def _await_instants(self) -> None:
        """One date job an instant, however many releases share it."""
        for instant in self.engine.instants - self._awaited:
            self._awaited.add(instant)
            self.scheduler.add_job(
                self._at,
                "date",
                run_date=instant - HEAD_START,
                args=[instant],
                id=f"at {instant.isoformat()}",
                replace_existing=True,
                executor="lifts",
            )

    def _at(self, instant: datetime) -> None:
        """Sleep through the last stretch and lift: by the reading's *earliest*, so that the lift can't come early."""
        world = self.engine.newsroom.world
        try:
            while wait := seconds_until(instant, world.reading().earliest):
                if wait > 2 * HEAD_START.total_seconds():
                    return  # the clock was set back: the instant will be armed again
                time.sleep(wait)
            self._run(self.steps["lift"])
        finally:
            self._awaited.discard(instant)
