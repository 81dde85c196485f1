"""The machines of one day with their clocks, the engine processes on them, and a copy of the ledger elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from django.db import connection

from bot.channels.base import Channel
from bot.cli.engine import ALL, CLOCK, EVERYWHERE, WORKER
from bot.core.configuration import Configuration
from bot.core.world import Reading
from bot.engine.guard import GuardedClock
from bot.engine.timekeeping import SystemClock, Timepiece
from bot.newsroom.hold import minding
from bot.newsroom.newsroom import Newsroom
from bot.store.models import ClockMark, Release
from tests.simulation import morning
from tests.simulation.clocks import Machine
from tests.simulation.judge import COPY, Judge
from tests.simulation.luck import CLOCKS, Luck
from tests.simulation.process import Process
from tests.simulation.prospect import Prospect
from tests.simulation.providers import Providers
from tests.simulation.timeline import SECOND, Nature, Owner, Timeline
from tests.simulation.witnesses import Witness, Witnesses
from tests.simulation.world import SimWorld

HOME = "this office"
SHAPES = ("one", "two", "two", "fleet")
VERIFIED = ("verified", "lied to")

_channels: dict[str, Channel] = {}


@dataclass(frozen=True)
class SharedRoom(Newsroom):
    """A newsroom whose ledger is on a server: by that server's clock leases are kept, on all machines."""

    leases: Callable[[], datetime | None] = lambda: None

    def lease_time(self) -> datetime:
        return self.leases() or self.now()


