"""A draft as its readers would see it, and what is in doubt about it: from what was typed, before any version is filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.core.preflight.pictures import fetched_from
from bot.core.preflight.translations import in_language
from bot.core.release import Finding
from bot.core.release import Release as Text
from bot.newsroom.approval import preflight
from bot.newsroom.approval.preflight import Report
from bot.newsroom.approval.previewing import merge_values
from bot.newsroom.copy.drafting import Opened
from bot.newsroom.copy.entering import considered
from bot.newsroom.copy.filing import page_path
from bot.newsroom.copy.languages import mark
from bot.newsroom.copy.writing import Typed, typed_texts, whole_of
from bot.newsroom.enclosures.developing import Album
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import PAGE, developed, text_sheets
from bot.newsroom.wording import said, spoken
from bot.renditions.setting import Sheet, doubts, render
from bot.renditions.side_by_side import Caption, Laid, side_by_side
from bot.store.contents import seal_path
from bot.store.enclosures import open_enclosure
from bot.store.models import Release, Version

EMPTY = Album()


@dataclass(frozen=True, slots=True)
class Look:
    """What was typed, as it is read: its texts, the main one first, the whole release, and what is in doubt."""

    typed: tuple[Typed, ...]
    whole: Text
    report: Report


def look(newsroom: Newsroom, here: Opened) -> Look:
    """Read a draft and look it over, for every channel that it goes to. Raises LongParagraph."""
    office = newsroom.config.office
    typed = typed_texts(here.draft, newsroom.now().date(), office.zone)
    whole = whole_of(typed)
    read = [
        *here.draft.doubts,
        *typed[0].findings,
        *(finding for one in typed[1:] for finding in in_language(one.findings, one.text.language)),
        *_of_channels(newsroom, here, whole),
    ]
    return Look(
        typed,
        whole,
        preflight.of_text(whole, read, preflight.lift_date(_release(newsroom, here).instant, office), office),
    )


def page(newsroom: Newsroom, here: Opened, lifts: Sequence[str]) -> bytes:
    """Every channel's rendition of a draft side by side, in one HTML file that loads nothing (`renditions.side_by_side`).

    `lifts`: when it goes, as it stands above.

    What can't be set is said at the top, and the rest is shown. Pictures that are elsewhere are not fetched for this.
    """
    whole = _here(whole_of(typed_texts(here.draft, newsroom.now().date(), newsroom.config.office.zone)))
    release = _release(newsroom, here)
    albums, laid, problems = developed(newsroom, release, whole), list[Laid](), list[str]()
    for name in ("", *release.channels):
        kind = newsroom.config.channel(name).kind if name else PAGE
        try:
            for text, sheet in _sheets(newsroom, release, whole, name, albums):
                album = albums[sheet.language]
                entries = album.posted(kind) if name else album.entries
                held = [
                    (one, album.contents.get(one.digest) or open_enclosure(newsroom.keyring, release, one.digest))
                    for one in entries
                ]
                laid.append(Laid(name, kind, render(kind, text, sheet), sheet.language, tuple(held)))
        except EmbargoError as error:
            problems.append(f"{name or _('the page')}: {said(error)}")
    caption = Caption(release.slug, newsroom.config.office.name, tuple(lifts), tuple(problems))
    return side_by_side(whole, laid, caption, merge_values(newsroom, release), newsroom.templates, spoken())


def _of_channels(newsroom: Newsroom, here: Opened, whole: Text) -> Iterator[Finding]:
    release = _release(newsroom, here)
    albums = {mark(one, whole): EMPTY for one in (whole, *whole.translations)}
    for name in release.channels:
        kind = newsroom.config.channel(name).kind
        for text, sheet in _sheets(newsroom, release, whole, name, albums):
            found = doubts(kind, text, sheet)
            yield from in_language(found, sheet.language) if sheet.language else found


def _sheets(
    newsroom: Newsroom, release: Release, whole: Text, channel: str, albums: Mapping[str, Album]
) -> list[tuple[Text, Sheet]]:
    """As for a version that would be filed now."""
    number = release.versions.count() + 1
    path = seal_path(newsroom.keyring, release.slug, number, page_path(newsroom, release, whole))
    version = Version(release=release, number=number, digest=whole.digest, page_path=path)
    config = newsroom.config.channel(channel) if channel else None
    return text_sheets(newsroom, release, version, whole, config, albums)


def _release(newsroom: Newsroom, here: Opened) -> Release:
    """The row as it would be once this is put up: nothing of it is saved."""
    release = Release.objects.get(pk=here.release.pk)
    known = newsroom.config.channels
    release.channels = [name for name in here.draft.channels if name in known]
    if here.revision and release.versions.exists() is False:
        settled = considered(newsroom, here.draft.entry).embargo
        release.instant = settled.instant if settled is not None else None
    return release


def _here(whole: Text) -> Text:
    """Without the pictures that would have to be fetched."""
    kept = tuple(one for one in whole.pictures if one.digest or not fetched_from(one.source or ""))
    return replace(whole, pictures=kept, translations=tuple(map(_here, whole.translations)))
