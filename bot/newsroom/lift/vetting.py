"""Vetting: whether each provider still takes its channel's credentials, found out and told before the next lift, not at it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from bot.core.delivery import Check, Trouble
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.lift.credentials import mark
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Alert, Release, Vetting
from bot.store.statements import rows

EVERY = timedelta(hours=2)
AHEAD = timedelta(minutes=15)  # before an instant it is asked once more
AGAIN = timedelta(minutes=10)  # after a refusal, so that an alert goes soon after its reason; and after an approval
SOON = timedelta(minutes=2)  # after a silence
SILENCES = 3  # in a row before people are told: one may pass by itself
TOO_NEAR = timedelta(seconds=30)  # before an instant nobody is asked anything
LOOKED_AT = 500  # releases, the soonest first: what goes later is asked about later
REFUSED, UNREACHED = "credentials-", "unreached-"  # alerts, with the channel's name


@dataclass(frozen=True, slots=True)
class Next:
    """What goes to a channel next; `instant` None: on somebody's word. `ready_at`: the latest approval that names it."""

    slug: str
    instant: datetime | None
    ready_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of the last question: when it was put (monotonic seconds, and by the clock), how often in a row in vain."""

    monotonic: float
    at: datetime
    trouble: Trouble | None = None
    silences: int = 0


@dataclass
class Rounds:
    """What one process knows to have been asked, by channel: by itself, or with the same credentials by another process.

    The latter it reads from the ledger. Alerts are there, too.
    """

    asked: dict[str, Asked] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    """Channel → what stands for this process's credentials; they are read once, at its start."""
    asking: str = ""
    """One at a time: a provider that hangs may not take the hands of the others."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, channel: str) -> bool:
        """Whether it may be asked now."""
        with self._lock:
            if self.asking:
                return False
            self.asking = channel
            return True

    def done(self) -> None:
        """The answer is in, or there is none."""
        with self._lock:
            self.asking = ""


def coming(newsroom: Newsroom) -> dict[str, Next]:
    """What goes to each channel next, of all that is approved; a paused release may go on at any time."""
    # Each stage by itself: an index has the order of one, and of two together all that wait would be sorted.
    stages = (
        Release.objects.filter(stage=Stage.APPROVED),
        Release.objects.filter(stage=Stage.PAUSED).exclude(approval=None),
    )
    columns = ("slug", "instant", "ready_at", "channels")
    timed = [
        row
        for one in stages
        for row in one.filter(instant__isnull=False).order_by("instant").values_list(*columns)[:LOOKED_AT]
    ]
    on_word = [
        row for one in stages for row in one.filter(instant=None).order_by("pk").values_list(*columns)[:LOOKED_AT]
    ]
    found: dict[str, Next] = {}
    for slug, instant, ready_at, channels in (*sorted(timed, key=itemgetter(1))[:LOOKED_AT], *on_word):
        for channel in channels:
            known = found.get(channel, Next(slug, instant, ready_at))
            latest = max((at for at in (known.ready_at, ready_at) if at is not None), default=None)
            found[channel] = Next(known.slug, known.instant, latest)
    return found


def due(newsroom: Newsroom, rounds: Rounds, ahead: dict[str, Next]) -> list[str]:
    """The channels whose provider it is time to ask, those first whose release goes first. None while a lift is near."""
    now, monotonic = newsroom.now(), newsroom.world.monotonic()
    if Release.objects.filter(stage=Stage.APPROVED, instant__lt=now + TOO_NEAR).exists():
        return []

    _adopt(newsroom, rounds, ahead)

    def is_due(channel: str) -> bool:
        asked = rounds.asked.get(channel)
        return asked is None or monotonic - asked.monotonic >= _wait(asked, ahead[channel], now).total_seconds()

    return [channel for channel in ahead if channel in newsroom.config.channels and is_due(channel)]


def ask(newsroom: Newsroom, name: str) -> list[Check]:
    """Whether a channel's provider would take a release now: it is asked over the network, and gets nothing. Raises UnknownChannel."""
    newsroom.config.channel(name)
    try:
        channel = newsroom.channel(name)
        if missing := channel.missing():
            because = f"set {', '.join(missing)} in the environment or in .env"
            return [Check(name, False, because, Trouble.REFUSED)]
        return channel.check(newsroom.world.wire(name), newsroom.now())
    except EmbargoError as error:
        return [Check(name, False, str(error), Trouble.REFUSED)]


def test(newsroom: Newsroom, name: str, by: str) -> list[Check]:
    """Ask a channel's provider because somebody wants to know now, and put down what it answered. Raises UnknownChannel."""
    newsroom.allow("test")
    checks = ask(newsroom, name)
    note(newsroom, name, by, checks)
    return checks


