"""Drafting: a release is written, saved as it is typed, and put up for approval. Nobody overwrites anybody unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.draft import Draft as Written
from bot.core.draft import Entry
from bot.core.embargo import Embargo
from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.roles import Role
from bot.core.workflow import Stage, require
from bot.newsroom.alerting import clear_alerts
from bot.newsroom.copy.entering import considered
from bot.newsroom.copy.filing import get, latest, new_slug
from bot.newsroom.copy.writing import draft_of
from bot.newsroom.enclosures.keeping import belong, keep_all
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.drafts import draft_row, open_draft, others_in, seal_draft
from bot.store.embargoes import embargo_columns, embargo_of
from bot.store.models import Draft, Presence, Release, Version

WRITABLE = (Stage.DRAFT, Stage.AWAITING, Stage.APPROVED, Stage.PAUSED)


class DraftConflict(EmbargoError):
    """{by} saved this at the same time, so yours is not saved yet. Compare the two, then keep one."""

    def __init__(self, by: str, theirs: Opened) -> None:
        super().__init__(by=by)
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft as it stands. `revision` 0: nothing has been typed since version `beside`; `by` and `at`: who saved it last."""

    release: Release
    draft: Written
    revision: int
    beside: int
    by: str
    at: datetime
    shared: bool = False
    hands: tuple[str, ...] = ()
    """Everybody who has typed in it since it was begun."""


def begin(
    newsroom: Newsroom, draft: Written, by: str, enclosures: Sequence[Enclosure] = (), shared: bool = False
) -> Release:
    """A new release, as a draft. Raises TooLarge."""
    newsroom.allow("draft")
    kept = keep_all(newsroom, enclosures)

    def work() -> Release:
        now, empty = newsroom.now(), _empty(newsroom)
        slug = new_slug(newsroom, empty)
        release = Release.objects.create(
            slug=slug,
            stage=Stage.DRAFT,
            queued_by=by,
            queued_at=now,
            channels=list(draft.channels),
            **embargo_columns(newsroom.keyring, slug, empty),
        )
        belong(kept, release)
        content = seal_draft(newsroom.keyring, slug, draft)
        Draft.objects.create(release=release, content=content, by=by, at=now, hands=[by], shared=shared)
        _follow(newsroom, release, draft.entry)
        newsroom.record(release, by, "draft")
        return release

    return newsroom.world.transact(work)


def opened(newsroom: Newsroom, slug: str) -> Opened:
    """What is being written of a release; where nothing is, its newest version as one would begin to edit it.

    Raises UnknownRelease, for a draft of somebody else's too.
    """
    release = get(slug)
    row = draft_row(release)
    _require_open(newsroom, release, row)
    if row is None and release.stage == Stage.DRAFT:
        raise UnknownRelease(slug=slug)  # it was thrown away
    if row is None:
        return _from_version(newsroom, release, latest(release))
    typed = open_draft(newsroom.keyring, row)
    return Opened(release, typed, row.revision, row.beside, row.by, row.at, row.shared, tuple(row.hands))


def put_up_last(newsroom: Newsroom, slug: str) -> Opened:
    """A release as somebody outside may see it: its newest version, or, where there is none yet, what is typed."""
    release = get(slug)
    if release.stage == Stage.DRAFT:
        return opened(newsroom, slug)
    return _from_version(newsroom, release, latest(release))


def save(newsroom: Newsroom, slug: str, draft: Written, revision: int, by: str) -> int:
    """Keep what was typed, and return its revision; `revision` is the one that it was begun from.

    Raises DraftConflict when somebody else saved meanwhile, UnknownRelease, WrongStage.
    """
    newsroom.allow("draft")

    def work() -> int:
        here = opened(newsroom, slug)
        require(slug, here.release.stage, WRITABLE, "edited")
        if here.revision != revision:
            if here.draft == draft:
                return here.revision
            raise DraftConflict(here.by, here)
        if here.draft == draft:
            return revision
        content, now = seal_draft(newsroom.keyring, slug, draft), newsroom.now()
        hands = list(dict.fromkeys([*here.hands, by]))
        if revision == 0:
            Draft.objects.create(release=here.release, content=content, beside=here.beside, by=by, at=now, hands=hands)
        else:
            rows = Draft.objects.filter(release=here.release, revision=revision)
            rows.update(content=content, revision=revision + 1, by=by, at=now, hands=hands)
        if here.release.stage == Stage.DRAFT:
            Release.objects.filter(pk=here.release.pk).update(channels=list(draft.channels))
            _follow(newsroom, here.release, draft.entry)
        if revision == 0 or here.by != by:
            newsroom.record(here.release, by, "draft", revision=revision + 1)
        return revision + 1

    return newsroom.world.transact(work)


