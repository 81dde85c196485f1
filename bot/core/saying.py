"""Sentences of ours with what is filled in kept apart, so that whoever shows them can say them in another language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


class Saying(str):
    """A sentence in English, filled in; `template` is what a translation of it is found by.

    A fact is a text of somebody's own, a number, a day, or another saying. One called `place` is a place of a release ("paragraph 3").
    """

    __slots__ = ("facts", "template")
    template: str
    facts: Mapping[str, object]


def saying(template: str, /, **facts: object) -> Saying:
    """The template filled in: days as 5 March 2020, thousands parted by commas."""
    made = Saying(template.format(**{name: _english(fact) for name, fact in facts.items()}))
    made.template, made.facts = template, facts
    return made


def said_day(day: date) -> str:
    """5 March 2020: as every finding writes a day in English."""
    return f"{day.day} {day:%B %Y}"


def kept(text: str) -> Any:
    """What JSON can hold of it: a plain text as it is, a saying with its parts."""
    if not isinstance(text, Saying):
        return text
    return {"template": text.template, "facts": {name: _kept(fact) for name, fact in text.facts.items()}}


def restored(data: Any) -> str:
    """The inverse of `kept`."""
    if isinstance(data, str):
        return data
    return saying(data["template"], **{name: _restored(fact) for name, fact in data["facts"].items()})


WEEKDAYS = (
    saying("Monday"),
    saying("Tuesday"),
    saying("Wednesday"),
    saying("Thursday"),
    saying("Friday"),
    saying("Saturday"),
    saying("Sunday"),
)


def _english(fact: object) -> object:
    if isinstance(fact, date):
        return said_day(fact)
    return f"{fact:,}" if isinstance(fact, int) else fact


def _kept(fact: object) -> object:
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    return kept(fact) if isinstance(fact, str) else fact


def _restored(fact: Any) -> object:
    if isinstance(fact, dict):
        return date.fromisoformat(fact["day"]) if "day" in fact else restored(fact)
    return fact
