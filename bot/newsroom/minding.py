"""Minding the clock: what the ledger remembers of it, and what waits while it is not believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from bot.core.workflow import Hold, Stage
from bot.core.world import Reading
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.pausing import let_go
from bot.store.embargoes import utc_text
from bot.store.models import Alert, ClockMark, Release

MARK_EVERY = timedelta(seconds=5)
AT_ONCE = 200
CODE = "clock"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an engine that starts has to know: the latest time believed, a doubt that stands, how often people agreed."""

    mark: datetime | None = None
    doubt: str = ""
    agreements: int = 0


def remembered() -> Remembered:
    """Nothing, before an engine has ever run over this ledger."""
    row = ClockMark.objects.first()
    return Remembered(row.mark, row.doubt, row.agreements) if row else Remembered()


def raise_mark(now: datetime) -> None:
    """This time was believed: no later reading may be below it. Within a transaction."""
    ClockMark.objects.filter(Q(mark=None) | Q(mark__lt=now), pk=_row()).update(mark=now)


def watch(newsroom: Newsroom, reading: Reading) -> tuple[Alarm, ...]:
    """Put down what is known of the clock; tell a doubt once, and let go what waited for it when it is over."""
    if reading.verdict == "doubtful":
        return _doubted(newsroom, reading)
    known = remembered()
    fresh = known.mark is not None and timedelta(0) <= reading.earliest - known.mark < MARK_EVERY
    if fresh and not known.doubt and not _alert_is_open() and not _held().exists():
        return ()

    def work() -> None:
        ClockMark.objects.filter(pk=_row()).update(mark=reading.earliest, doubt="")
        clear_alerts(newsroom, None, CODE)
        for release in _held().order_by("instant")[:AT_ONCE]:
            let_go(newsroom, release, "the clock is believed again")

    newsroom.world.transact(work)
    return ()


def agree(newsroom: Newsroom, by: str) -> int:
    """A person says that the machine's clock is right as it stands: what was paused for it goes on.

    How many releases that are; the engine lets them go within seconds. Within a transaction or without.
    """

    def work() -> int:
        now = newsroom.now()
        ClockMark.objects.filter(pk=_row()).update(mark=now, doubt="", agreements=F("agreements") + 1)
        clear_alerts(newsroom, None, CODE)
        newsroom.record(None, by, "believe", clock=utc_text(now))
        return _held().count()

    return newsroom.world.transact(work)


def _doubted(newsroom: Newsroom, reading: Reading) -> tuple[Alarm, ...]:
    because = "; ".join(reading.reasons)
    lasting = because[:300] if reading.lasting else ""
    if _alert_is_open() and remembered().doubt == lasting:
        return ()

    def work() -> tuple[Alarm, ...]:
        ClockMark.objects.filter(pk=_row()).update(doubt=lasting)
        if lasting:
            raise_mark(reading.earliest)
        text = f"the clock is in doubt: {because}. Until that is over nothing lifts, and what comes due is paused. "
        return tuple(raised(newsroom, None, CODE, text + "Set it right, or `embargo resume --clock` if it is."))

    return newsroom.world.transact(work)


def _held() -> QuerySet[Release]:
    return Release.objects.filter(stage=Stage.PAUSED, paused_for=Hold.CLOCK)


def _alert_is_open() -> bool:
    return Alert.objects.filter(release=None, code=CODE, cleared_at=None).exists()


def _row() -> int:
    """The one row's key."""
    return ClockMark.objects.get_or_create(pk=1)[0].pk