@dataclass
class Office:
    """`shape`: one process, two on one machine, or clocks and workers on machines of their own, with one ledger."""

    dice: Random
    timeline: Timeline
    luck: Luck
    judge: Judge
    providers: Providers
    config: Configuration
    heard: Callable[[str, Machine], None] = lambda code, machine: None
    machines: list[Machine] = field(default_factory=list)
    witnesses: dict[str, list[Witness]] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kind = self.dice.choice(("right", "right", "right", "wrong", "wrong", *CLOCKS))
        self.shape = self.dice.choice(SHAPES)
        if self.kind != "right":
            self.luck.counts[f"clock {self.kind}"] += 1
        self.luck.counts[f"shape {self.shape}"] += 1
        self._server_is_off = timedelta(seconds=self.dice.uniform(-1, 1))
        self._main: sqlite3.Connection = connection.connection
        self.prospect = Prospect(self.timeline, self._main, self.leases)
        self._started = 0
        self._copies: dict[int, sqlite3.Connection] = {}

    def leases(self) -> datetime | None:
        """The server's clock, where the ledger is on one."""
        return self.timeline.now + self._server_is_off if self.shape == "fleet" else None

    def open(self) -> None:
        """Machines are switched on, processes start."""
        if self.shape != "fleet":
            machine = self._machine("machine")
            for number in range(2 if self.shape == "two" else 1):
                self.start(f"engine-{number + 1}", machine, ALL)
            return
        for role, names in (("clock", CLOCK | EVERYWHERE), ("worker", WORKER)):
            for number in range(self.dice.choice((1, 2))):
                self.start(f"{role}-{number + 1}", self._machine(f"{role}'s-{number + 1}"), names)

    def start(self, name: str, machine: Machine, names: frozenset[str]) -> None:
        """A process starts, as soon as its machine is awake; when it dies, it is started again after a while."""
        if (asleep := machine.asleep_until - self.timeline.micros) > 0:
            self.timeline.after(asleep / SECOND, Nature(), self.start, name, machine, names)
            return
        known = minding.remembered(machine.name if self.shape == "fleet" else "")
        doubted = ClockMark.objects.exclude(doubt="").exists()
        if not doubted and not Release.objects.filter(stage="paused", paused_for="clock").exists():
            machine.started()
        clock = GuardedClock(
            "verified" if self.kind in VERIFIED else "system",
            Witnesses(self.witnesses[machine.name]),
            known.mark,
            known.doubt,
            machine.wall,
            machine.uptime,
        )
        world = self._world(name, machine, clock, mortal=True)
        world.died = lambda: self.timeline.after(self.luck.downtime(), Nature(), self.start, name, machine, names)
        self.processes[name] = Process(world, self.newsroom(world), self.prospect, names)
        self.processes[name].start()
        self.prospect.disturbed(0.0)

    def person(self) -> SimWorld:
        """The world of people's commands: they believe the first machine's clock, and nothing happens to them."""
        machine = self.machines[0]
        return self._world("desk", machine, SystemClock(machine.wall), mortal=False)

    def newsroom(self, world: SimWorld, identity: str = HOME) -> Newsroom:
        """A process's newsroom."""
        room = SharedRoom(
            self.config, morning.KEYS, morning.SECRETS, world, None, _channels, identity, leases=self.leases
        )
        if self.shape != "fleet":
            return room
        self._started += 1
        process = f"{world.name}, {self._started}"
        return replace(room, machine=world.machine.name, process=process, hand_over=world.handed)

    def clocks(self) -> list[tuple[Machine, Reading, frozenset[str]]]:
        """What each process that runs takes for the time, and which steps it has."""
        running = [one for one in self.processes.values() if one.world.alive]
        awake = [one for one in running if one.world.stopped_until <= self.timeline.micros]
        return [(one.world.machine, one.world.reading(), one.names) for one in awake]

    def on(self, machine: Machine) -> list[SimWorld]:
        """The worlds of the processes that live on a machine."""
        return [one.world for one in self.processes.values() if one.world.machine is machine and one.world.alive]

    def copy_ledger(self) -> None:
        """Somebody carries the ledger elsewhere, and starts an engine there."""
        connection.settings_dict["NAME"] = ":memory:"
        copy = connection.get_new_connection(connection.get_connection_params())
        self._main.backup(copy)
        machine = Machine(self.timeline, "elsewhere")
        world = self._world(COPY, machine, SystemClock(machine.wall), mortal=False)
        self._copies[id(world)] = copy
        self.timeline.enter = self._enter
        Process(world, self.newsroom(world, "somewhere else"), Prospect(self.timeline, copy)).start()

    def close(self) -> None:
        """The day is over, and the office's own ledger is the one that is looked at."""
        connection.connection = self._main
        for copy in self._copies.values():
            copy.close()

    def _enter(self, owner: Owner) -> None:
        connection.connection = self._copies.get(id(owner), self._main)

    def _world(self, name: str, machine: Machine, clock: Timepiece, mortal: bool) -> SimWorld:
        world = SimWorld(name, self.timeline, machine, clock, self.luck, self.judge, self.providers.wire, mortal)
        world.heard = lambda code: self.heard(code, machine)
        world.hand_over = self._call_a_worker
        world.routine = self.prospect.routine if name != COPY else None
        return world

    def _call_a_worker(self, deliveries: Sequence[str]) -> None:
        """A call to look, not the truth: it may get lost."""
        fault = self.luck.hand_over_fault()
        workers = [one for name, one in sorted(self.processes.items()) if name.startswith("worker") and one.world.alive]
        if fault == "hand-over lost" or not workers:
            return
        for _ in range(2 if fault == "hand-over twice" else 1):
            worker = self.dice.choice(workers)
            seconds = 4.0 if fault == "hand-over late" else 0.005
            self.timeline.after(seconds, worker.world, worker.wake, "claim")

    def _machine(self, name: str) -> Machine:
        """One more machine, with a clock of the day's kind."""
        dice, off = self.dice, timedelta(seconds=self.dice.uniform(-1, 1))
        rate = dice.choice((-5e-3, -5e-4, -5e-5, 5e-5, 5e-4, 5e-3)) if self.kind == "drifting" else 0.0
        off = off * 0.3 if self.kind in ("unbounded", "asked", *VERIFIED) else off
        off = timedelta(0) if self.kind in ("right", "drifting") else off
        machine = Machine(
            self.timeline,
            name,
            off,
            timedelta(seconds=1) if self.kind == "bounded" else timedelta(0),
            rate,
            self.kind in ("bounded", "unbounded"),
            self.kind in VERIFIED,
        )
        self.machines.append(machine)
        self.witnesses[name] = machine.witnesses = self._witnesses(machine)
        return machine

    def _witnesses(self, machine: Machine) -> list[Witness]:
        if self.kind in ("bounded", "unbounded"):
            return [Witness(self.timeline, machine, "the kernel", 4.0, kernel=True)]
        if self.kind not in ("asked", *VERIFIED):
            return []
        servers = [Witness(self.timeline, machine, f"server {number}", 16.0) for number in (1, 2)]
        if self.kind == "lied to":
            wrong = timedelta(seconds=self.dice.choice((-3600, -30, -0.4, 0.4, 30, 3600)))
            servers.append(Witness(self.timeline, machine, "a server that is wrong", 16.0, off=wrong))
        return servers
