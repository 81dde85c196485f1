"""A release laid out for reading: the order and the wording that every template shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.release import Contact, Part, Quote, Release
from bot.renditions.pictures import Linked, Shown, leaving
from bot.renditions.sheet import Sheet
from bot.renditions.wording import Marks, labels, long_date, marks

_EMBARGO = re.compile(r"embargo|sperrfrist", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text.

    `ordered`: a list's items are numbered from 1. A quote's paragraphs carry their marks; `attribution` is empty where the
    text before names the speaker.
    """

    kind: Literal["paragraph", "heading", "list", "quote"]
    text: str = ""
    items: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    attribution: str = ""
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled part after the body."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What a reader gets, in the order they get it.

    `opening` is the lede (with what it introduces), `blocks` the rest of the body; `picture` stands between them and
    `gallery` after the chapters, `files` after that. `date` is in words, `iso` the same day. `enquiries` is the office's own contact where
    the release has none.
    """

    language: str
    direction: Literal["ltr", "rtl"]
    labels: dict[str, str]
    kicker: str
    date: str
    iso: str
    headline: str
    subhead: str
    dateline: str
    notice: str
    opening: tuple[Block, ...]
    blocks: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    picture: Shown | None
    gallery: tuple[Shown, ...]
    files: tuple[Linked, ...]
    contacts: tuple[Contact, ...]
    enquiries: str


def tell(release: Release, sheet: Sheet) -> Story:
    """Lay a release out. Its day is the one it states, else that of the lift, else none. No embargo is spoken of."""
    opening, blocks = _opened(_blocks(release.body, release))
    shown = leaving(release, sheet.pictures)
    day = date.fromisoformat(release.release_date) if release.release_date else sheet.lift_date
    wording = dict(labels(release.language))
    chapters = [Chapter(_line(section.title), _blocks(section.parts, release)) for section in release.sections]
    if release.notes:
        chapters.append(Chapter(wording["notes"], _blocks(release.notes, release)))
    return Story(
        language=release.language,
        direction="rtl" if release.rtl else "ltr",
        labels=wording,
        kicker=_unembargoed(release.kicker),
        date=long_date(day, release.language, sheet.office.zone) if day else "",
        iso=day.isoformat() if day else "",
        headline=one_line(release.headline),
        subhead=_line(release.subhead or ""),
        dateline=_line(release.dateline or "").rstrip(" —–-:"),
        notice=_unembargoed(release.notice),
        opening=opening,
        blocks=blocks,
        chapters=tuple(chapters),
        picture=shown[0] if shown else None,
        gallery=shown[1:],
        files=sheet.files,
        contacts=release.contacts,
        enquiries="" if release.contacts else sheet.office.contact,
    )


def speaks_of_embargo(text: str | None) -> bool:
    """Whether a kicker or notice is about the embargo, which is over when anybody reads it."""
    return bool(text and _EMBARGO.search(text))


def one_line(text: str) -> str:
    """Safe as a mail header: no line breaks or control characters, single spaces."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def _unembargoed(text: str | None) -> str:
    return "" if speaks_of_embargo(text) else _line(text or "")


def _line(text: str) -> str:
    """One paragraph as one line; the no-break spaces somebody set stay."""
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text).strip()


def _blocks(parts: tuple[Part, ...], release: Release) -> tuple[Block, ...]:
    setting = marks(release.language)
    blocks: list[Block] = []
    for part in parts:
        if part.kind == "quote":
            before = blocks[-1].text if blocks else ""
            blocks.append(_quotation(release.quotes[part.quote or 0], setting, before))
        else:
            items = tuple(_line(item) for item in part.items)
            blocks.append(Block(part.kind, _line(part.text), items, ordered=part.ordered))
    return tuple(blocks)


def _quotation(quote: Quote, setting: Marks, before: str) -> Block:
    paragraphs = [_line(text) for text in quote.paragraphs] or [""]
    introduced = before.endswith(":") and bool(quote.speaker) and (quote.speaker or "") in before
    attribution = "" if introduced else attributed(quote.speaker, quote.role)
    return Block("quote", paragraphs=tuple(setting.paragraphs(paragraphs)), attribution=attribution)


def attributed(speaker: str | None, role: str | None) -> str:
    """`Speaker, role` as far as they are known."""
    return ", ".join(_line(part) for part in (speaker, role) if part)


def _opened(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The lede apart from the rest; one that ends in a colon keeps what it introduces."""
    end = 1
    while end < len(blocks) and blocks[end - 1].text.endswith(":"):
        end += 1
    return blocks[:end], blocks[end:]
