"""What goes wrong today: drawn from the seed, counted, and bounded, so that every day comes to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random

CRASHES = ("crash before commit", "crash after commit", "crash before send", "crash after send")
LEDGER = ("ledger locked", "disk full")
PAUSES = ("slow process", "stopped process")
CLOCKS = ("wrong", "bounded", "unbounded", "drifting", "asked", "verified", "lied to")
"""What a machine's clock may be like, beside right (`office.py`)."""
WEATHER = (
    "clock stepped forward",
    "clock stepped back",
    "clock set an hour ahead",
    "clock set an hour back",
    "clock set back before a restart",
    "clock set ahead before a restart",
    "clock slewed",
    "machine suspended",
    "restart in doubt",
    "sources silent",
    "zone rules changed",
    "ledger copied",
)
HAND_OVERS = ("hand-over lost", "hand-over late", "hand-over twice")
# What can happen to a request. `late`: it arrives after the sender has given up. `twice`: a proxy delivers it again.
COMMON = ("unreachable", "request lost", "answer lost", "hang", "slow", "429", "500")
NETWORK = {
    "sendgrid": (*COMMON, "503", "late"),
    "x": (*COMMON, "503", "late", "twice"),
    "hooks": (*COMMON, "503", "late", "twice"),
    "notices": (*COMMON, "503", "late"),
    "smtp": ("unreachable", "request lost", "answer lost", "hang", "451", "550"),
}


@dataclass
class Luck:
    """`…_left`: how many more of a kind today. Rates are chances an occasion."""

    dice: Random
    counts: Counter[str] = field(default_factory=Counter)
    crash_rate: float = 0.0
    crashes_left: int = 0
    pause_rate: float = 0.0
    pauses_left: int = 0
    ledger_rate: float = 0.0
    ledger_left: int = 0
    network_rate: float = 0.0
    network_left: int = 0

    @classmethod
    def of(cls, dice: Random) -> Luck:
        """One day in eight is a good one; on the others some things go wrong, seldom all of them."""
        luck = cls(dice)
        if dice.random() < 0.125:
            return luck
        if dice.random() < 0.6:
            luck.crash_rate, luck.crashes_left = dice.choice((0.01, 0.03, 0.1)), dice.randint(1, 4)
        if dice.random() < 0.5:
            luck.pause_rate, luck.pauses_left = dice.choice((0.02, 0.1, 0.25)), dice.randint(1, 8)
        if dice.random() < 0.4:
            luck.ledger_rate, luck.ledger_left = dice.choice((0.02, 0.1)), dice.randint(1, 5)
        if dice.random() < 0.7:
            luck.network_rate, luck.network_left = dice.choice((0.2, 0.5, 0.9)), dice.randint(1, 6)
        return luck

    def crashes(self, place: str) -> bool:
        """Whether the process dies here."""
        if self.crashes_left and self.dice.random() < self.crash_rate:
            self.crashes_left -= 1
            self.counts[f"crash {place}"] += 1
            return True
        return False

    def downtime(self) -> float:
        """Seconds until a dead process is started again: mostly soon, at times past a lease or past `late_after`."""
        return self.dice.choice((0.2, 1.0, 5.0, 16.0, 40.0, 1200.0)) * (0.5 + self.dice.random())

    def pause(self) -> tuple[str, float] | None:
        """Which pause a process makes here, and for how many seconds."""
        if not self.pauses_left or self.dice.random() >= self.pause_rate:
            return None
        self.pauses_left -= 1
        kind = self.dice.choice(PAUSES)
        self.counts[kind] += 1
        if kind == "slow process":
            return kind, self.dice.choice((0.001, 0.05, 1.0))
        return kind, self.dice.choice((3.0, 14.9, 15.1, 20.0, 60.0))

    def ledger_fault(self) -> str | None:
        """What the database refuses this time."""
        if not self.ledger_left or self.dice.random() >= self.ledger_rate:
            return None
        self.ledger_left -= 1
        kind = self.dice.choice(LEDGER)
        self.counts[kind] += 1
        return kind

    def hand_over_fault(self) -> str | None:
        """What becomes of a call to another machine's worker: it is only a call, so that it may be lost as often as it likes."""
        if self.dice.random() >= 0.4:
            return None
        kind = self.dice.choice(HAND_OVERS)
        self.counts[kind] += 1
        return kind

    def network_fault(self, provider: str, kinds: Collection[str]) -> str | None:
        """What becomes of the next request, among the `kinds` that can happen to it."""
        if not self.network_left or self.dice.random() >= self.network_rate:
            return None
        kind = self.dice.choice(NETWORK[provider])
        if kind not in kinds:
            return None
        self.network_left -= 1
        self.counts[f"{provider}: {kind}"] += 1
        return kind
