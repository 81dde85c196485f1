"""Lifting: at its instant, and never before, an approved release goes in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS

from bot.core.delivery import State
from bot.core.embargo import plain_span
from bot.core.errors import EmbargoError
from bot.core.workflow import Hold, Stage
from bot.core.world import Reading
from bot.newsroom.alerting import Alarm as Alarm
from bot.newsroom.alerting import clear_alerts_of, raised
from bot.newsroom.hold import rezoning
from bot.newsroom.hold.minding import others_are_sure, put_down_doubt, raise_mark
from bot.newsroom.hold.pausing import pause_for
from bot.newsroom.lift.arming import Armed, begin_armed
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text, words_of
from bot.store.models import Alert, Delivery, Release
from bot.store.standstill import MOVING
from bot.store.statements import LOOKED_AT_STATE, change_each, moment, rows

AT_ONCE = 50
FIRST = (
    20  # at the instant itself: what is written down before it may take no longer than the moment that is kept for it
)
NOT_APPROVED = (Stage.AWAITING, Stage.DRAFT)
LOOKED_AT = [
    *("id", "slug", "embargo_kind", "embargo_wall", "embargo_zone", "embargo_tzdb"),
    *("instant", "ready_at", "late"),
]
ALERTED = ("held", *Hold)
"""Alerts that say of a paused release that its instant has come, or will."""


class TooSoon(EmbargoError):
    """It is not {instant} yet; nothing was lifted."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """What one lift did: the slugs that went, and alarms to sound once it is committed."""

    slugs: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    begun: tuple[Armed, ...] = ()


def instants_before(horizon: datetime, margin: timedelta) -> list[datetime]:
    """When approved releases lift, up to `horizon`: each instant once, margin included, soonest first."""
    sql = "SELECT DISTINCT instant FROM store_release WHERE stage = %s AND instant <= %s ORDER BY instant"
    found = (moment(instant) for (instant,) in rows(sql, Stage.APPROVED, horizon - margin))
    return [instant + margin for instant in found if instant]


def rehearse(newsroom: Newsroom, instant: datetime) -> None:
    """Ask the ledger what a lift at `instant` will ask it, and change nothing."""
    _anything_due(instant - newsroom.config.clock.margin)
    _due(instant - newsroom.config.clock.margin, FIRST)


def lift_due(newsroom: Newsroom, reading: Reading, armed: Sequence[Armed] = ()) -> Lifted:
    """Lift what is due by the *earliest* time it can be. What comes too late is asked about or dropped, as configured.

    `armed`: what this process has ready; what of it is still good begins in the same transaction. While the clock is in
    doubt nothing lifts: what can be due by the *latest* time it can be is paused, unless another machine's clock is sure.
    """
    if reading.verdict != "sure":
        return Lifted() if others_are_sure(newsroom) else _hold_doubtful(newsroom, reading)
    until = reading.earliest - newsroom.config.clock.margin
    # A look without the write lock first: this runs twice a second, and mostly nothing is due.
    if not _anything_due(until):
        return Lifted()

    return newsroom.world.transact(lambda: _go(newsroom, until, reading.earliest, armed, AT_ONCE))


def lift_at(newsroom: Newsroom, instant: datetime, armed: Sequence[Armed], wait: Callable[[], Reading]) -> Lifted:
    """Write down, a moment before it, the lift of what is due at `instant` (margin included), and commit it not before.

    `wait` comes back when the instant is there, or when it will not be for a while: whatever it says then is what counts,
    and unless it is surely past the instant, nothing has been lifted. So at the instant only the commit is left to do.
    """
    until = instant - newsroom.config.clock.margin
    if not _anything_due(until):
        return Lifted()

    def work() -> Lifted:
        lifted = _go(newsroom, until, max(instant, newsroom.now()), armed, FIRST)
        reading = wait()
        if reading.verdict != "sure" or reading.earliest < instant:
            raise TooSoon(instant=utc_text(instant))
        return lifted

    try:
        return newsroom.world.transact(work)
    except TooSoon:
        return Lifted()


def _go(newsroom: Newsroom, until: datetime, now: datetime, armed: Sequence[Armed], most: int) -> Lifted:
    """Within a transaction: what is due `until` then leaves, `most` at once, and `now` is put on record as the time of it."""
    slugs, alarms, lifted = [], list[Alarm](), []
    for release in _due(until, most):
        late = _late(newsroom, release, now)
        if other := rezoning.other_meaning(release):
            alarms += rezoning.hold(newsroom, release, other)
        elif late is None or _policy(newsroom, release) == "send":
            lifted.append(release)
            slugs.append(release.slug)
            alarms += _told_late(release, late)
        else:
            alarms += _too_late(newsroom, release, late)
    _let_go(newsroom, lifted, now)
    begun = begin_armed(newsroom, lifted, armed, now)
    raise_mark(now)
    if newsroom.hand_over is not None and slugs:
        due_now = Delivery.objects.filter(release__slug__in=slugs, state=State.DUE).order_by("channel", "ordinal")
        newsroom.hand_over(list(due_now.values_list("pk", flat=True)))
    return Lifted(tuple(slugs), tuple(alarms), tuple(begun))


def alert_unapproved(newsroom: Newsroom, now: datetime) -> tuple[Alarm, ...]:
    """Alert, once, about releases whose instant came without an approval."""
    if not _untold(NOT_APPROVED, now, ("unapproved",)):
        return ()
    known = Alert.objects.filter(code="unapproved", cleared_at=None).values("release")
    due = Release.objects.filter(stage__in=NOT_APPROVED, instant__lte=now).exclude(pk__in=known)

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        for release in due[:AT_ONCE]:
            if words_of(newsroom.keyring, release) == "now":
                # Queued to go at once: it waits for its approval by intent, not by oversight.
                continue
            text = f"{release.slug} was due at {_when(release)} and is not approved: nothing was sent. Approve, move or cancel it."
            alarms += raised(newsroom, release, "unapproved", text)
        return tuple(alarms)

    return newsroom.world.transact(work)


def alert_paused(newsroom: Newsroom, now: datetime) -> tuple[Alarm, ...]:
    """Alert, once, about releases whose instant came while somebody held them paused."""
    if not _untold((Stage.PAUSED,), now, ALERTED):
        return ()
    known = Alert.objects.filter(code__in=ALERTED, cleared_at=None).values("release")
    due = Release.objects.filter(stage=Stage.PAUSED, instant__lte=now).exclude(pk__in=known)

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        for release in due[:AT_ONCE]:
            text = f"{release.slug} was due at {_when(release)} and is paused ({release.paused_because}): nothing was sent."
            alarms += raised(newsroom, release, "held", f"{text} Resume, move or cancel it.")
        return tuple(alarms)

    return newsroom.world.transact(work)


def _untold(stages: tuple[Stage, ...], now: datetime, codes: tuple[str, ...]) -> bool:
    """Whether a release's instant came in one of these stages, and none of these alerts says so: mostly there is none."""
    sql = (
        "SELECT 1 FROM store_release r WHERE r.stage IN %s AND r.instant <= %s AND NOT EXISTS"
        " (SELECT 1 FROM store_alert a WHERE a.release_id = r.id AND a.code IN %s AND a.cleared_at IS NULL) LIMIT 1"
    )
    return bool(rows(sql, stages, now, codes))


