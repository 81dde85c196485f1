"""One process at work: what is on its way here, what is ready, and what it has told of its troubles."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError

from bot.engine.hands import Built, ChannelHands
from bot.engine.vigil import Vigil
from bot.newsroom.lift import sending
from bot.newsroom.lift.arming import Armed
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.lift.sending import LEASE, Claim
from bot.newsroom.lift.spooling import Shelf
from bot.newsroom.lift.vetting import Rounds
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling

WELL = 10.0  # seconds without a look for lifts after which something is wrong
NEAR = timedelta(seconds=1)
LOOK_UPS = 2  # at once: asking a provider that is dead may not take the hands of the others


class Line:
    """A lock that is had in the order in which it was asked for.

    `threading.Lock` goes to whoever comes first once it is free, mostly the thread that has just let go of it: in a lift of a
    thousand releases, batch after batch, nobody would settle and claim before the last of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        mine = threading.Lock()
        mine.acquire()
        with self._lock:
            self._waiting.append(mine)
            first = len(self._waiting) == 1
        if not first:
            mine.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._waiting.popleft()
            if self._waiting:
                self._waiting[0].release()


class Turn:
    """Of several threads that want the same done, one waits for its turn and does it for all; the others need not wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits = False

    def is_mine(self) -> bool:
        """Whether nobody waits yet; whoever is told so has to wait, and to say when it begins."""
        with self._lock:
            mine, self._waits = not self._waits, True
            return mine

    def begins(self) -> None:
        """What comes up from now on needs another turn."""
        with self._lock:
            self._waits = False


@dataclass
class Engine:
    """One process at work: its newsroom, and what is on its way here. What it forgets in a crash, the ledger remembers."""

    newsroom: Newsroom
    instants: frozenset[datetime] = frozenset()
    wake: Callable[[str], None] = lambda step: None
    draining: bool = False
    sends: bool = True
    sweeps: bool = True
    vigil: Vigil = field(default_factory=Vigil)
    rounds: Rounds = field(default_factory=Rounds)
    shelf: Shelf = field(default_factory=Shelf)
    armed: dict[str, Armed] = field(default_factory=dict)
    preparing: set[str] = field(default_factory=set)
    refilling: threading.Lock = field(default_factory=threading.Lock)
    no_more: bool = False
    """Whether all that is due of large lists was in reach of the last refill; looked at anew at each `arm`."""
    claiming: Line = field(default_factory=Line)
    to_claim: Turn = field(default_factory=Turn)
    to_begin: Turn = field(default_factory=Turn)
    to_settle: Turn = field(default_factory=Turn)
    hands: ChannelHands = field(init=False)
    _held: dict[Claim, float] = field(default_factory=dict)
    _built: list[Built] = field(default_factory=list)
    _outcomes: list[settling.Settled] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _faulted: set[str] = field(default_factory=set)
    _looking: set[str] = field(default_factory=set)
    _told: list[Alarm] = field(default_factory=list)
    _ticked: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        many = {name: one.concurrency for name, one in self.newsroom.config.channels.items()}
        self.hands = ChannelHands(many, partial(sending.begins_ahead, self.newsroom))

    def room(self, without: Iterable[settling.Settled] = ()) -> dict[str, int]:
        """How many more deliveries each channel can take on here, once those that are answered are done `without`."""
        answered = {one.claim for one in without}
        with self._lock:
            busy = Counter(claim.channel for claim in self._held if claim not in answered)
        return {name: places - busy[name] for name, places in self.hands.places().items()}

    def ready(self) -> list[Armed]:
        """What is armed, of each channel no more than it can take on now."""
        room, chosen = self.room(), []
        for one in [] if self.draining else list(self.armed.values()):
            if room.get(one.channel, 0) > 0:
                room[one.channel] -= 1
                chosen.append(one)
        return chosen

    def armed_for(self, channel: str) -> list[Armed]:
        """What is ready of one channel."""
        return [one for one in list(self.armed.values()) if one.channel == channel]

    def hold(self, claims: list[Claim]) -> None:
        deadline = self.newsroom.world.monotonic() + LEASE.total_seconds()
        with self._lock:
            self._held.update(dict.fromkeys(claims, deadline))

    def prolong(self, claims: list[Claim], deadline: float) -> None:
        with self._lock:
            self._held.update({claim: deadline for claim in claims if claim in self._held})

    def let_go(self, *claims: Claim) -> None:
        with self._lock:
            for claim in claims:
                self._held.pop(claim, None)

    def held(self) -> dict[Claim, float]:
        with self._lock:
            return dict(self._held)

    def held_until(self, claim: Claim) -> float:
        """When its lease ends, by `World.monotonic`; 0 when it is not held here."""
        with self._lock:
            return self._held.get(claim, 0.0)

    def answered(self, settled: settling.Settled) -> None:
        with self._lock:
            self._outcomes.append(settled)

    def close_to_an_instant(self) -> bool:
        """Whether one comes within a second: until then nothing else may want the processor."""
        reading = self.newsroom.world.reading()
        return any(reading.earliest - NEAR < instant < reading.latest + NEAR for instant in self.instants)

    def has_outcomes(self) -> bool:
        with self._lock:
            return bool(self._outcomes)

    def take_outcomes(self) -> list[settling.Settled]:
        with self._lock:
            outcomes, self._outcomes = self._outcomes, []
            return outcomes

    def built(self, one: Built) -> None:
        with self._lock:
            self._built.append(one)

    def take_built(self) -> list[Built]:
        with self._lock:
            built, self._built = self._built, []
            return built

    def look_for(self, deliveries: list[str]) -> list[str]:
        """Those of `deliveries` to look up now: none twice at a time, and few at once, or a dead provider takes all hands."""
        with self._lock:
            free = LOOK_UPS - len(self._looking)
            chosen = [delivery for delivery in deliveries if delivery not in self._looking][: max(0, free)]
            self._looking.update(chosen)
            return chosen

    def looked(self, delivery: str) -> None:
        with self._lock:
            self._looking.discard(delivery)

    def drain(self) -> int:
        """From now on take on nothing new; what was claimed and not begun is given back, for others to take at once: how much."""
        with self.claiming:
            self.draining = True
        try:
            given = sending.hand_back(self.newsroom, list(self.held()))
        except DatabaseError as error:
            self.fault("drain", error)  # then its lease gives it back
            return 0
        for one in given:
            self.let_go(one)
        return len(given)

    def busy(self) -> bool:
        with self._lock:
            return bool(self._held or self._outcomes)

    def may_act(self) -> bool:
        """Whether this ledger is ours to lift and send from; that it is not is told once."""
        may, alarms = self.vigil.may_act(self.newsroom)
        self.sound(alarms)
        return may

    def sound(self, alarms: tuple[Alarm, ...]) -> None:
        """Tell people; that they were told is put on record by the next `tell`."""
        for alarm in alarms:
            self.newsroom.world.alarm(alarm.code, alarm.text, alarm.release)
        with self._lock:
            self._told += alarms

    def take_told(self) -> list[Alarm]:
        with self._lock:
            told, self._told = self._told, []
            return told

    def forgot(self, told: list[Alarm]) -> None:
        """Puts back what `take_told` took, as it could not be put on record."""
        with self._lock:
            self._told = told + self._told

    def well(self) -> bool:
        """Whether the ledger can be used, and lifts were looked for in the last few seconds."""
        with self._lock:
            return not self._faulted and self.newsroom.world.monotonic() - self._ticked.get("lift", -WELL) < WELL

    def fault(self, step: str, error: Exception) -> None:
        """The ledger could not be read or written: tell it once, past the database, and try again at the next tick."""
        with self._lock:
            news = not self._faulted
            self._faulted.add(step)
        if news:
            text = f"the ledger can't be used ({error}); lifts and sending wait until it can. Check the disk and its rights."
            self.newsroom.world.alarm("ledger", text)

    def cured(self, step: str) -> None:
        """A step ran: it is well again, if it was not."""
        with self._lock:
            self._ticked[step] = self.newsroom.world.monotonic()
            news = self._faulted == {step}
            self._faulted.discard(step)
        if news:
            self.newsroom.world.alarm("ledger-cured", "the ledger can be used again; what was due goes now.")
