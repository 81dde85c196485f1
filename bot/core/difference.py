"""What changed between two texts, word by word: for whoever signs a newer one off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from bot.core.release import Part, Release

Act = Literal["same", "out", "in"]
# A word with what clings to it; where words are not parted by spaces, a character.
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\s぀-ヿ㐀-鿿가-힯]+|\s+")
_LIKE_ENOUGH = 0.25
"""Below this share of common words two blocks are shown whole, one out and one in: less is easier to read than a patchwork."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs ("headline", "paragraph 3", "fr, headline"), as runs of words that stayed, went out or came in."""

    place: str
    runs: tuple[tuple[Act, str], ...]


def word_changes(before: Release, after: Release) -> tuple[Change, ...]:
    """Every block of two releases that differs, in the order of the newer one; of translations too. Empty: they read alike."""
    was, now = list(_blocks(before)), list(_blocks(after))
    steps = SequenceMatcher(None, [text for _, text in was], [text for _, text in now], autojunk=False).get_opcodes()
    found: list[Change] = []
    for step, a, b, c, d in steps:
        if step != "equal":
            found += _paired(was[a:b], now[c:d])
    return tuple(found)


def runs_of(before: str, after: str) -> tuple[tuple[Act, str], ...]:
    """Two texts as runs; joined without "out" they are `after`, without "in" `before`."""
    was, now = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    common = (word for a, _, size in matcher.get_matching_blocks() for word in was[a : a + size])
    if 2 * _counted(common) < _LIKE_ENOUGH * (_counted(was) + _counted(now)) and was and now:
        return (("out", before), ("in", after))
    runs: list[tuple[Act, str]] = []
    for step, a, b, c, d in matcher.get_opcodes():
        if step == "equal":
            runs.append(("same", "".join(was[a:b])))
            continue
        runs += [("out", "".join(was[a:b]))] if a < b else []
        runs += [("in", "".join(now[c:d]))] if c < d else []
    return tuple(runs)


def _counted(words: Iterable[str]) -> int:
    return sum(not word.isspace() for word in words)


def _paired(was: list[tuple[str, str]], now: list[tuple[str, str]]) -> Iterator[Change]:
    """Blocks that took each other's place, side by side; what is left over went out or came in whole."""
    both = min(len(was), len(now))
    for (_, before), (place, after) in zip(was[:both], now[:both], strict=True):
        yield Change(place, runs_of(before, after))
    yield from (Change(place, (("out", text),)) for place, text in was[both:])
    yield from (Change(place, (("in", text),)) for place, text in now[both:])


def _blocks(text: Release) -> Iterator[tuple[str, str]]:
    heads = ("kicker", "headline", "subhead", "dateline", "release_date", "notice")
    yield from ((name.replace("_", " "), value) for name in heads if (value := getattr(text, name)))
    for number, part in enumerate(text.body, start=1):
        yield f"paragraph {number}", _told(part, text)
    for section in text.sections:
        yield section.title.lower(), section.title
        yield from ((section.title.lower(), _told(part, text)) for part in section.parts)
    yield from (("notes", _told(part, text)) for part in text.notes)
    for number, picture in enumerate(text.pictures, start=1):
        told = (picture.caption, picture.credit, picture.alt, picture.licence, picture.digest)
        yield f"picture {number}", " · ".join(filter(None, told))
    yield from (
        (f"file {file.name or file.source}", " · ".join(filter(None, (file.title, file.name, file.digest))))
        for file in text.files
    )
    for contact in text.contacts:
        yield "contact", " · ".join(filter(None, (contact.name, contact.role, contact.phone, contact.email)))
    for channel, posts in text.posts:
        yield from ((f"post {number} on {channel}", post) for number, post in enumerate(posts, start=1))
    for translation in text.translations:
        yield from ((f"{translation.language}, {place}", told) for place, told in _blocks(translation))


def _told(part: Part, text: Release) -> str:
    if part.kind == "quote" and part.quote is not None:
        quote = text.quotes[part.quote]
        return f"“{quote.text}” " + ", ".join(filter(None, (quote.speaker, quote.role)))
    return "\n".join(filter(None, (part.text, *part.items)))