def _anything_due(until: datetime) -> bool:
    sql = f"SELECT 1 FROM store_release WHERE stage = %s AND instant <= %s{MOVING} LIMIT 1"  # noqa: S608 (our own words)
    return bool(rows(sql, Stage.APPROVED, until))


def _due(until: datetime, most: int) -> list[Release]:
    """With the columns that a lift looks at, in the model's order; another one would be read when it is asked for."""
    sql = (
        f"SELECT {', '.join(LOOKED_AT)} FROM store_release"  # noqa: S608 (nobody's words are in it)
        f" WHERE stage = %s AND instant <= %s{MOVING} ORDER BY instant, id LIMIT %s"
    )
    found = rows(sql, Stage.APPROVED, until, most)
    return [
        Release.from_db(DEFAULT_DB_ALIAS, LOOKED_AT, [moment(one) if isinstance(one, datetime) else one for one in row])
        for row in found
    ]


def _let_go(newsroom: Newsroom, releases: Sequence[Release], now: datetime) -> None:
    if not releases:
        return
    sql = "UPDATE store_release SET stage = %s, lifted_at = %s WHERE id = %s AND stage = %s"
    moved = change_each(sql, ((Stage.LIFTED, now, release.pk, Stage.APPROVED) for release in releases))
    assert moved == len(releases), "the transaction holds the write lock, so that nobody can have moved one since"
    keys = tuple(release.pk for release in releases)
    counted = "SELECT release_id, COUNT(*) FROM store_delivery WHERE release_id IN %s"
    sql = f"{counted} AND {LOOKED_AT_STATE} = %s GROUP BY release_id"
    waiting: dict[int, int] = dict(rows(sql, keys, State.WAITING))
    sql = "UPDATE store_delivery SET state = %s, due_at = %s, next_at = %s WHERE release_id = %s AND state = %s"
    change_each(sql, ((State.DUE, _due_at(release), now, release.pk, State.WAITING) for release in releases))
    at = utc_text(now)
    entries = [
        (release.pk, {"instant": _when(release), "at": at, "deliveries": waiting.get(release.pk, 0)})
        for release in releases
    ]
    clear_alerts_of(newsroom, keys, *Hold, "approved-alone")
    newsroom.record_each(entries, "clock", "lift", now)


