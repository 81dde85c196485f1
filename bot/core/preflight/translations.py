"""Whether a release says the same in all its languages: its quotations, its figures, its day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from bot.core.preflight.codes import found
from bot.core.preflight.places import WRITTEN_LINK, passages
from bot.core.release import Finding, Release
from bot.core.saying import saying

# 1,200 and 1 200 and 1.200 and 1'200, 2.5 and 2,5: what parts the digits differs by language, the digits do not.
_FIGURE = re.compile(
    r"(?<!\d)\d{1,3}(?:[.,'’٬\u00a0\u2009\u202f ]\d{3})+(?!\d)(?:[.,٫]\d+)?"  # in groups of three
    r"|\d+(?:[.,٫]\d+)*"
)
_SPELT = 13  # up to a dozen, some languages write the word where others write the figure
_MOST_NAMED = 5


def translations(release: Release) -> list[Finding]:
    """What a translation has and the main text has not, or the other way round; each finding names the language."""
    told: list[Finding] = []
    for other in release.translations:
        told += in_language(_compared(release, other), other.language)
    return told


def in_language(findings: Iterable[Finding], language: str) -> list[Finding]:
    """The findings of a translation, each with a place that tells its language."""
    return [replace(one, line=None, place=_place(one, language)) for one in findings]


def _place(finding: Finding, language: str) -> str:
    where = f"line {finding.line}" if finding.line else finding.place
    return f"{where}, in {language}" if where else f"in {language}"


def _compared(main: Release, other: Release) -> list[Finding]:
    told: list[Finding] = []
    if len(main.quotes) != len(other.quotes):
        told.append(found("translation-quotes", main=len(main.quotes), other=len(other.quotes)))
    ours, theirs = figures(main), figures(other)
    for one, two, here, there in (
        (ours, theirs, saying("The main text"), saying("the translation")),
        (theirs, ours, saying("The translation"), saying("the main text")),
    ):
        if missing := [words for digits, words in one.items() if digits not in two]:
            listed = ", ".join(missing[:_MOST_NAMED]) + (" …" if len(missing) > _MOST_NAMED else "")
            told.append(found("translation-figures", figures=listed, here=here, there=there))
    if main.release_date and other.release_date and main.release_date != other.release_date:
        told.append(found("translation-date", main=main.release_date, other=other.release_date))
    return told


def figures(release: Release) -> dict[str, str]:
    """The digits of every figure above a dozen in headline, body, sections and notes → the figure as it is first written."""
    seen: dict[str, str] = {}
    for passage in passages(release):
        if passage.kind in ("headline", "body", "quote", "aside"):
            for match in _FIGURE.finditer(WRITTEN_LINK.sub(r"\g<words>", passage.words)):
                digits = "".join(str(unicodedata.decimal(sign)) for sign in match[0] if sign.isdecimal()).lstrip("0")
                if digits and int(digits) >= _SPELT:
                    seen.setdefault(digits, match[0])
    return seen
