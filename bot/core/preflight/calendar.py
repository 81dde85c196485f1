"""Days as a text writes them, and whether the weekday beside one is right. Names come from the CLDR, through Babel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale

from bot.core.preflight.codes import found
from bot.core.preflight.places import passages
from bot.core.release import Finding, Release
from bot.core.saying import WEEKDAYS

LANGUAGES = ("en", "fr", "de", "es")
_MORE_ABBREVIATIONS = {"en": {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}}
_YEAR = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d{2})(?!\d|:|\s*(?:hours|hrs|h\b|Uhr)))?"
# A weekday that belongs to a span or a list ("Monday to Friday, 9 March") is not said of the date behind it alone.
_SPAN = r"(?:to|until|through|and|or|–|-|bis|und|oder|à|au|et|ou|al|a|y|o|hasta)\s*(?:the|le|el|den)?\s*$"


@dataclass(frozen=True, slots=True)
class _Names:
    """One language's words: lower case, without full stops."""

    weekdays: dict[str, int]
    months: dict[str, int]
    dated: re.Pattern[str]
    span: re.Pattern[str]


def weekdays(release: Release, lift_date: date | None) -> list[Finding]:
    """Weekdays that do not fit the date beside them. A missing year is the one nearest to the release's date or its lift."""
    names = _names(release.language)
    return [] if names is None else list(_mismatches(names, release, _written(release, lift_date)))


def adjoining_day(text: str, end: int, release: Release, lift_date: date | None) -> date | None:
    """The date that explains a day word which ends at `end`: `tomorrow (Thursday, March 5)`, `tomorrow, 5 March`."""
    names = _names(release.language)
    rest = re.match(r"(?:['’]s)?(?:\s+[\w’'-]+){0,2}?\s*[,(–-]\s*", text[end:])
    match = names.dated.match(text, end + rest.end()) if names and rest else None
    if names is None or match is None:
        return None
    return _day(match, names, _written(release, lift_date))


def _mismatches(names: _Names, release: Release, reference: date | None) -> Iterator[Finding]:
    for passage in passages(release):
        text = passage.words
        for match in names.dated.finditer(text) if passage.kind not in ("contact", "post") else ():
            word = match["weekday"] or match["after"]
            if word is None or (match["weekday"] and names.span.search(text[: match.start()])):
                continue
            weekday, day = names.weekdays[_plain(word)], _day(match, names, reference)
            if day is not None and day.weekday() != weekday:
                told = {"words": match[0], "weekday": WEEKDAYS[weekday], "right": WEEKDAYS[day.weekday()]}
                yield found("date-weekday", passage.place, day=day, **told)


def _day(match: re.Match[str], names: _Names, reference: date | None) -> date | None:
    """The day of a match; None when it has no year and nothing tells it, or there is no such day."""
    month = names.months[_plain(match["month"] or match["month_first"])]
    number = int(match["day"] or match["day_second"])
    if match["year"]:
        return _made(int(match["year"]), month, number)
    if reference is None:
        return None
    years = (_made(reference.year + shift, month, number) for shift in (-1, 0, 1))
    return min((day for day in years if day), key=lambda day: abs(day - reference), default=None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 30 February: nothing to hold a weekday against


def _written(release: Release, lift_date: date | None) -> date | None:
    return date.fromisoformat(release.release_date) if release.release_date else lift_date


def _plain(word: str) -> str:
    return word.lower().rstrip(".")


@cache
def _names(language: str) -> _Names | None:
    tongue = language.split("-")[0].lower()
    if tongue not in LANGUAGES:
        return None
    locale = Locale.parse(tongue)
    weekdays = _words(locale.days) | _MORE_ABBREVIATIONS.get(tongue, {})
    months = _words(locale.months) | ({"sept": 9} if tongue == "en" else {})
    # Behind a whole name a full stop ends the sentence, and the date after it is another's.
    short = "|".join(rf"{_either({name: 0})}\b\.?" for name in sorted(weekdays, key=len, reverse=True) if len(name) < 6)
    weekday, month = rf"(?:{_either(weekdays)}\b(?!\.)|{short})", _either(months)
    written = (
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?(?P<month>{month})\b\.?"
        rf"|(?P<month_first>{month})\b\.?\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\.\d|\s*[ap]\.?m\b))"
    )
    before = rf"(?:(?P<weekday>{weekday}),?\s+(?:the\s+|den\s+|dem\s+|le\s+|el\s+)?)?"
    dated = rf"(?<![\w.:/-]){before}{written}{_YEAR}(?:,?\s*\((?P<after>{weekday})\))?"
    span = rf"\b{weekday},?\s*{_SPAN}"
    return _Names(weekdays, months, re.compile(dated, re.IGNORECASE), re.compile(span, re.IGNORECASE))


def _words(tables: Any) -> dict[str, int]:
    """Every full and shortened name of the CLDR (`days` or `months`), as a sentence and as a calendar has it."""
    return {
        _plain(name): number
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in tables[use][width].items()
    }


def _either(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
