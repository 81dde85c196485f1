"""Previewing: every rendition exactly as it will leave, approved or as it would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from bot.core.enclosure import Entry
from bot.core.errors import UnknownChannel
from bot.core.release import Release as Text
from bot.newsroom.afterwards.following import plan_follow_up
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.enclosures.developing import Album
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import PAGE, Plan, developed, text_sheets
from bot.newsroom.wording import spoken
from bot.renditions.setting import preview_files, render
from bot.renditions.side_by_side import Caption, Laid, side_by_side
from bot.renditions.standing import since
from bot.store.contents import open_rendition, open_version
from bot.store.embargoes import utc_text
from bot.store.enclosures import open_enclosure, open_entries
from bot.store.models import Approval, Release, Rendition, Version


def preview(newsroom: Newsroom, slug: str, channel: str | None = None) -> dict[str, bytes]:
    """File name → content. The approved bytes when the newest text is the approved one, else as they would be now.

    Raises UnknownRelease, UnknownChannel, or why a template fails.
    """
    release = get(slug)
    files: dict[str, bytes] = {}
    for one in _laid(newsroom, release, channel):
        name = "-".join(filter(None, (one.channel or "page", one.language)))
        files |= preview_files(one.kind, one.content, name, merge_values(newsroom, release))
        files |= {_file_name(name, entry): content for entry, content in one.enclosures}
    return files


def overview(
    newsroom: Newsroom, slug: str, lifts: Sequence[str], doubts: Sequence[str], channel: str | None = None
) -> bytes:
    """One HTML page with every rendition side by side; `lifts` and `doubts` are the lines to set above them.

    Raises UnknownRelease, UnknownChannel, or why a template fails.
    """
    release = get(slug)
    text = open_version(newsroom.keyring, _shown(release))
    caption = Caption(slug, newsroom.config.office.name, tuple(lifts), tuple(doubts))
    laid = _laid(newsroom, release, channel)
    return side_by_side(text, laid, caption, merge_values(newsroom, release), newsroom.templates, spoken())


def of_plan(newsroom: Newsroom, plan: Plan, lifts: Sequence[str], doubts: Sequence[str]) -> bytes:
    """`overview` of a plan: the very bytes that approving it would seal."""

    caption = Caption(plan.release.slug, newsroom.config.office.name, tuple(lifts), tuple(doubts))
    return side_by_side(
        plan.text, _planned(newsroom, plan), caption, merge_values(newsroom, plan.release), newsroom.templates, spoken()
    )


def _planned(newsroom: Newsroom, plan: Plan) -> list[Laid]:
    """What approving a plan would seal."""

    def held(entry: Entry) -> bytes:
        return plan.contents.get(entry.digest) or _kept(newsroom, plan.release, entry)

    return [
        Laid(one.channel, one.kind, one.content, one.language, tuple((entry, held(entry)) for entry in one.enclosures))
        for one in plan.parts
    ]


def _shown(release: Release) -> Version:
    """What awaits an approval; of a release that has lifted the version that holds, as a later one may have been taken back."""
    if release.lifted_at is None or release.approval is None:
        return latest(release)
    return release.follow_up or release.approval.version


def _laid(newsroom: Newsroom, release: Release, channel: str | None) -> list[Laid]:
    """The pages and every channel's renditions, or one channel's. Raises UnknownChannel."""
    if channel is not None and channel not in release.channels:
        raise UnknownChannel(name=channel, known=", ".join(release.channels))
    if release.follow_up_id is not None:
        return [one for one in _planned(newsroom, plan_follow_up(newsroom, release)) if channel in (None, one.channel)]
    names, version, approval = [channel] if channel else ["", *release.channels], _shown(release), release.approval
    if approval is not None and approval.version_id == version.pk:
        return [one for name in names for one in _approved(newsroom, release, approval, name)]
    whole = open_version(newsroom.keyring, version)
    albums = developed(newsroom, release, whole)
    return [one for name in names for one in _unapproved(newsroom, release, whole, albums, name)]


def _approved(newsroom: Newsroom, release: Release, approval: Approval, channel: str) -> Iterator[Laid]:
    """A channel's renditions as they were approved, with the pictures and files that go with each."""
    for row in Rendition.objects.filter(approval=approval, channel=channel).order_by("pk"):
        content = open_rendition(newsroom.keyring, release.slug, row)
        entries = open_entries(newsroom.keyring, release.slug, row)
        enclosures = tuple((one, open_enclosure(newsroom.keyring, release, one.digest)) for one in entries)
        yield Laid(channel, row.kind, content, row.language, enclosures)


def _unapproved(
    newsroom: Newsroom, release: Release, whole: Text, albums: Mapping[str, Album], channel: str
) -> Iterator[Laid]:
    """The same as it would be if it were approved now."""
    config = newsroom.config.channel(channel) if channel else None
    kind = config.kind if config else PAGE
    for text, sheet in text_sheets(newsroom, release, latest(release), whole, config, albums):
        album = albums[sheet.language]
        entries = album.posted(kind) if channel else album.entries
        enclosures = tuple((one, album.contents.get(one.digest) or _kept(newsroom, release, one)) for one in entries)
        yield Laid(channel, kind, render(kind, text, sheet), sheet.language, enclosures)


def _kept(newsroom: Newsroom, release: Release, entry: Entry) -> bytes:
    return open_enclosure(newsroom.keyring, release, entry.digest)


def _file_name(rendition: str, entry: Entry) -> str:
    """`page-picture-1-1200.jpg`, `x-picture-1-4096.jpg`, `page-figures.csv`."""
    path = PurePosixPath(entry.name)
    return f"{rendition}-{path.stem}{f'-{entry.width}' if entry.width else ''}{path.suffix}"


def merge_values(newsroom: Newsroom, release: Release) -> dict[str, str]:
    """Stand-ins for one reader's own values, less the greeting, which a mail's language decides.

    The lift is the embargo's instant, as far as it is known.
    """
    lift = utc_text(release.instant) if release.instant else utc_text(newsroom.now())
    link = f"{newsroom.config.office.url}/unsubscribe/preview"
    return {"unsubscribe": link, "lift": lift} | since(newsroom.now(), "en", newsroom.config.office.zone)
