"""Times of day as people write them: 00:01, 12.01am, 1530 hours, 4PM, 19h00, 12 noon, 午前10時; each with all it can mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from bot.core.saying import saying
from bot.readers.cleaning import plain_case

_HALF = r"(?:(?P<half>[ap])\.?\s?m\b\.?|(?P<half_in_words>صباحاً?|مساءً?|de la mañana|du matin|de la tarde|de la noche|du soir)(?!\w))"
_HOURS = r"(?:\s*(?:hours|hour|hrs|hr|heures|heure|horas|hora|uhr|h|ч)\b\.?)"
_NOON = "noon|midday|midi|mittag|mittags|mediodía|mediodia|полдень"
_MIDNIGHT = "midnight|minuit|mitternacht|medianoche|полночь|полуночи|منتصف الليل"

_HOUR_WORDS = (
    """الواحدة|الثانية|الثالثة|الرابعة|الخامسة|السادسة|السابعة|الثامنة|التاسعة|العاشرة|الحادية عشرة|الثانية عشرة"""
)
_ARABIC_HOURS = {word: hour for hour, word in enumerate(_HOUR_WORDS.split("|"), start=1)}
_IN_ARABIC = "|".join(sorted(_ARABIC_HOURS, key=len, reverse=True))

_HALVES = {
    **dict.fromkeys(("午前", "صباحا", "صباحاً", "de la mañana", "du matin"), "a"),
    **dict.fromkeys(("午後", "مساء", "مساءً", "de la tarde", "de la noche", "du soir"), "p"),
}
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<half>午前|午後)?\s?(?<!\d)(?P<hour>\d{1,2})時(?:\s?(?P<minute>\d{1,2})分)?",
        rf"\b(?:الساعة\s+)?(?P<hour_word>{_IN_ARABIC})(?:\s*{_HALF})",
        rf"\b(?P<first_minute>(?:one|a|1)\s+minute\s+(?:past|after)\s+(?:{_MIDNIGHT})|une\s+minute\s+après\s+minuit)\b",
        rf"(?<![\d.:,/])(?:12(?:[:.]00)?\s*)?\b(?:(?P<noon>{_NOON})|(?P<midnight>{_MIDNIGHT}))\b",
        rf"(?<![\d.:,+-])(?<!\d/)(?P<hour>\d{{1,2}})(?:[:.]|\s?[h]\s?)(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:\.\d+)?)?(?![\d/]|[.:]\d)"
        rf"(?:\s*{_HALF}|{_HOURS})?",
        rf"(?<![\d.:,+-])(?<!\d/)(?P<hour>\d{{1,2}})(?:\s*(?:heures|h))?\s*{_HALF}",
        rf"(?<![\d.:,+-])(?<!\d/)(?P<hour>\d{{2}})(?P<minute>\d{{2}}){_HOURS}",
        r"(?<![\d.:,+-])(?<!\d/)(?P<hour>\d{1,2})\s*(?:h|heures?|horas?|uhr)\b(?!\s?\d)",
        # Four digits without a word beside them are a time only where a zone follows; the caller looks for that.
        r"(?<![\d.:,+-])(?<!\d/)(?P<bare>(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d))(?![\d.:,/-])",
    )
)


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time in a text. `times` are (time, days later) pairs it can mean; `reason` says why more than one.

    `half_open`: 1 to 12 without am or pm or a leading zero, which an American reader takes for either half of the day.
    `bare`: four digits with nothing to say that they are a time.
    """

    start: int
    end: int
    times: tuple[tuple[time, int], ...]
    reason: str | None = None
    half_open: bool = False
    bare: bool = False


def find_times(text: str) -> list[TimeReading]:
    """Every time in `text`, in order, none overlapping. Dates should have been blanked out before."""
    text = plain_case(text)
    found: list[TimeReading] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(_reading(match))
    return sorted(found, key=lambda reading: reading.start)


def _reading(match: re.Match[str]) -> TimeReading:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span()
    if "first_minute" in parts:
        return TimeReading(start, end, ((time(0, 1), 0),))
    if "noon" in parts:
        return TimeReading(start, end, ((time(12), 0),))
    if "midnight" in parts:
        both = ((time(0), 0), (time(0), 1))
        return TimeReading(start, end, both, saying("midnight can be the beginning or the end of the day"))
    if "hour_word" in parts:
        parts["hour"] = str(_ARABIC_HOURS[parts["hour_word"]])
    hour, minute, second = int(parts["hour"]), int(parts.get("minute", 0)), int(parts.get("second", 0))
    if "half_in_words" in parts:
        parts["half"] = parts["half_in_words"]
    if hour == 0 and parts.get("half") in ("午前", "午後"):
        # Japan counts each half of the day from nought: 午後0時 is noon.
        return TimeReading(start, end, ((time(12 if parts["half"] == "午後" else 0, minute), 0),))
    if "half" in parts:
        return _half(start, end, hour, minute, _HALVES.get(parts["half"].lower(), parts["half"].lower()))
    if (hour, minute, second) == (24, 0, 0):
        return TimeReading(
            start, end, ((time(0), 1), (time(0), 0)), saying("24:00 can be the end of the day or its beginning")
        )
    if hour > 23 or minute > 59 or second > 59:
        return TimeReading(start, end, (), saying("there is no such time of day"))
    half_open = 1 <= hour <= 12 and not parts["hour"].startswith("0") and not _says_hours(match[0])
    return TimeReading(start, end, ((time(hour, minute, second), 0),), half_open=half_open, bare="bare" in parts)


def _half(start: int, end: int, hour: int, minute: int, half: str) -> TimeReading:
    if not 1 <= hour <= 12 or minute > 59:
        return TimeReading(start, end, (), saying("there is no such time of day"))
    if hour == 12 and minute == 0:
        both, words = ((time(0), 0), (time(12), 0)), f"12 {half}.m."
        return TimeReading(start, end, both, saying("{words} can be noon or midnight", words=words))
    return TimeReading(start, end, ((time(hour % 12 + (12 if half == "p" else 0), minute), 0),))


def _says_hours(words: str) -> bool:
    return re.search(r"[a-z]", words, re.IGNORECASE) is not None
