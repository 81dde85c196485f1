"""A public release as lists, feeds and sitemaps show it: read from what was approved, once, when it has lifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.release import Release as Text
from bot.core.workflow import Stage
from bot.newsroom.copy.languages import mark, page_of
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.published.heralding import beat_slug
from bot.renditions.inline import words
from bot.renditions.page import summary
from bot.renditions.story import one_line, speaks_of_embargo
from bot.store.contents import open_path, open_version
from bot.store.enclosures import open_entries
from bot.store.models import Release, Rendition


@dataclass(frozen=True, slots=True)
class Thumb:
    """The picture that a list shows: its path here, what it shows, pixels and bytes."""

    path: str
    alt: str
    width: int
    height: int
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Beat:
    """What a release is about: the name as it was written, and as addresses have it."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Told:
    """A release in one of its languages. `mark` is "" for the main text, else the language."""

    language: str
    mark: str
    path: str
    headline: str
    summary: str
    kicker: str
    rtl: bool
    picture: Thumb | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One public release; the main text is the first of `told`.

    `published` is the embargo's instant, as its page says; `revised` when the page was changed after the lift. `enclosures`: the
    paths of what the public may fetch beside the pages. `day`: the day of publication where the office is.
    """

    release: int
    slug: str
    approval: int
    withdrawn: bool
    lifted_at: datetime
    published: datetime
    revised: datetime | None
    day: date
    beats: tuple[Beat, ...]
    told: tuple[Told, ...]
    enclosures: tuple[str, ...]

    @property
    def changed(self) -> datetime:
        """Since when it says what it says."""
        return self.revised or self.published

    def text_in(self, language: str) -> Told:
        """The text in this language; the main one where there is none, or for ""."""
        return next((one for one in self.told if one.language == language), self.told[0])


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry, and everything in it that can be searched for."""

    entry: Entry
    words: str


def read(room: Newsroom, release: Release, pages: Sequence[Rendition]) -> Reading:
    """Open what was approved of a public release. Raises WrongKey or SealBroken."""
    approval = release.approval
    assert approval is not None
    assert release.lifted_at is not None
    whole, main = open_version(room.keyring, approval.version), open_path(room.keyring, approval.version)
    withdrawn = release.stage == Stage.WITHDRAWN
    shown = {page.language: open_entries(room.keyring, release.slug, page) for page in pages}
    pictures = {
        language: next(
            (Thumb(one.path, one.alt, one.width, one.height, one.media_type, one.size) for one in listed if one.width),
            None,
        )
        for language, listed in shown.items()
    }
    texts = [one for one in (whole, *whole.translations) if mark(one, whole) in shown]
    # Of what was withdrawn only the headline is still said, as on its page.
    told = tuple(_told(one, mark(one, whole), main, pictures[mark(one, whole)], withdrawn) for one in texts)
    published = release.instant or release.lifted_at
    entry = Entry(
        release=release.pk,
        slug=release.slug,
        approval=approval.pk,
        withdrawn=withdrawn,
        lifted_at=release.lifted_at,
        published=published,
        revised=release.revised_at,
        day=published.astimezone(ZoneInfo(room.config.office.zone)).date(),
        beats=tuple(Beat(name, slug) for name in whole.beats if (slug := beat_slug(name))),
        told=told,
        enclosures=tuple(dict.fromkeys(one.path for listed in shown.values() for one in listed)),
    )
    return Reading(entry, "\n".join(line for one in texts for line in _lines(one)))


def _told(text: Text, name: str, main: str, picture: Thumb | None, withdrawn: bool) -> Told:
    kicker = "" if speaks_of_embargo(text.kicker) else one_line(text.kicker or "")
    headline = one_line(words(text.headline))
    said = headline if withdrawn else summary(text)
    return Told(text.language, name, page_of(main, name), headline, said, kicker, text.rtl, picture)


def _lines(text: Text) -> Iterator[str]:
    """What readers may remember of it. Notes and contacts are on the page, but nobody looks for a release by them."""
    yield from (text.headline, text.subhead or "", text.kicker or "", text.dateline or "", *text.beats)
    for parts in (text.body, *(section.parts for section in text.sections)):
        for part in parts:
            yield from (words(part.text), *(words(item) for item in part.items))
    for quote in text.quotes:
        yield from (words(quote.text), quote.speaker or "", quote.role or "")
