"""Previewing: every rendition exactly as it will leave, approved or as it would be."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import UnknownChannel
from bot.newsroom.approving import PAGE, sheet
from bot.newsroom.filing import get, latest
from bot.newsroom.newsroom import Newsroom
from bot.renditions.setting import preview_files, render
from bot.renditions.side_by_side import Caption, Laid, side_by_side
from bot.store.contents import open_path, open_rendition, open_version
from bot.store.embargoes import utc_text
from bot.store.models import Release, Rendition


def preview(newsroom: Newsroom, slug: str, channel: str | None = None) -> dict[str, bytes]:
    """File name → content. The approved bytes when the newest text is the approved one, else as they would be now.

    Raises UnknownRelease, UnknownChannel, or why a template fails.
    """
    release = get(slug)
    files: dict[str, bytes] = {}
    for one in _laid(newsroom, release, channel):
        files |= preview_files(one.kind, one.content, one.channel or "page", _merge(newsroom, release))
    return files


def overview(
    newsroom: Newsroom, slug: str, lifts: Sequence[str], doubts: Sequence[str], channel: str | None = None
) -> bytes:
    """One HTML page with every rendition side by side; `lifts` and `doubts` are the lines to set above them.

    Raises UnknownRelease, UnknownChannel, or why a template fails.
    """
    release = get(slug)
    text = open_version(newsroom.keyring, latest(release))
    caption = Caption(slug, newsroom.config.office.name, tuple(lifts), tuple(doubts))
    laid = _laid(newsroom, release, channel)
    return side_by_side(text, laid, caption, _merge(newsroom, release), newsroom.templates)


def _laid(newsroom: Newsroom, release: Release, channel: str | None) -> list[Laid]:
    """The page and every channel's rendition, or one channel's. Raises UnknownChannel."""
    if channel is not None and channel not in release.channels:
        raise UnknownChannel(name=channel, known=", ".join(release.channels))
    laid = []
    for name in [channel] if channel else ["", *release.channels]:
        kind = newsroom.config.channel(name).kind if name else PAGE
        laid.append(Laid(name, kind, _bytes(newsroom, release, name, kind)))
    return laid


def _bytes(newsroom: Newsroom, release: Release, channel: str, kind: str) -> bytes:
    version = latest(release)
    approval = release.approval
    if approval is not None and approval.version_id == version.pk:
        return open_rendition(newsroom.keyring, release.slug, Rendition.objects.get(approval=approval, channel=channel))
    text = open_version(newsroom.keyring, version)
    page_url = newsroom.config.office.url + open_path(newsroom.keyring, version)
    config = newsroom.config.channel(channel) if channel else None
    return render(kind, text, sheet(newsroom, release, version, page_url, config))


def _merge(newsroom: Newsroom, release: Release) -> dict[str, str]:
    """Stand-ins for one reader's own values; the lift is the embargo's instant, as far as it is known."""
    lift = utc_text(release.instant) if release.instant else utc_text(newsroom.now())
    link = f"{newsroom.config.office.url}/unsubscribe/preview"
    return {"greeting": "Dear Ann Reader,", "unsubscribe": link, "lift": lift}
