"""Redrafting what has gone out: from a passage, a paragraph or a file to the text that is to take its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.draft import Writing
from bot.core.errors import EmbargoError
from bot.core.release import Release as Text
from bot.core.rewording import opened_with, reworded
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.copy.writing import read_typed, writing_of
from bot.newsroom.newsroom import Newsroom
from bot.readers.opening import read
from bot.store.contents import open_version
from bot.store.models import Version

EDITED = ("headline", "subhead", "body")
LARGEST = 5 * 1024 * 1024  # bytes of a file that is read as a text


class NotInTheText(EmbargoError):
    """The text does not say “{was}”. Copy the passage from it as it stands, a sentence at most."""


class NothingGiven(EmbargoError):
    """Say what the text should be: the passage and how it should read, the text itself, or a file with it."""


class TextTooLarge(EmbargoError):
    """{file} is larger than {limit} MB: a release is text. Put pictures and tables beside it."""


def put_right(newsroom: Newsroom, slug: str, was: str, now: str) -> Draft:
    """The standing text with one passage reworded, in whichever language it stands. Raises UnknownRelease, NotInTheText."""
    whole = standing_text(newsroom, slug)
    found = [made for one in (whole, *whole.translations) for made, count in [reworded(one, was, now)] if count]
    if not found:
        raise NotInTheText(was=" ".join(was.split())[:120])
    first, *others = (replace(one, translations=()) for one in found)
    return Draft(first, others)


def added_to(newsroom: Newsroom, slug: str, paragraphs: str) -> Draft:
    """The standing text, the new paragraphs first. Raises UnknownRelease, NothingGiven."""
    if not paragraphs.strip():
        raise NothingGiven()
    return Draft(replace(opened_with(standing_text(newsroom, slug), paragraphs), translations=()))


def rewritten(newsroom: Newsroom, slug: str, typed: Sequence[Mapping[str, str]]) -> Draft | None:
    """The standing text as it was edited: for each of its texts, the main one first, what stands in EDITED's fields now.

    None where nothing was changed. Raises UnknownRelease, or LongParagraph.
    """
    whole = standing_text(newsroom, slug)
    today, zone = newsroom.now().date(), newsroom.config.office.zone
    changed = []
    for text, given in zip((whole, *whole.translations), typed, strict=False):
        was = writing_of(text)
        headline, subhead, body = (_lines(given.get(name, getattr(was, name))) for name in EDITED)
        now = replace(was, headline=headline, subhead=subhead, body=body)
        if now != was:
            changed.append(read_typed(now, today, zone).text)
    if not changed:
        return None
    return Draft(changed[0], changed[1:])


def as_typed(whole: Text) -> list[Writing]:
    """Every text as it is edited, the main one first."""
    return [writing_of(one) for one in (whole, *whole.translations)]


def from_file(newsroom: Newsroom, slug: str, name: str, content: bytes) -> Draft:
    """A file read as a text; pictures, files and contacts that it does not name stay as they are.

    Raises UnknownRelease, TextTooLarge, or why it can't be read.
    """
    if len(content) > LARGEST:
        raise TextTooLarge(file=name, limit=LARGEST // 2**20)
    office = newsroom.config.office
    text = read(name, content, newsroom.now().date(), office.zone, office.dates).release
    whole = standing_text(newsroom, slug)
    was = next((one for one in (whole, *whole.translations) if one.language == text.language), whole)
    kept = {part: getattr(was, part) for part in ("pictures", "files", "contacts") if not getattr(text, part)}
    return Draft(replace(text, **kept, translations=()))


def _lines(typed: str) -> str:
    """As a browser sends it, with the ends of lines that we write."""
    return typed.replace("\r\n", "\n")


def standing_text(newsroom: Newsroom, slug: str) -> Text:
    """What the page says now; before the lift, the newest version. Raises UnknownRelease or StillDraft."""
    release = get(slug)
    if release.approval is None:
        return open_version(newsroom.keyring, latest(release))
    version = Version.objects.select_related("release").get(pk=release.approval.version_id)
    return open_version(newsroom.keyring, version)
