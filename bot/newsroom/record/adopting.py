"""Whose ledger is this? A copy that was restored or carried elsewhere sends nothing until somebody takes it over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.delivery import OPEN, State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text
from bot.store.models import Delivery, Release, Tenancy

CODE = "copy"


class ForeignLedger(EmbargoError):
    """This ledger belongs to another installation, or this one was moved: nothing is lifted or sent from it here.
    `embargo adopt` shows what is due and takes it over."""


class OursAlready(EmbargoError):
    """This ledger belongs to this installation already: there is nothing to take over."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a release has in it: its instant (None: on a word), or, once lifted, how many deliveries are open."""

    slug: str
    stage: str
    instant: datetime | None
    passed: bool
    deliveries: int


def foreign(newsroom: Newsroom) -> bool:
    """Whether the ledger belongs to another installation. One that no engine has ever run over belongs to nobody yet."""
    return bool(newsroom.identity) and _owner() not in (None, newsroom.identity)


def move_in(newsroom: Newsroom) -> tuple[bool, tuple[Alarm, ...]]:
    """Whether this engine may lift and send, and alarms to sound. The first engine over a ledger makes it its own."""
    if not newsroom.identity or _owner() == newsroom.identity:
        return True, ()

    def work() -> tuple[bool, tuple[Alarm, ...]]:
        owner = _owner()  # read anew: another step of this engine may have moved in meanwhile
        if owner not in (None, newsroom.identity):
            return False, tuple(raised(newsroom, None, CODE, str(ForeignLedger())))
        if owner is None:
            _take(newsroom, "engine")
        return True, ()

    return newsroom.world.transact(work)


def due(newsroom: Newsroom) -> list[Waiting]:
    """What would lift or be sent from this ledger, soonest first."""
    now = newsroom.now()
    waits = Release.objects.filter(stage__in=(Stage.APPROVED, Stage.PAUSED))
    leaving = Release.objects.filter(stage__in=(Stage.LIFTED, Stage.WITHDRAWN), deliveries__state__in=OPEN).distinct()
    return [*_waiting(waits, now), *_waiting(leaving, now)]


def adopt(newsroom: Newsroom, by: str) -> None:
    """Take the ledger over, on the record: this installation lifts and sends from it. Raises OursAlready."""
    newsroom.allow("adopt")

    def work() -> None:
        if not foreign(newsroom):
            raise OursAlready()
        _take(newsroom, by)
        clear_alerts(newsroom, None, CODE)

    newsroom.world.transact(work)


def _owner() -> str | None:
    return Tenancy.objects.values_list("identity", flat=True).first()


def _take(newsroom: Newsroom, by: str) -> None:
    now = newsroom.now()
    Tenancy.objects.update_or_create(pk=1, defaults={"identity": newsroom.identity, "since": now, "by": by})
    newsroom.record(None, by, "adopt", identity=newsroom.identity, at=utc_text(now))


def _waiting(releases: Iterable[Release], now: datetime) -> list[Waiting]:
    found = []
    for release in releases:
        left = Delivery.objects.filter(release=release, state__in=(State.WAITING, *OPEN)).count()
        passed = release.instant is not None and release.instant <= now
        found.append(Waiting(release.slug, release.stage, release.instant, passed, left))
    return sorted(found, key=lambda one: (one.instant is None, one.instant))