def enclose(newsroom: Newsroom, slug: str, enclosures: Sequence[Enclosure]) -> None:
    """Keep the bytes of pictures and files for a draft that is about to name them. Raises TooLarge, UnknownRelease."""
    newsroom.allow("draft")
    here = opened(newsroom, slug)
    kept = keep_all(newsroom, enclosures, here.release)
    newsroom.world.transact(lambda: belong(kept, here.release))


def discard(newsroom: Newsroom, slug: str, by: str) -> None:
    """Throw away what was typed: a draft is gone with it, else the newest version stands as it was."""
    newsroom.allow("draft")

    def work() -> None:
        release = opened(newsroom, slug).release
        Draft.objects.filter(release=release).delete()
        if release.stage == Stage.DRAFT:
            Release.objects.filter(pk=release.pk).update(instant=None)
            clear_alerts(newsroom, release, "unapproved")
        newsroom.record(release, by, "discard-draft")

    newsroom.world.transact(work)


def share(newsroom: Newsroom, slug: str, by: str, shared: bool) -> None:
    """Let every writer into a draft, or only whoever began it and the editors."""
    newsroom.allow("draft")

    def work() -> None:
        release = opened(newsroom, slug).release
        Draft.objects.filter(release=release).update(shared=shared)
        newsroom.record(release, by, "share", shared=shared)

    newsroom.world.transact(work)


def look_in(newsroom: Newsroom, slug: str, by: str) -> list[Presence]:
    """Say that `by` has it open, and who else has. Raises UnknownRelease."""
    release = get(slug)
    _require_open(newsroom, release, draft_row(release))
    now = newsroom.now()
    newsroom.world.transact(
        lambda: Presence.objects.update_or_create(release=release, name=by, defaults={"seen_at": now})
    )
    return others_in(release, by, now)


def _require_open(newsroom: Newsroom, release: Release, row: Draft | None) -> None:
    """A draft is its beginner's and the editors' until it is shared or put up; to others it is not there."""
    who = newsroom.person
    if who is None or release.stage != Stage.DRAFT or who.role != Role.WRITER or release.queued_by == who.name:
        return
    if row is None or not row.shared:
        raise UnknownRelease(slug=release.slug)


def _from_version(newsroom: Newsroom, release: Release, version: Version) -> Opened:
    embargo = embargo_of(release)
    wall = embargo.wall
    entry = Entry(
        "until" if embargo.kind == "until" else "on_my_word",
        wall.date().isoformat() if wall else "",
        wall.time().isoformat("minutes" if not wall.second else "seconds") if wall else "",
        embargo.zone,
    )
    text = open_version(newsroom.keyring, version)
    draft = draft_of(text, Written(channels=tuple(release.channels), entry=entry))
    return Opened(release, draft, 0, version.number, version.filed_by, version.filed_at)


def _follow(newsroom: Newsroom, release: Release, entry: Entry) -> None:
    """The row of a draft has the instant that is entered, as far as it is settled: calendars and alerts go by it."""
    settled = considered(newsroom, entry).embargo
    embargo = settled if settled is not None and entry.kind == "until" else _empty(newsroom)
    Release.objects.filter(pk=release.pk).update(**embargo_columns(newsroom.keyring, release.slug, embargo))
    if embargo.instant is None or embargo.instant > newsroom.now():
        clear_alerts(newsroom, release, "unapproved")


def _empty(newsroom: Newsroom) -> Embargo:
    return Embargo("until", "", None, newsroom.config.office.zone, None)
