"""The texts of a release one by one, each with the name of the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.core.release import Part, Release

Kind = Literal["headline", "line", "body", "quote", "aside", "caption", "contact", "post"]
WRITTEN_LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<target>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)")
_BARE_ADDRESS = re.compile(r"\b(?:https?://|file:|www\.)\S+|(?<!\S)[^\s@]{1,200}@\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a release. `place` for people ("paragraph 3"); `aside`: sections and notes; `text`: links as `[words](url)`."""

    place: str
    kind: Kind
    text: str

    @property
    def words(self) -> str:
        """What is read: of a link its words, of a bare address nothing (it is no prose)."""
        return _BARE_ADDRESS.sub("", WRITTEN_LINK.sub(r"\g<words>", self.text))


def passages(release: Release) -> list[Passage]:
    """Every text that somebody will read, in the order of the story; none is empty."""
    return [passage for passage in _all(release) if passage.text.strip()]


def _all(release: Release) -> Iterator[Passage]:
    yield Passage("kicker", "line", release.kicker or "")
    yield Passage("headline", "headline", release.headline)
    yield Passage("subhead", "line", release.subhead or "")
    yield Passage("dateline", "line", release.dateline or "")
    yield Passage("notice", "line", release.notice or "")
    yield from _parts(release.body, "", "body", release)
    for section in release.sections:
        yield Passage(f"section “{section.title}”", "line", section.title)
        yield from _parts(section.parts, f"section “{section.title}”, ", "aside", release)
    yield from _parts(release.notes, "notes, ", "aside", release)
    for number, picture in enumerate(release.pictures, start=1):
        yield Passage(f"picture {number}", "caption", "\n".join(filter(None, (picture.caption, picture.alt))))
    for number, contact in enumerate(release.contacts, start=1):
        told = (contact.name, contact.role, contact.email, contact.phone)
        yield Passage(f"contact {number}", "contact", "\n".join(filter(None, told)))
    for channel, posts in release.posts:
        for number, post in enumerate(posts, start=1):
            yield Passage(f"post {number} for {channel}", "post", post)


def _parts(parts: tuple[Part, ...], prefix: str, kind: Kind, release: Release) -> Iterator[Passage]:
    counts = {"paragraph": 0, "heading": 0, "list": 0}
    for part in parts:
        if part.kind == "quote":
            number = part.quote or 0
            yield Passage(f"quotation {number + 1}", "quote", release.quotes[number].text)
            continue
        counts[part.kind] += 1
        place = f"{prefix}{part.kind} {counts[part.kind]}"
        if part.kind == "list":
            for number, item in enumerate(part.items, start=1):
                yield Passage(f"{place}, item {number}", kind, item)
        else:
            yield Passage(place, kind, part.text)
