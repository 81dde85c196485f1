"""Words that mean another day when another day has come, and whether they are true on the day of the lift."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from bot.core.preflight.calendar import adjoining_day
from bot.core.preflight.codes import found
from bot.core.preflight.places import Passage, passages
from bot.core.release import Finding, Release
from bot.core.saying import Saying, saying

# Language → (the day it means, counted from the day it is read; the words). The earlier pattern wins.
WORDS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "en": (
        (1, r"tomorrow(?: (?:morning|afternoon|evening|night))?"),
        (-1, r"yesterday(?: (?:morning|afternoon|evening))?|last night"),
        (0, r"today|tonight|this (?:morning|afternoon|evening)"),
    ),
    "fr": (
        (2, r"après-demain"),
        (-2, r"avant-hier"),
        (1, r"demain"),
        (-1, r"hier"),
        (0, r"aujourd['’]hui|ce (?:matin|soir)|cet après-midi|cette nuit"),
    ),
    "de": ((2, r"übermorgen"), (-2, r"vorgestern"), (-1, r"gestern"), (0, r"heute"), (1, r"morgen")),
    "es": (
        (-2, r"anteayer"),
        (0, r"hoy|est[ae] (?:mañana|tarde|noche|madrugada)"),
        (-1, r"ayer|anoche"),
        (1, r"mañana"),
    ),
}
# The same letters where they mean another thing: our age, the future, or the morning.
_OTHERWISE: Mapping[str, str] = {
    "en": r"(?:leaders?|world|cit(?:y|ies)|jobs?|generations?|technolog(?:y|ies)|children|parents|women|artists?)"
    r" of (?:today|tomorrow)"
    r"|(?:until|till|to|than|even|still|as of) today(?! [A-Z])|today more than ever|more than today"
    r"|(?:today|tomorrow|yesterday)['’]s (?:world|children|young|society|leaders?|generations?|economy|cities|workers?"
    r"|standards?|prices|technolog(?:y|ies)|jobs?|markets?|schools?|workplace|consumers?|women|men|parents)",
    "fr": r"(?:monde|société|ville|leaders|métiers|génération) (?:de demain|d['’]aujourd['’]hui)"
    r"|jusqu['’]à aujourd['’]hui|encore aujourd['’]hui|aujourd['’]hui encore",
    "de": r"(?i:(?:bis|noch|schon) heute|heute (?:noch|mehr denn je)|von (?:heute|morgen))"
    r"|(?:[Aa]m|[Jj]eden|[Gg]uten|[Ee]ines?) Morgen|Morgen(?=\s+(?:des|der|vom)\b)",
    "es": r"(?:la|cada|una) mañana|hoy (?:en )?día|(?:hasta|aún) hoy|hoy más que nunca"
    r"|(?:mundo|sociedad|líderes|ciudad(?:es)?) de (?:hoy|mañana)",
}
# "heute Morgen" is this morning, and only the lower-case word is tomorrow.
_TRUE_TO_CASE = {"de"}


def day_words(release: Release, lift_date: date | None) -> list[Finding]:
    """Every such word that is false, or may be, on `lift_date` (the day of the lift in the office's zone; None: unknown).

    "Today" is read as "nowadays" in quotations, sections and notes. Posts keep to themselves: they are weighed at setting.
    """
    told: list[Finding] = []
    for passage in passages(release):
        if passage.kind not in ("contact", "caption", "post"):
            told += _of(passage, release, lift_date)
    return told


def _of(passage: Passage, release: Release, lift_date: date | None) -> Iterator[Finding]:
    text = passage.words
    named: set[str] = set()
    for shift, words, end in _found(text, release.language):
        if shift == 0 and passage.kind in ("quote", "aside"):
            continue
        if words.casefold() in named:
            continue
        why = _why_false(shift, adjoining_day(text, end, release, lift_date), release.release_date, lift_date)
        if why is not None:
            named.add(words.casefold())
            code = "headline-day-word" if passage.kind == "headline" else "text-day-word"
            yield found(code, passage.place, words=words, why=why)


def _why_false(shift: int, named: date | None, written: str | None, lift: date | None) -> Saying | None:
    """Why a word is not, or may not be, true at the lift; None when it is. `named`: the date that stands beside it."""
    if lift is not None and named is not None:
        return None if named - lift == timedelta(days=shift) else _untrue(lift)
    if lift is not None and written is not None:
        return None if written == lift.isoformat() else _untrue(lift)
    if written is not None:
        return saying("is true only if this leaves on {day}", day=date.fromisoformat(written))
    return saying("may mean another day when it is read")


def _untrue(lift: date) -> Saying:
    return saying("is not true on {day}, the day of the lift", day=lift)


def _found(text: str, language: str) -> Iterator[tuple[int, str, int]]:
    """(shift, the words, where they end) of each day word, in order."""
    tongue = language.split("-")[0].lower()
    if tongue not in WORDS:
        return
    patterns, otherwise = _patterns(tongue)
    taken = bytearray(len(text))  # letters that another meaning, or a longer word, has for itself
    for match in otherwise.finditer(text):
        taken[match.start() : match.end()] = b"x" * len(match[0])
    hits = []
    for shift, pattern in patterns:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                hits.append((match.start(), shift, match[0], match.end()))
                taken[match.start() : match.end()] = b"x" * len(match[0])
    for _, shift, words, end in sorted(hits):
        yield shift, words, end


@cache
def _patterns(tongue: str) -> tuple[list[tuple[int, re.Pattern[str]]], re.Pattern[str]]:
    made = []
    for shift, words in WORDS[tongue]:
        if tongue in _TRUE_TO_CASE:
            capital = "|".join(word[:1].upper() + word[1:] for word in words.split("|"))
            # At the head of a sentence the word has a capital, too.
            pattern = re.compile(rf"(?<!\w)(?:{words}|(?:(?<=^)|(?<=[.!?:] )|(?<=[“„»«\"]))(?:{capital}))(?!\w)")
        else:
            pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
        made.append((shift, pattern))
    flags = 0 if tongue in _TRUE_TO_CASE else re.IGNORECASE
    return made, re.compile(rf"(?<!\w)(?:{_OTHERWISE[tongue]})(?!\w)", flags)
