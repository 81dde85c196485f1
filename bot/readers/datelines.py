"""Datelines: "LONDON, March 4, 2020 /PRNewswire/ --", "Madrid, 4 de marzo.- ", "4 марта 2026 г., Заречье. – "."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.readers.dates import DateReading, find_dates
from bot.readers.marks import opens

_PLACE = r"[^\W\d_][\w.'’/-]*(?:[ ,]+[^\W\d_][\w.'’/-]*){0,5}"
_WIRE = r"(?:/[\w .-]{3,30}/|\((?:Reuters|AFP|AP|dpa|EFE|PA|ots)\)|BUSINESS WIRE)"
_DATELINE = re.compile(rf"^\(?(?:{_PLACE}?|(?=\d))(?:[^—–]{{0,60}}?)\)?\s*(?:—|–|--|\s-|(?<=\.)-|(?<=\d):)\s+(?=\S)")
_BEFORE_A_DAY = frozenset(
    ("on", "since", "by", "from", "until", "before", "after", "am", "seit", "ab", "bis", "le", "el", "dès", "desde")
)
_FARTHEST = 160  # characters from the beginning of a paragraph


@dataclass(frozen=True, slots=True)
class Dateline:
    """A paragraph cut behind its dateline: `words` without the dash and without `wire`, an agency's own mark."""

    words: str
    dates: tuple[DateReading, ...]
    story: str
    wire: str = ""


def line_of_place(text: str) -> str:
    """What stands before a paragraph's first dash, if it could be a dateline; else ""."""
    match = _DATELINE.match(text[:_FARTHEST])
    return match[0] if match else ""


def dateline_of(text: str, today: date) -> Dateline | None:
    """The dateline that opens a paragraph, or None."""
    line = line_of_place(text)
    words = text[1 : len(line)].rstrip(" —–-)") if line.startswith("(") else line.rstrip(" —–-:").strip("() ")
    story = text[len(line) :]
    readings = find_dates(words, today, ahead=False)
    if not line or not _is_dateline(words, readings, story):
        return None
    wire = re.search(_WIRE, words)
    if wire:
        words = re.sub(r"\s+", " ", words.replace(wire[0], "")).strip(" ,")
    return Dateline(re.sub(r"(?<=\d)\.$", "", words), tuple(readings), story, wire[0] if wire else "")


def is_dated_place(text: str, today: date) -> bool:
    """ "London, 4 March 2026" on a line of its own."""
    readings = find_dates(text, today, ahead=False) if len(text) < 90 else []
    if len(readings) != 1 or readings[0].vague:
        return False
    before, after = text[: readings[0].start], text[readings[0].end :]
    return (
        re.fullmatch(rf"{_PLACE},?\s+", before) is not None
        and before[0].isupper()
        and not re.search(r"\w", after)
        and len(before.split()) <= 5
    )


def _is_dateline(words: str, readings: Sequence[DateReading], story: str) -> bool:
    dated = len(readings) == 1 and not readings[0].vague
    bare = re.sub(_WIRE, "", words[: readings[0].start] + words[readings[0].end :] if dated else words)
    bare = re.sub(r"^\s*(?:г|года)\b\.?", "", bare).strip(" ,،.()–—-")
    if not bare and dated and not readings[0].yearless:
        return not story[0].islower()
    if (
        not bare
        or len(bare.split()) > 6
        or re.search(r"\d", bare)
        or not all(not word[0].islower() or word in "de la el del of sur am an le les den en" for word in bare.split())
    ):
        return False
    if bare.lower() in _BEFORE_A_DAY:
        return False  # "On 4 March 2026: …" is a sentence's beginning
    shouted = bare.split(",")[0]
    # Without a date only capitals tell a place from a sentence's first words, and the story must begin anew behind it.
    return (dated or (shouted.isupper() and len(shouted) > 3)) and (not story[0].islower() or opens(story) is not None)
