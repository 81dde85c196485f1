"""What a version says of the one before it, after the lift: as its renditions need it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.standing import REPLACING, After, Mark, Standing
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_note
from bot.store.embargoes import utc_text
from bot.store.models import Approval, Release, Version


def after_of(newsroom: Newsroom, release: Release, version: Version) -> After | None:
    """What setting has to know of a version that follows the lift; None for one that does not."""
    if not version.standing:
        return None
    assert release.instant is not None
    standing, note = Standing(version.standing), open_note(newsroom.keyring, version)
    newest = [Mark(standing, note, None)] if standing in REPLACING else []
    # What is withdrawn is withdrawn with its corrections: they repeat what it said.
    earlier = [] if standing == Standing.WITHDRAWAL else list(_earlier(newsroom, release))
    return After(standing, note, utc_text(release.instant), (*newest, *earlier))


def _earlier(newsroom: Newsroom, release: Release) -> Iterator[Mark]:
    """The notes that went already and stand on the page, the newest first."""
    went = Approval.objects.filter(release=release, void_at=None, version__standing__in=REPLACING)
    for approval in went.select_related("version__release").order_by("-pk"):
        standing = Standing(approval.version.standing)
        yield Mark(standing, open_note(newsroom.keyring, approval.version), approval.at)