def _due_at(release: Release) -> datetime:
    return max(filter(None, (release.instant, release.ready_at)))


def _hold_doubtful(newsroom: Newsroom, reading: Reading) -> Lifted:
    due = Release.objects.filter(stage=Stage.APPROVED, instant__lte=reading.latest - newsroom.config.clock.margin)
    if not due.exists():
        return Lifted()
    because = "; ".join(reading.reasons) or "the clock is in doubt"

    def work() -> Lifted:
        alarms = list(put_down_doubt(newsroom, reading))
        for release in due.order_by("instant", "pk")[:AT_ONCE]:
            text = f"{release.slug}, due at {_when(release)}, is paused: {because}. Look at the machine's clock. "
            text += (
                f"`embargo resume {release.slug}` says that it is right; once another source does, this goes by itself."
            )
            alarms += pause_for(newsroom, release, Hold.CLOCK, because, text)
        return Lifted(alarms=tuple(alarms))

    return newsroom.world.transact(work)


def _policy(newsroom: Newsroom, release: Release) -> str:
    return release.late or newsroom.config.clock.late


def _late(newsroom: Newsroom, release: Release, now: datetime) -> timedelta | None:
    """By how much it is too late to go without a word about it, or None."""
    assert release.instant is not None
    lateness = now - max(release.instant, release.ready_at or release.instant)
    return lateness if lateness > newsroom.config.clock.late_after else None


def _told_late(release: Release, late: timedelta | None) -> list[Alarm]:
    """What goes late because it was asked to says so; nobody has to do anything about it."""
    if late is None:
        return []
    return [
        Alarm(
            "late-sent", f"{release.slug} goes {plain_span(late)} after its instant, as it was asked to.", release.slug
        )
    ]


def _too_late(newsroom: Newsroom, release: Release, late: timedelta) -> list[Alarm]:
    since = f"it was due at {_when(release)}, {plain_span(late)} ago"
    if _policy(newsroom, release) == "drop":
        Release.objects.filter(pk=release.pk).update(stage=Stage.CANCELLED)
        Delivery.objects.filter(release=release, state=State.WAITING).update(state=State.CANCELLED)
        newsroom.record(release, "clock", "drop", because=since)
        return raised(newsroom, release, "late", f"{release.slug} was dropped: {since}.")
    ask = (
        f"`embargo resume {release.slug}` sends it now; `embargo cancel {release.slug} --sent-by-hand` if somebody has."
    )
    return pause_for(newsroom, release, Hold.LATE, f"late: {since}", f"{release.slug} is paused: {since}. {ask}")


def _when(release: Release) -> str:
    return utc_text(release.instant) if release.instant else "the word"
