"""Words that stand for words still to come, and words that slipped in twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.core.preflight.codes import found
from bot.core.preflight.places import passages
from bot.core.release import Finding, Release

# In brackets: what is to be put there. `[...]` is an omission and `[words](address)` a link, both as they should be.
_BRACKETS = (
    r"\[\s*(?:(?:please\s+)?(?:insert|insérer|insertar|einfügen|fill\s+in|add|confirm|check)\b[^\]]{0,80}"
    r"|(?:name|date|place|city|quote|quotation|link|url|number|figure|title|phone|e-?mail|nom|lieu|chiffre|nombre|fecha|cifra|datum|ort|zahl)"
    r"|[^\]]{0,80}\b(?:tbc|tbd|tk|to\s+come|to\s+be\s+confirmed|à\s+(?:compléter|confirmer)|por\s+confirmar|folgt|einfügen)"
    r"|_+|x+|\?+)\s*\](?!\()"
)
_ANYWHERE = re.compile(
    rf"(?i:{_BRACKETS}|\blorem\s+ipsum\b|\?{{3,}}|(?<!_)_{{4,}}+(?!\w)|<<[^<>]{{1,40}}>>|\{{\{{[^{{}}]{{1,40}}\}}\}})"
    r"|\bX?xx\b(?!\.)|\bX?x{3,}\b|\bX{4,}\b|\bTK(?:TK)+\b|\bTK\s+TK\b"
)
# A Roman twenty or thirty ("siglo XX", "Super Bowl XXX"), a chromosome, and names that begin so stay as they are.
_TWENTY = re.compile(
    r"(?P<before>[$€£]\s?|(?<![\w.])[\w.]{1,40}\s+)?\bXX{1,2}\b(?![-.]?\w)(?P<after>\s?%|[./]X|\s+[\w’'-]+|\s*,?\s*$)?",
    re.UNICODE,
)
_COUNTED = (
    r"\s*%|[./]X|\s+(?:per\s+cent|percent|people|persons|members|million|billion|thousand|countries|cases|days|weeks|months|years|personnes|pays"
    r"|millions?|ans|jours|Personen|Millionen|Prozent|Jahre|Tage|personas|millones|años|días|países"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|januar|februar|märz|juni|juli|oktober|dezember|de\s+\w+)\b"
)
_TO_COME = re.compile(r"\bTK\b(?!\s*(?:Maxx|\d))")
_TO_BE_SAID = re.compile(r"\bTB[CD]\b")

_DOUBLED = re.compile(r"\b(?P<word>[^\W\d_]+)(?:\s+(?P=word))+\b", re.IGNORECASE)
# What is right twice: "had had", "nous nous", "die die", "la la".
_RIGHT_TWICE: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        [
            "had",
            "that",
            "is",
            "no",
            "so",
            "very",
            "many",
            "bye",
            "ha",
            "knock",
            "hear",
            "there",
            "do",
            "far",
            "long",
            "her",
        ]
    ),
    "fr": frozenset(["nous", "vous", "elle", "elles", "non", "très"]),
    "de": frozenset(["die", "der", "das", "dem", "den", "sie", "ihr", "nein", "sehr", "wie", "was"]),
    "es": frozenset(["no", "muy", "tan", "nada"]),
}


def placeholders(release: Release) -> list[Finding]:
    """What was to be filled in: TK, XX, [insert name], lorem ipsum."""
    told = []
    for passage in passages(release):
        text = passage.words
        words = dict.fromkeys(" ".join(hit.split()) for hit in _placeholders(text, release.language))
        told += [found("placeholder", passage.place, words=one) for one in words]
    return told


def doubled_words(release: Release) -> list[Finding]:
    """ "the the": in the languages whose own doublings are known, and never of names ("Duran Duran")."""
    right = _RIGHT_TWICE.get(_tongue(release.language))
    if right is None:
        return []
    told = []
    for passage in passages(release):
        if passage.kind != "contact":
            hits = (match for match in _DOUBLED.finditer(passage.words) if _slipped(match, right))
            told += [found("word-doubled", passage.place, words=" ".join(hit[0].split())) for hit in hits]
    return told


def _placeholders(text: str, language: str) -> Iterator[str]:
    for match in _ANYWHERE.finditer(text):
        yield match[0]
    for match in _TWENTY.finditer(text):
        if _counts(match):
            yield match[0].strip()
    tongue = _tongue(language)
    if tongue != "de":  # where TK is an insurer
        yield from (match[0] for match in _TO_COME.finditer(text))
    if tongue == "en":  # elsewhere TBC is an illness
        yield from (match[0] for match in _TO_BE_SAID.finditer(text))


def _counts(match: re.Match[str]) -> bool:
    """Whether XX stands where a figure would: with a unit behind it or a currency before it."""
    before, after = (match["before"] or "").strip(), match["after"] or ""
    return before in ("$", "€", "£") or re.match(_COUNTED, after, re.IGNORECASE) is not None


def _slipped(match: re.Match[str], right: frozenset[str]) -> bool:
    word, again = match["word"], match[0].split()[1]
    if len(word) == 1:
        return word == again == "a"
    return word.lower() not in right and not (word[0].isupper() and again[0].isupper())


def _tongue(language: str) -> str:
    return language.split("-")[0].lower()
