"""Holding: pause, resume, move, cancel, stop, and the word that lets a release go. Each wins or says why it is too late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from bot.core.delivery import State
from bot.core.embargo import Embargo, at_instant
from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.roles import allows
from bot.core.workflow import Hold, Stage, require
from bot.core.zones import TZDB_VERSION
from bot.newsroom.alerting import clear_alerts
from bot.newsroom.hold import minding
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import embargo_columns, utc_text, words_of
from bot.store.models import Approval, Delivery, Release

OUT = (Stage.LIFTED, Stage.WITHDRAWN)
HELD = (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED)
NOT_BEGUN = (State.WAITING, State.DUE, State.CLAIMED, State.RETRYING)
BEGUN = (State.SENDING, State.UNCONFIRMED)


class NotOnMyWord(EmbargoError):
    """ "{slug}" waits for its embargo, not for your word. `embargo move {slug} --now` lets it go after a new approval."""


class NothingToStop(EmbargoError):
    """Nothing is left to stop: everything has gone or was cancelled before."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move came to: whether an approval was voided, and by whom it has to be given again."""

    voided: bool = False
    approved_by: str = ""


@dataclass
class Stopped:
    """What a stop came to: deliveries held back, and those that had begun or were in doubt already."""

    releases: list[str] = field(default_factory=list)
    cancelled: int = 0
    begun: int = 0


def pause(newsroom: Newsroom, slug: str, by: str, because: str) -> None:
    """Hold an approved release until somebody resumes it. Raises UnknownRelease or WrongStage."""
    newsroom.allow("pause")

    newsroom.world.transact(lambda: _pause(newsroom, _held(slug, (Stage.APPROVED,), "paused"), by, because))


def resume(newsroom: Newsroom, slug: str, by: str) -> bool:
    """Let a paused release wait again; True when its instant has passed, so that it leaves at once.

    Where the clock was in doubt, that says that it is right; where zone rules changed, that the approved instant stands.
    """
    newsroom.allow("resume")

    def work() -> bool:
        release = _held(slug, (Stage.PAUSED,), "resumed")
        now = newsroom.now()
        if release.paused_for == Hold.CLOCK:
            minding.agree(newsroom, by)
        columns = {"embargo_tzdb": TZDB_VERSION} if release.paused_for == Hold.ZONE else {}
        _move_stage(release, (Stage.PAUSED,), Stage.APPROVED, paused_because="", paused_for="", ready_at=now, **columns)
        clear_alerts(newsroom, release)
        newsroom.record(release, by, "resume", **({"held": release.paused_for} if release.paused_for else {}))
        return release.instant is not None and release.instant <= now

    return newsroom.world.transact(work)


def move(newsroom: Newsroom, slug: str, embargo: Embargo, by: str) -> Moved:
    """Give the release another embargo: a later instant keeps its approval, any other voids it."""
    newsroom.allow("move")

    def work() -> Moved:
        release = _held(slug, HELD, "moved")
        before, approval = release.instant, release.approval
        later = before is not None and embargo.instant is not None and embargo.instant >= before
        Release.objects.filter(pk=release.pk).update(**embargo_columns(newsroom.keyring, slug, embargo))
        clear_alerts(newsroom, release, "unapproved", "held", Hold.ZONE)
        newsroom.record(release, by, "move", frm=_told(before), to=_told(embargo.instant))
        if approval is None or later:
            if release.stage == Stage.PAUSED and release.paused_for == Hold.ZONE:  # that was the decision
                _move_stage(release, (Stage.PAUSED,), Stage.APPROVED, paused_because="", paused_for="")
            return Moved()
        void(newsroom, release, by, "its embargo was moved earlier")
        return Moved(True, approval.by)

    return newsroom.world.transact(work)


def cancel(newsroom: Newsroom, slug: str, by: str, sent_by_hand: bool = False) -> None:
    """End a release before its lift; `sent_by_hand` puts on record why. Raises WrongStage once the lift is committed."""
    newsroom.allow("cancel")

    def work() -> None:
        facts = {"sent_by_hand": True} if sent_by_hand else {}
        _cancel(newsroom, _held(slug, HELD, "cancelled"), by, "cancel", **facts)

    newsroom.world.transact(work)


