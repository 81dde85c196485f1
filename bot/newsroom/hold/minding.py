"""Minding the clock: what the ledger remembers of it, and what waits while it is not believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from bot.core.workflow import Hold, Stage
from bot.core.world import Reading
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.hold.pausing import let_go
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text
from bot.store.models import ClockMark, Release
from bot.store.statements import change, moment, rows

MARK_EVERY = timedelta(seconds=5)
AT_ONCE = 200
CODE = "clock"
GONE_AFTER = timedelta(seconds=12)
"""Who has not said a word for so long is gone: like a lease."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an engine that starts has to know: the latest time believed, a doubt that stands, how often people agreed."""

    mark: datetime | None = None
    doubt: str = ""
    agreements: int = 0


def remembered(machine: str = "") -> Remembered:
    """Nothing, before an engine has ever run over this ledger. `machine`: whose doubt is asked for."""
    sql = "SELECT machine, mark, doubt, agreements FROM store_clockmark WHERE machine IN %s"
    found = {row[0]: row[1:] for row in rows(sql, ("", machine))}
    nothing = (None, "", 0)
    (mark, _, agreements), (_, doubt, _) = found.get("", nothing), found.get(machine, nothing)
    return Remembered(moment(mark), doubt, agreements)


def others_are_sure(newsroom: Newsroom) -> bool:
    """Whether another process is sure of its clock and alive: then it lifts, and nothing has to be paused for a doubt here."""
    if not newsroom.machine:
        return False
    since = newsroom.lease_time() - GONE_AFTER
    return ClockMark.objects.filter(believed_at__gt=since).exclude(believed_by=newsroom.process).exists()


def raise_mark(now: datetime) -> None:
    """This time was believed: no later reading may be below it. Within a transaction."""
    if not change("UPDATE store_clockmark SET mark = %s WHERE id = 1 AND (mark IS NULL OR mark < %s)", now, now):
        _row()
        change("UPDATE store_clockmark SET mark = %s WHERE id = 1 AND mark IS NULL", now)


def watch(newsroom: Newsroom, reading: Reading) -> tuple[Alarm, ...]:
    """Put down what is known of the clock; tell a doubt once, and let go what waited for it when it is over.

    A doubt is the machine's whose clock it is, and ends where it was raised, or with the process that raised it: another
    process that is sure does not end it, or the two would raise and clear the alert in turn.
    """
    if reading.verdict == "doubtful":
        return _doubted(newsroom, reading)
    known = remembered(newsroom.machine)
    fresh = known.mark is not None and timedelta(0) <= reading.earliest - known.mark < MARK_EVERY
    if fresh and not known.doubt and not _alert_is_open() and not _anything_held() and _said_so(newsroom):
        return ()

    def work() -> None:
        change("UPDATE store_clockmark SET mark = %s WHERE id = %s", reading.earliest, _row())
        now = newsroom.lease_time()
        mine = ClockMark.objects.filter(pk=_row(newsroom.machine))
        mine.update(believed_by=newsroom.process, believed_at=now)
        mine.filter(_over(newsroom, now)).update(doubt="", doubted_by="", doubted_at=None)
        if not ClockMark.objects.filter(doubted_at__gt=now - GONE_AFTER).exists():
            clear_alerts(newsroom, None, CODE)
        for release in _held().order_by("instant")[:AT_ONCE]:
            let_go(newsroom, release, "the clock is believed again")

    newsroom.world.transact(work)
    return ()


def put_down_doubt(newsroom: Newsroom, reading: Reading) -> tuple[Alarm, ...]:
    """Within a transaction: the doubt outlives this process, so that the next one does not believe what this one did not."""
    now, lasting = newsroom.lease_time(), _lasting(reading)
    mine = ClockMark.objects.filter(pk=_row(newsroom.machine))
    mine.update(doubt=lasting)
    mine.filter(_over(newsroom, now)).update(doubted_by=newsroom.process, doubted_at=now)
    if lasting:
        raise_mark(reading.earliest)
    whose = f"the clock of {newsroom.machine}" if newsroom.machine else "the clock"
    text = f"{whose} is in doubt: {'; '.join(reading.reasons)}. Until that is over nothing lifts"
    text += f"{' there' * bool(newsroom.machine)}, and what comes due is paused. "
    return tuple(raised(newsroom, None, CODE, text + "Set it right, or `embargo resume --clock` if it is."))


def agree(newsroom: Newsroom, by: str) -> int:
    """A person says that the machine's clock is right as it stands: what was paused for it goes on.

    How many releases that are; the engine lets them go within seconds. Within a transaction or without.
    """
    newsroom.allow("resume")

    def work() -> int:
        now = newsroom.now()
        ClockMark.objects.filter(pk=_row()).update(mark=now, agreements=F("agreements") + 1)
        ClockMark.objects.update(doubt="", doubted_by="", doubted_at=None)
        clear_alerts(newsroom, None, CODE)
        newsroom.record(None, by, "believe", clock=utc_text(now))
        return _held().count()

    return newsroom.world.transact(work)


def _doubted(newsroom: Newsroom, reading: Reading) -> tuple[Alarm, ...]:
    now = newsroom.lease_time()
    row = ClockMark.objects.filter(machine=newsroom.machine).first()
    # The process that raised it says again and again that it lives; on a machine of its own nobody asks.
    told = (
        row is not None and row.doubted_at is not None and (not newsroom.machine or row.doubted_at > now - MARK_EVERY)
    )
    if told and row is not None and row.doubt == _lasting(reading) and _alert_is_open():
        return ()
    return newsroom.world.transact(lambda: put_down_doubt(newsroom, reading))


def _lasting(reading: Reading) -> str:
    """What of its doubt a restart does not end."""
    return "; ".join(reading.reasons)[:300] if reading.lasting else ""


def _over(newsroom: Newsroom, now: datetime) -> Q:
    """Whether the row of this machine is this process's to change: it raised the doubt, or who did is gone."""
    mine = Q(doubted_by__in=("", newsroom.process)) | Q(doubted_at=None)
    return mine | Q(doubted_at__lte=now - GONE_AFTER)


def _said_so(newsroom: Newsroom) -> bool:
    """Whether others know that this process is sure of its clock; where there are none, nobody asks."""
    if not newsroom.machine:
        return True
    since = newsroom.lease_time() - MARK_EVERY
    return ClockMark.objects.filter(believed_by=newsroom.process, believed_at__gt=since).exists()


def _held() -> QuerySet[Release]:
    return Release.objects.filter(stage=Stage.PAUSED, paused_for=Hold.CLOCK)


def _anything_held() -> bool:
    sql = "SELECT 1 FROM store_release WHERE stage = %s AND paused_for = %s LIMIT 1"
    return bool(rows(sql, Stage.PAUSED, Hold.CLOCK))


def _alert_is_open() -> bool:
    open_one = "SELECT 1 FROM store_alert WHERE release_id IS NULL AND code = %s AND cleared_at IS NULL LIMIT 1"
    return bool(rows(open_one, CODE))


def _row(machine: str = "") -> int:
    """The key of a machine's row; of "", the one that all machines share, which is 1. Within a transaction."""
    if not machine:
        known = rows("SELECT id FROM store_clockmark WHERE id = 1")
        return int(known[0][0]) if known else ClockMark.objects.create(pk=1).pk
    own = ClockMark.objects.filter(machine=machine).first()
    if own is None:
        # Not the database's own number: that would begin at the 1 of the shared row.
        last = max(_row(), *ClockMark.objects.values_list("pk", flat=True))
        own = ClockMark.objects.create(pk=last + 1, machine=machine)
    return own.pk
