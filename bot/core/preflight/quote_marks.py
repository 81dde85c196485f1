"""Whether every quotation mark that opens is closed, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.preflight.codes import found
from bot.core.preflight.places import Passage, passages
from bot.core.release import Finding, Release

_PAIRS = {"“": "”", "«": "»", "‹": "›"}
_CLOSERS = frozenset("”»›")
# Inches, and minutes of a place on the globe: 12", 5' 10".
_INCHES = re.compile(r"(?<=\d)[\"”″]")
_OPENERS = ("“", "„", "«", '"', "”", "»")
_SHOWN = 4
# Where a mark opens and closes alike (Swedish ”…”), or the arrows point inwards (»…«), nothing is judged.
_OTHER_WAYS = re.compile(r"(?:^|\s)[”»]\w|\w[“«](?:\s|[.,;:!?]|$)")


def quote_marks(release: Release) -> list[Finding]:
    """Texts whose marks do not pair. One that is left open is whole when the next paragraph opens with a mark again.

    Single marks are left alone: an apostrophe looks like one.
    """
    told: list[Finding] = []
    texts = [passage for passage in passages(release) if passage.kind not in ("contact", "quote")]
    for place, passage in enumerate(texts):
        near = _unpaired(_INCHES.sub("", passage.text), _goes_on(texts, place))
        told += [found("quote-unbalanced", passage.place, words=near)] if near else []
    for passage in passages(release):
        if passage.kind == "quote":
            told += _in_quotation(passage)
    return told


def _in_quotation(passage: Passage) -> Iterator[Finding]:
    """A quotation comes without its own marks; those inside it pair within a paragraph, or over several."""
    if near := _unpaired(_INCHES.sub("", passage.text), goes_on=False):
        yield found("quote-unbalanced", passage.place, words=near)


def _goes_on(texts: Sequence[Passage], place: int) -> bool:
    following = texts[place + 1] if place + 1 < len(texts) else None
    return following is not None and following.kind == texts[place].kind and following.text.startswith(_OPENERS)


def _unpaired(text: str, goes_on: bool) -> str | None:
    """The first words at the mark that has no partner; None when all have one."""
    german = "„" in text
    if not german and _OTHER_WAYS.search(text):
        return None
    waiting: list[tuple[str, int]] = []
    for at, letter in enumerate(text):
        if waiting and letter in waiting[-1][0]:
            waiting.pop()
        elif letter == "„":
            waiting.append(("“”", at))
        elif letter in _PAIRS:
            waiting.append((_PAIRS[letter], at))
        elif letter in _CLOSERS:
            return _near(text, at)
    if waiting and not (goes_on and len(waiting) == 1):
        return _near(text, waiting[0][1])
    straight = [at for at, letter in enumerate(text) if letter == '"']
    return _near(text, straight[-1]) if len(straight) % 2 and not goes_on else None


def _near(text: str, at: int) -> str:
    """A few words around a mark, so that it is found."""
    around = text[at:].split()[:_SHOWN] if text[at] not in _CLOSERS else text[: at + 1].split()[-_SHOWN:]
    return f"‘{' '.join(around)}’"
