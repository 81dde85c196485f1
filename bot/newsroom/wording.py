"""Our errors and findings in the reader's language: the English of a sentence is what it is found by in the catalogues.

At the desk English is a language too: where a sentence names a command, its catalogue has one for people at a browser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.core.roles import Role
from bot.core.saying import Saying
from bot.core.standing import Standing
from bot.core.workflow import Stage
from bot.renditions.side_by_side import Spoken

OF_A_SET = ("stage", "wanted", "role", "needed", "standing")
"""Facts that are words of ours, one of a few, and translated with the sentence; all others are somebody's own."""


def said(error: EmbargoError) -> str:
    """Its sentence in the reader's language; as it is where there is no translation."""
    template = error.template()
    sentence = _(template) if template else ""
    if sentence == template and not any(isinstance(fact, Saying) for fact in error.facts.values()):
        return str(error)
    words = _words()
    facts = {name: words.get(str(fact), fact) if name in OF_A_SET else fact for name, fact in error.facts.items()}
    return sentence.format(**{name: told(fact) if isinstance(fact, Saying) else fact for name, fact in facts.items()})


def told(text: str) -> str:
    """What a finding says, in the reader's language; a text that is not ours stays as it is."""
    if not isinstance(text, Saying):
        return text
    return _(text.template).format(**{name: _fact(name, fact) for name, fact in text.facts.items()})


def told_place(place: str) -> str:
    """Where a finding stands: "paragraph 3" in the reader's language."""
    for pattern, words in _PLACES.items():
        if found := re.fullmatch(pattern, place):
            return _(words).format(**{name: _part(name, part) for name, part in found.groupdict().items()})
    return place


def spoken() -> Spoken:
    """For what stands around a preview: the reader's language."""
    return Spoken(get_language() or "en", _)


def _fact(name: str, fact: object) -> object:
    if isinstance(fact, date):
        return format_date(fact, "long", locale=_locale())
    if isinstance(fact, int):
        return format_decimal(fact, locale=_locale())
    if isinstance(fact, str):
        return told_place(fact) if name == "place" else told(fact)
    return fact


def _part(name: str, part: str) -> str:
    if name == "place":
        return told_place(part)
    if name != "language":
        return part
    try:
        return Locale.parse(part, sep="-").get_display_name(_locale()) or part
    except (UnknownLocaleError, ValueError):  # a language that somebody made up
        return part


def _locale() -> Locale:
    language = get_language() or "en"
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en-GB", sep="-")


_PLACES: Mapping[str, str] = {
    r"(?P<place>.+), in (?P<language>[a-z]{2,3}(?:-[\w-]+)?)": gettext_noop("{place}, in {language}"),
    r"in (?P<language>[a-z]{2,3}(?:-[\w-]+)?)": gettext_noop("in {language}"),
    r"section “(?P<title>.*)”, (?P<place>(?:paragraph|heading|list) .+)": gettext_noop("section “{title}”, {place}"),
    r"section “(?P<title>.*)”": gettext_noop("section “{title}”"),
    r"notes, (?P<place>.+)": gettext_noop("notes to editors, {place}"),
    r"list (?P<number>\d+), item (?P<item>\d+)": gettext_noop("list {number}, item {item}"),
    r"post (?P<number>\d+) for (?P<channel>.+)": gettext_noop("post {number} for {channel}"),
    r"line (?P<number>\d+)": gettext_noop("line {number}"),
    r"paragraph (?P<number>\d+)": gettext_noop("paragraph {number}"),
    r"heading (?P<number>\d+)": gettext_noop("heading {number}"),
    r"list (?P<number>\d+)": gettext_noop("list {number}"),
    r"quotation (?P<number>\d+)": gettext_noop("quotation {number}"),
    r"picture (?P<number>\d+)": gettext_noop("picture {number}"),
    r"contact (?P<number>\d+)": gettext_noop("contact {number}"),
    r"file (?P<number>\d+)": gettext_noop("file {number}"),
    "kicker": gettext_noop("kicker"),
    "headline": gettext_noop("headline"),
    "subhead": gettext_noop("subhead"),
    "dateline": gettext_noop("dateline"),
    "notice": gettext_noop("notice"),
}
"""The places of a release as findings name them (`core.preflight.places`) → how each is said."""


def _words() -> Mapping[str, str]:
    return {
        Stage.DRAFT: _("a draft"),
        Stage.AWAITING: _("waiting for its approval"),
        Stage.APPROVED: _("approved"),
        Stage.PAUSED: _("paused"),
        Stage.LIFTED: _("out"),
        Stage.CANCELLED: _("cancelled"),
        Stage.WITHDRAWN: _("withdrawn"),
        "edited": _("edited"),
        "put up for approval": _("put up for approval"),
        "redelivered": _("redelivered"),
        "sent again": _("sent again"),
        "corrected": _("corrected"),
        "updated": _("updated"),
        "fixed": _("fixed"),
        "recalled": _("recalled"),
        "resumed": _("resumed"),
        "moved": _("moved"),
        f"a {Role.WRITER}": _("a writer"),
        f"an {Role.EDITOR}": _("an editor"),
        f"an {Role.ADMINISTRATOR}": _("an administrator"),
        Standing.CORRECTION: _("correction"),
        Standing.UPDATE: _("update"),
        Standing.FIX: _("minor fix"),
        Standing.WITHDRAWAL: _("withdrawal"),
        Standing.RECALL: _("recall"),
    }
