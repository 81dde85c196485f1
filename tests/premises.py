"""An office to test in: a real ledger on disk, real channels, and the sandbox in the providers' place."""

from __future__ import annotations

import base64
import io
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from django.db import transaction

from bot.core.configuration import Configuration, parse
from bot.core.delivery import Order, Outcome
from bot.core.embargo import Embargo, at_instant
from bot.core.release import Part, Quote
from bot.core.release import Release as Text
from bot.core.world import Chance, Reading, Transport
from bot.engine.local import LocalWorld
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.lift import claiming, lifting, sending, spooling
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.lift.sending import Claim
from bot.newsroom.media_list.importing import Imported, import_table
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.sandbox.server import Sandbox, utc_now
from bot.sandbox.x import XAccount
from bot.store.models import Delivery, JournalRow, MediaList, Reader, Release
from bot.store.sealing import Keyring

T = TypeVar("T")
NINE = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
SECRETS = {
    "SENDGRID_API_KEY": "SG.test",
    "X_API_KEY": "a" * 20,
    "X_API_SECRET": "b" * 20,
    "X_ACCESS_TOKEN": "c" * 20,
    "X_ACCESS_TOKEN_SECRET": "d" * 20,
    "PARTNERS_WEBHOOK_SECRET": SECRET,
}
TEXT = Text(
    headline="Harbour cranes to stand still for a week",
    release_date="2026-03-05",
    body=(
        Part("paragraph", "The zinnober cranes of the old harbour will stand still from Monday."),
        Part("quote", quote=0),
    ),
    quotes=(Quote("We need a week to make them safe.", "Ida Holm", "Harbour Master"),),
)


