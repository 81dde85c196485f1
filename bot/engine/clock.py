"""The clock: APScheduler ticks the table, and waits for each coming instant. It remembers nothing; the ledger does."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError

from bot.channels.base import Early
from bot.core.world import Reading
from bot.engine.connections import renewed
from bot.engine.process import Engine
from bot.engine.steps import TABLE, Step, lift_at
from bot.engine.timekeeping import seconds_until, uptime, wall_clock
from bot.newsroom.lift import lifting
from bot.store.upkeep import checkpoint

log = structlog.get_logger(__name__)

EVERY_STEP = frozenset(row.name for row in TABLE)

OPEN_AHEAD = timedelta(seconds=2)
CHECKPOINT = 3.0  # seconds
QUIET = timedelta(seconds=1)
PUT_OFF = 20  # times

AGAIN = timedelta(seconds=2)

PACE = 0.5  # seconds between two looks whether the clock was set
SET = timedelta(seconds=1)  # by so much, it was

# The last stretch before an instant is slept through here, not by the scheduler: it wakes a few milliseconds late.
HEAD_START = timedelta(seconds=0.25)
AWAKE = 0.01  # seconds
# So long before the instant the lift is written down, with the ledger's lock held; then only its commit is left to do.
WRITE_AHEAD = 0.005
# What was not armed comes after the first bytes of what was: both want the same processor.
AFTER = 0.004


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
        self._put_off = 0
        self._ended = threading.Event()
        self._pacer = threading.Thread(target=self._keep_pace, name="pace", daemon=True)
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
        self.scheduler.add_job(self._checkpoint, "interval", seconds=CHECKPOINT, id="checkpoint")
        self.scheduler.start()
        self._pacer.start()

    def stop(self) -> None:
        """No new ticks; those that run are waited for."""
        self._ended.set()
        self._pacer.join()
        self.scheduler.shutdown(wait=True)

    def wake(self, name: str) -> None:
        """Run a step now, in this thread, if it is one of ours."""
        if name in self.steps:
            self._run(self.steps[name])

    def _keep_pace(self) -> None:
        """The scheduler waits for times of day. When the clock is set, every step is due at once: one that was set forward
        and then right again would else stand still until it comes to where it had been."""
        origin = wall_clock() - uptime()
        while not self._ended.wait(PACE):
            before, origin = origin, wall_clock() - uptime()
            if abs(origin - before) > SET:
                log.warning("the clock was set", by_seconds=(origin - before).total_seconds())
                for job in (*self.steps, "checkpoint"):
                    self.scheduler.modify_job(job, next_run_time=datetime.now(UTC))

    def _tick(self, step: Step) -> None:
        self._run(step)
        if step.name == "arm":
            self._await_instants()

    def _run(self, step: Step) -> None:
        try:
            renewed()
            step.run(self.engine)
        except DatabaseError as error:
            self.engine.fault(step.name, error)
            self._try_again(step)
        except Exception:
            log.exception("a step failed", step=step.name)
        else:
            self.engine.cured(step.name)
        finally:
            renewed()

    def _try_again(self, step: Step) -> None:
        """Soon, however seldom the step runs: until all have run again, the ledger does not count as cured."""
        if step.period is not None and step.period > AGAIN.total_seconds() and step.name in self.steps:
            self.scheduler.modify_job(step.name, next_run_time=datetime.now(UTC) + AGAIN)

    def _checkpoint(self) -> None:
        """In a quiet moment; when there has been none for long, at any."""
        now = self.engine.newsroom.world.reading().latest
        near = any(now - QUIET < instant < now + QUIET for instant in self.engine.instants)
        if near and self._put_off < PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        try:
            checkpoint()
        except DatabaseError as error:
            log.warning("the log was not copied into the ledger", problem=str(error))

    def _await_instants(self) -> None:
        """One date job an instant, however many releases share it. Whoever only sends opens its connections, and lifts nothing."""
        lifts = "lift" in self.steps
        if not lifts:
            self._awaited &= self.engine.instants
        for instant in self.engine.instants - self._awaited:
            self._awaited.add(instant)
            self.scheduler.add_job(
                self._open_ahead,
                "date",
                run_date=instant - OPEN_AHEAD,
                args=[instant],
                id=f"before {instant.isoformat()}",
                replace_existing=True,
            )
            if not lifts:
                continue
            self.scheduler.add_job(
                self._at,
                "date",
                run_date=instant - HEAD_START,
                args=[instant],
                id=f"at {instant.isoformat()}",
                replace_existing=True,
                executor="lifts",
            )

    def _open_ahead(self, instant: datetime) -> None:
        """Connections for what is armed: servers drop those that are idle for long, so not sooner than this."""
        newsroom, margin = self.engine.newsroom, self.engine.newsroom.config.clock.margin
        armed = Counter(one.channel for one in list(self.engine.armed.values()) if one.instant + margin == instant)
        for name, count in armed.items():
            channel = newsroom.channel(name)
            if isinstance(channel, Early):
                wanted = min(count, channel.config.concurrency)
                newsroom.world.submit(channel.open_ahead, newsroom.world.wire(name), wanted)

    def _at(self, instant: datetime) -> None:
        """Sleep through the last stretch and lift: by the reading's *earliest*, so that the lift can't come early."""
        world = self.engine.newsroom.world
        try:
            while wait := seconds_until(instant, world.reading().earliest):
                if wait > 2 * HEAD_START.total_seconds():
                    return  # the clock was set back: the instant will be armed again
                if wait > AWAKE:
                    time.sleep(wait - AWAKE)
                elif wait > WRITE_AHEAD:
                    # A processor that has slept takes milliseconds over its first statements: it stays awake, with these.
                    lifting.rehearse(self.engine.newsroom, instant)
                else:
                    break
            self._run(Step("lift", None, lambda engine: lift_at(engine, instant, lambda: self._there(instant))))
            time.sleep(AFTER)
            self._run(self.steps["lift"])
            self.wake("claim")
        finally:
            self._awaited.discard(instant)

    def _there(self, instant: datetime) -> Reading:
        """What time it can be once it is surely past the instant; sooner when the clock was set back, or is in doubt."""
        world = self.engine.newsroom.world
        while (reading := world.reading()).verdict == "sure":
            if not 0.0 < seconds_until(instant, reading.earliest) <= AWAKE:
                break
            time.sleep(0)  # others may go on; the processor stays awake
        return reading