def answered(newsroom: Newsroom, rounds: Rounds, channel: str, checks: Sequence[Check]) -> tuple[Alarm, ...]:
    """Put down what the provider answered: an alert for a refusal, and for the third silence in a row; none when it is well."""
    bad = next((check for check in checks if check.trouble is Trouble.REFUSED), None) or next(
        (check for check in checks if check.trouble is not None), None
    )
    trouble = bad.trouble if bad else None
    before = rounds.asked.get(channel)
    silences = (before.silences if before else 0) + 1 if trouble is Trouble.UNREACHED else 0
    found = Asked(newsroom.world.monotonic(), newsroom.now(), trouble, silences)
    rounds.asked[channel] = found
    with_ = _mark(newsroom, rounds, channel)
    newsroom.world.transact(lambda: _noted(newsroom, channel, "clock", checks, found, with_))
    if bad is None:
        return _well(newsroom, [f"{REFUSED}{channel}"[:40], f"{UNREACHED}{channel}"[:40]])
    if trouble is Trouble.UNREACHED and silences < SILENCES:
        return ()
    code = f"{REFUSED if trouble is Trouble.REFUSED else UNREACHED}{channel}"[:40]
    other = f"{UNREACHED if trouble is Trouble.REFUSED else REFUSED}{channel}"[:40]
    if _open([code]) and not (trouble is Trouble.REFUSED and _open([other])):
        return ()

    def work() -> tuple[Alarm, ...]:
        if trouble is Trouble.REFUSED:  # it was reached; of its credentials a silence says nothing
            clear_alerts(newsroom, None, other)
        return tuple(raised(newsroom, None, code, _text(newsroom, channel, bad, coming(newsroom).get(channel))))

    return newsroom.world.transact(work)


def drop(newsroom: Newsroom, rounds: Rounds, ahead: dict[str, Next]) -> tuple[Alarm, ...]:
    """Clear the alerts of channels to which nothing goes any more: they speak of a lift that is not to come."""
    for channel in rounds.asked.keys() - ahead.keys():
        del rounds.asked[channel]
    kept = {f"{prefix}{channel}"[:40] for prefix in (REFUSED, UNREACHED) for channel in ahead}
    return _well(newsroom, [code for code in _told() if code not in kept])


def note(newsroom: Newsroom, channel: str, by: str, checks: Sequence[Check]) -> None:
    """Keep what a channel's provider answered, and what it said that it takes, for those who write for it."""
    newsroom.world.transact(lambda: _noted(newsroom, channel, by, checks))


def _noted(
    newsroom: Newsroom, channel: str, by: str, checks: Sequence[Check], found: Asked | None = None, asked_with: str = ""
) -> None:
    lines = [[check.name, check.ok, check.detail] for check in checks]
    characters = next((check.characters for check in checks if check.characters is not None), None)
    kept = {"at": newsroom.now(), "by": by, "checks": lines, "asked_with": asked_with, "trouble": "", "silences": 0}
    if found is not None:
        kept |= {"trouble": str(found.trouble or ""), "silences": found.silences}
    if characters is not None:
        kept["characters"] = characters
    row = Vetting(channel=channel, **kept)
    Vetting.objects.bulk_create([row], update_conflicts=True, unique_fields=["channel"], update_fields=list(kept))


def _adopt(newsroom: Newsroom, rounds: Rounds, ahead: dict[str, Next]) -> None:
    """What a process beside this one asked with the same credentials needs not be asked again."""
    now, monotonic = newsroom.now(), newsroom.world.monotonic()
    for row in Vetting.objects.filter(channel__in=list(ahead)).exclude(asked_with=""):
        asked = rounds.asked.get(row.channel)
        if (asked is None or asked.at < row.at <= now) and row.asked_with == _mark(newsroom, rounds, row.channel):
            ago = max(0.0, (now - row.at).total_seconds())
            trouble = Trouble(row.trouble) if row.trouble else None
            rounds.asked[row.channel] = Asked(monotonic - ago, row.at, trouble, row.silences)


def _mark(newsroom: Newsroom, rounds: Rounds, channel: str) -> str:
    """Empty for a channel that can't be opened: there every process says so for itself."""
    if channel not in rounds.marks:
        try:
            rounds.marks[channel] = mark(newsroom, channel)
        except EmbargoError:
            rounds.marks[channel] = ""
    return rounds.marks[channel]


def _wait(asked: Asked, next: Next, now: datetime) -> timedelta:
    if asked.trouble is Trouble.UNREACHED and asked.silences < SILENCES:
        return SOON
    if asked.trouble is not None or (next.ready_at is not None and next.ready_at > asked.at):
        return AGAIN
    return AHEAD if next.instant is not None and next.instant - now <= AHEAD else EVERY


def _text(newsroom: Newsroom, channel: str, bad: Check, next: Next | None) -> str:
    goes, zone = "", newsroom.config.office.zone
    if next is not None:
        at = "" if next.instant is None else f"{next.instant.astimezone(ZoneInfo(zone)):%H:%M on %d %B %Y} ({zone})"
        goes = f" {next.slug} goes there {f'at {at}' if at else 'on somebody’s word'}."
    said = bad.detail if bad.detail.endswith((".", "…")) else f"{bad.detail}."
    return f"{channel}: {said[:330]}{goes} `embargo doctor` says whether it is mended."


def _well(newsroom: Newsroom, codes: list[str]) -> tuple[Alarm, ...]:
    if codes and _open(codes):
        newsroom.world.transact(lambda: clear_alerts(newsroom, None, *codes))
    return ()


def _open(codes: list[str]) -> bool:
    return Alert.objects.filter(release=None, code__in=codes, cleared_at=None).exists()


def _told() -> list[str]:
    """The alerts about credentials that are open, of all channels: sorted out here, since an index is no help with their beginnings."""
    found = rows("SELECT code FROM store_alert WHERE release_id IS NULL AND cleared_at IS NULL")
    return [code for (code,) in found if code.startswith((REFUSED, UNREACHED))]
