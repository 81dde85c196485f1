"""Showing a release to somebody outside before its lift: by a link that nobody can guess, that ends, and that is one browser's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from bot.core.errors import EmbargoError
from bot.core.signing import mac
from bot.core.workflow import Stage
from bot.newsroom.copy.drafting import opened
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text
from bot.store.models import PreviewLink, Release

VISITOR = "visitor"
LONGEST = timedelta(days=14)
SHOWN = (Stage.DRAFT, Stage.AWAITING, Stage.APPROVED, Stage.PAUSED)


class NoSuchPreview(EmbargoError):
    """This link leads nowhere: it has ended, was taken back, or was never made. Ask the press office for a new one."""


class OpenedElsewhere(EmbargoError):
    """This link was opened in another browser before, and shows nothing in a second one. Ask the press office for one of your own."""


class ForWhom(EmbargoError):
    """Say for whom the link is: it stands on record beside every opening."""


class TooLongOpen(EmbargoError):
    """A preview link can hold for one hour to fourteen days."""


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was just made; `secret` is its last part, told once and kept nowhere."""

    link: PreviewLink
    secret: str


def make_link(newsroom: Newsroom, slug: str, whom: str, span: timedelta, by: str) -> Made:
    """A link for somebody. Raises ForWhom, TooLongOpen, UnknownRelease."""
    newsroom.allow("preview")
    whom, secret = " ".join(whom.split())[:120], token_urlsafe(24)
    if not whom:
        raise ForWhom()
    if not timedelta(hours=1) <= span <= LONGEST:
        raise TooLongOpen()
    release, now = opened(newsroom, slug).release, newsroom.now()

    def work() -> PreviewLink:
        link = PreviewLink.objects.create(
            release=release, key=_key(newsroom, secret), whom=whom, made_by=by, made_at=now, ends_at=now + span
        )
        newsroom.record(release, by, "preview-link", link=link.pk, whom=whom, until=utc_text(link.ends_at))
        return link

    return Made(newsroom.world.transact(work), secret)


def revoke(newsroom: Newsroom, slug: str, link: int, by: str) -> None:
    """Take a link back; a second time changes nothing. Raises NoSuchPreview."""
    newsroom.allow("preview")
    release = opened(newsroom, slug).release

    def work() -> None:
        row = PreviewLink.objects.filter(release=release, pk=link).first()
        if row is None:
            raise NoSuchPreview()
        if PreviewLink.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=newsroom.now()):
            newsroom.record(release, by, "preview-revoked", link=row.pk, whom=row.whom)

    newsroom.world.transact(work)


def revoke_all_of(newsroom: Newsroom, maker: str, by: str) -> int:
    """Within a transaction: take back every link that somebody made, and tell how many held until now."""
    now = newsroom.now()
    held = PreviewLink.objects.select_related("release").filter(made_by=maker, revoked_at=None, ends_at__gt=now)
    found = list(held)
    PreviewLink.objects.filter(pk__in=[one.pk for one in found]).update(revoked_at=now)
    for one in found:
        newsroom.record(one.release, by, "preview-revoked", link=one.pk, whom=one.whom)
    return len(found)


def known(newsroom: Newsroom, secret: str) -> PreviewLink:
    """The link with this secret, as long as it holds. Raises NoSuchPreview, alike for every reason."""
    row = PreviewLink.objects.select_related("release").filter(key=_key(newsroom, secret)).first()
    if row is None or row.revoked_at is not None or row.ends_at <= newsroom.now() or row.release.stage not in SHOWN:
        raise NoSuchPreview()
    return row


def open_link(newsroom: Newsroom, secret: str, browser: str) -> PreviewLink:
    """Open a link in a browser, `browser` being what knows it again; the first opening makes it that browser's alone.

    Every opening is on record, and so is one that is refused. Raises NoSuchPreview or OpenedElsewhere.
    """
    key = mac(newsroom.keyring.derived("preview-browser"), browser.encode())

    def work() -> PreviewLink | None:
        row, now = known(newsroom, secret), newsroom.now()
        first = PreviewLink.objects.filter(pk=row.pk, browser="").update(browser=key, opened_at=now) == 1
        row.refresh_from_db()
        if row.browser != key:
            newsroom.record(row.release, VISITOR, "preview-refused", link=row.pk, whom=row.whom)
            return None
        newsroom.record(row.release, VISITOR, "preview-opened", link=row.pk, whom=row.whom, first=first)
        return row

    row = newsroom.world.transact(work)
    if row is None:
        raise OpenedElsewhere()
    return row


def links_of(release: Release) -> list[PreviewLink]:
    """Every link that was made to a release, the newest first; at most 50."""
    return list(PreviewLink.objects.filter(release=release).order_by("-pk")[:50])


def _key(newsroom: Newsroom, secret: str) -> str:
    return mac(newsroom.keyring.derived("preview-link"), secret.encode())