@dataclass
class SetClock:
    """A clock that is set by hand."""

    now: datetime = NINE
    doubt: str = ""

    def reading(self) -> Reading:
        if self.doubt:
            return Reading(self.now, self.now, "doubtful", (self.doubt,), lasting=True)
        return Reading(self.now, self.now)

    def believe(self) -> None:
        self.doubt = ""

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class QuietWorld:
    """`World` without threads or a network: work that is handed over waits until it is asked for."""

    clock: SetClock = field(default_factory=SetClock)
    wires: Callable[[str], Transport] | None = None
    alarms: list[tuple[str, str, str]] = field(default_factory=list)
    work: list[tuple[Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _chance: random.Random = field(default_factory=lambda: random.Random(7))

    def reading(self) -> Reading:
        return self.clock.reading()

    def believe(self) -> None:
        self.clock.believe()

    def monotonic(self) -> float:
        return self.clock.now.timestamp()

    def chance(self) -> Chance:
        return self._chance

    def new_id(self) -> str:
        return f"00000000-0000-4000-8000-{next(self._ids):012d}"

    def transact(self, work: Callable[[], T]) -> T:
        with transaction.atomic():
            return work()

    def wire(self, channel: str) -> Transport:
        assert self.wires is not None, "this test has no network"
        return self.wires(channel)

    def submit(self, work: Callable[..., None], *args: Any) -> None:
        self.work.append((work, args))

    def alarm(self, code: str, text: str, release: str = "") -> None:
        self.alarms.append((code, text, release))

    def run_submitted(self) -> None:
        """Do all that was handed over, and what comes of it."""
        while self.work:
            work, args = self.work.pop(0)
            work(*args)


def configuration(sandbox: Sandbox | None = None, **changes: Any) -> Configuration:
    """An office with a mailing, an X account and a webhook, all at the sandbox."""
    base = sandbox.url if sandbox else "http://127.0.0.1:9"
    document: dict[str, Any] = {
        "office": {
            "name": "Harbour Watch",
            "zone": "Europe/London",
            "url": "https://press.example.org",
            "reply_to": "press@example.org",
            "contact": "Duty press officer, press@example.org",
        },
        "channels": {
            "press": {
                "kind": "email",
                "list": "press",
                "sender": "Press <press@example.org>",
                "base_url": f"{base}/sendgrid",
            },
            "x": {"kind": "x", "base_url": f"{base}/x"},
            "partners": {
                "kind": "webhook",
                "url": f"{base}/hooks/partners",
                "secret_env": "PARTNERS_WEBHOOK_SECRET",
                "allow_private_addresses": True,
            },
        },
    }
    for name, table in changes.items():
        document[name] = document.get(name, {}) | table
    return parse(document)


def sandbox(hooks: tuple[str, ...] = ("partners",), clock: Callable[[], datetime] = utc_now) -> Sandbox:
    """The stand-ins, taking this office's credentials."""
    account = XAccount(
        *(SECRETS[f"X_{name}"] for name in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")), "harbour"
    )
    secrets = {name: [SECRET] for name in hooks}
    return Sandbox(sendgrid_keys={"SG.test"}, x_accounts=[account], hook_secrets=secrets, clock=clock)


class _Timed(Newsroom):
    """Keeps leases by the clock that is set by hand, on PostgreSQL too."""

    def lease_time(self) -> datetime:
        return self.now()


def newsroom(world: QuietWorld | None = None, config: Configuration | None = None) -> Newsroom:
    """A newsroom in a quiet world."""
    keys = Keyring((("00000001", b"k" * 32),))
    return _Timed(config or configuration(), keys, SECRETS, world or QuietWorld())


def live_newsroom(config: Configuration) -> Newsroom:
    """A newsroom in the real world: the system's clock, threads and sockets."""
    return Newsroom(config, Keyring((("00000001", b"k" * 32),)), SECRETS, LocalWorld(config))


def readers(count: int, name: str = "press") -> None:
    """Put `count` journalists on a list."""
    media_list = MediaList.objects.get_or_create(name=name)[0]
    Reader.objects.bulk_create(
        Reader(list=media_list, email=f"reader{number}@example.org", name=f"Reader {number}")
        for number in range(1, count + 1)
    )


def until(room: Newsroom, **span: float) -> Embargo:
    """An embargo that far away from now."""
    return at_instant(room.now() + timedelta(**span), "in a while", "Europe/London")


def queued(
    room: Newsroom, embargo: Embargo | None = None, slug: str = "cranes", channels: tuple[str, ...] = ()
) -> Release:
    """A release queued by Ann."""
    return filing.queue(room, TEXT, embargo or until(room, hours=2), channels, "Ann", slug)


def approved(
    room: Newsroom, embargo: Embargo | None = None, slug: str = "cranes", channels: tuple[str, ...] = ()
) -> Release:
    """A release queued by Ann and approved by Ben; three journalists are on the list unless there are some."""
    if not Reader.objects.exists():
        readers(3)
    release = queued(room, embargo, slug, channels)
    approving.approve(room, approving.plan(room, slug), "Ben")
    release.refresh_from_db()
    return release


def lift(room: Newsroom) -> lifting.Lifted:
    """Let go what is due by the clock as it stands."""
    return lifting.lift_due(room, room.world.reading())


def lifted(room: Newsroom, slug: str = "cranes", channels: tuple[str, ...] = ()) -> Release:
    """A release that was approved, and lifted at its instant to the microsecond."""
    release = approved(room, slug=slug, channels=channels)
    assert release.instant is not None
    cast(QuietWorld, room.world).clock.now = release.instant
    lift(room)
    release.refresh_from_db()
    return release


def imported(room: Newsroom, name: str, text: str, by: str = "Ann") -> Imported:
    """A list, from the text of a table."""
    return import_table(room, name, lambda: io.StringIO(text, newline=None), by)


def claimed(room: Newsroom, channel: str) -> Claim:
    """The next delivery of a channel, claimed."""
    (held,) = claiming.claim(room, {channel: 1}).claims
    return held


def ordered(room: Newsroom, channel: str) -> Order:
    """What the channel is asked with its next delivery, as a worker would ask it."""
    return spooling.prepare_claimed(room, claimed(room, channel)).order


def begun(room: Newsroom, channel: str) -> Claim:
    """The next delivery of a channel, claimed and begun: bytes are about to leave."""
    held = claimed(room, channel)
    assert sending.begin(room, lambda: [held]) == [held]
    return held


def answered(room: Newsroom, held: Claim, outcome: Outcome, attempt: int | None = None) -> tuple[Alarm, ...]:
    """What the channel said of a delivery, settled."""
    return settling.settle(room, lambda: [settling.Settled(held, outcome, attempt)])


def delivery(channel: str) -> Delivery:
    """The one delivery of a channel that was not cancelled, else the cancelled one."""
    rows = Delivery.objects.filter(channel=channel)
    return rows.exclude(state="cancelled").first() or rows.get()


def acts(release: Release) -> list[tuple[str, str]]:
    """Who did what, in order."""
    return list(JournalRow.objects.filter(release=release).order_by("number").values_list("actor", "act"))