def stop(newsroom: Newsroom, slug: str | None, by: str) -> Stopped:
    """Hold back at once what has not left: of one release, or of all. Raises NothingToStop when there is nothing.

    Before its lift that cancels a release for good; for whoever may not cancel, an approved one is paused instead.
    """
    newsroom.allow("stop")

    def work() -> Stopped:
        stopped, now = Stopped(), newsroom.now()
        chosen = Release.objects.filter(slug=slug) if slug else Release.objects.all()
        if slug and not chosen.exists():
            raise UnknownRelease(slug=slug)
        for release in chosen.filter(stage__in=HELD):
            if newsroom.person is not None and not allows(newsroom.person.role, "cancel"):
                if not _paused_instead(newsroom, release, by):
                    continue
            else:
                stopped.cancelled += _cancel(newsroom, release, by, "stop")
            stopped.releases.append(release.slug)
        leaving = Q(state__in=NOT_BEGUN) | Q(state__in=BEGUN, halted=False)
        rows = Delivery.objects.filter(leaving, release__stage__in=OUT)
        for release in chosen.filter(pk__in=rows.values("release")):
            one = hold_back(newsroom, release, by, now)
            stopped.cancelled += one.cancelled
            stopped.begun += one.begun
            stopped.releases.append(release.slug)
        if not stopped.releases:
            raise NothingToStop()
        return stopped

    return newsroom.world.transact(work)


def hold_back(newsroom: Newsroom, release: Release, by: str, now: datetime) -> Stopped:
    """Within a transaction: what has not left of a lifted release stays here, and what has begun is not tried again."""
    deliveries = Delivery.objects.filter(release=release)
    leaving = deliveries.filter(Q(state__in=NOT_BEGUN) | Q(state__in=BEGUN, halted=False))
    if not leaving.exists():
        return Stopped()
    count = deliveries.filter(state__in=NOT_BEGUN).update(state=State.CANCELLED, claim="", lease_until=None)
    begun = deliveries.filter(state__in=BEGUN).update(halted=True)
    Release.objects.filter(pk=release.pk).update(stopped_at=now)
    newsroom.record(release, by, "stop", cancelled=count)
    return Stopped([release.slug], count, begun)


def give_word(newsroom: Newsroom, slug: str, by: str) -> datetime:
    """The speaker has begun: an approved release that waited for a person's word has its instant now."""
    newsroom.allow("word")

    def work() -> datetime:
        release = _held(slug, (Stage.APPROVED,), "lifted")
        if release.embargo_kind != "on_my_word":
            raise NotOnMyWord(slug=slug)
        now = newsroom.now()
        embargo = at_instant(now, words_of(newsroom.keyring, release), release.embargo_zone)
        columns = embargo_columns(newsroom.keyring, slug, embargo) | {"embargo_kind": "on_my_word", "ready_at": now}
        Release.objects.filter(pk=release.pk).update(**columns)
        newsroom.record(release, by, "word", at=utc_text(now))
        return now

    return newsroom.world.transact(work)


def void(newsroom: Newsroom, release: Release, by: str, because: str) -> None:
    """Take an approval back: the release awaits a new one. Within a transaction."""
    approval = release.approval
    if approval is None:
        return
    Approval.objects.filter(pk=approval.pk).update(void_at=newsroom.now(), void_because=because)
    Delivery.objects.filter(release=release, state=State.WAITING).update(state=State.CANCELLED)
    _move_stage(
        release, (Stage.APPROVED, Stage.PAUSED), Stage.AWAITING, approval=None, paused_because="", paused_for=""
    )
    clear_alerts(newsroom, release, *Hold, "held")
    newsroom.record(release, by, "void", approval=approval.digest, because=because)


def _held(slug: str, stages: tuple[Stage, ...], wanted: str) -> Release:
    release = Release.objects.select_related("approval").filter(slug=slug).first()
    if release is None:
        raise UnknownRelease(slug=slug)
    since = f" since {utc_text(release.lifted_at)}" if release.lifted_at else ""
    require(slug, release.stage, stages, wanted, since)
    return release


def _pause(newsroom: Newsroom, release: Release, by: str, because: str) -> None:
    _move_stage(release, (Stage.APPROVED,), Stage.PAUSED, paused_because=because[:300], paused_for="")
    newsroom.record(release, by, "pause", because=because)


def _paused_instead(newsroom: Newsroom, release: Release, by: str) -> bool:
    """Everybody may hold what would go; nothing is lost by it. False where nothing would go as things stand."""
    if release.stage != Stage.APPROVED:
        return False
    _pause(newsroom, release, by, f"stopped by {by}, who may not cancel")
    return True


def _cancel(newsroom: Newsroom, release: Release, by: str, act: str, **facts: object) -> int:
    _move_stage(release, HELD, Stage.CANCELLED, paused_because="", paused_for="")
    count = Delivery.objects.filter(release=release, state=State.WAITING).update(state=State.CANCELLED)
    clear_alerts(newsroom, release)
    newsroom.record(release, by, act, cancelled=count, **facts)
    return count


def _move_stage(release: Release, frm: tuple[Stage, ...], to: Stage, **columns: object) -> None:
    """The row is the lock: whoever moved it first has it, and the other is told."""
    if Release.objects.filter(pk=release.pk, stage__in=frm).update(stage=to, **columns) != 1:
        release.refresh_from_db(fields=["stage"])
        require(release.slug, release.stage, frm, str(to))


def _told(instant: datetime | None) -> str | None:
    return utc_text(instant) if instant else None
