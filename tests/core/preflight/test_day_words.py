"""Today, tomorrow and yesterday are said only where they will be true."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.release import Part, Quote, Section
from tests.core.preflight.texts import LIFT, codes, findings, in_text, release

SAME_DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council meets tomorrow."),
        ("en", "The fund announced today that it will close."),
        ("en", "Tonight’s vote decides it."),
        ("en", "Yesterday’s storm broke the pier."),
        ("en", "The ministers meet this afternoon."),
        ("fr", "Le conseil se réunit demain."),
        ("fr", "Le fonds a annoncé aujourd’hui sa fermeture."),
        ("fr", "Le rapport a paru avant-hier."),
        ("de", "Der Rat tagt morgen."),
        ("de", "Morgen tagt der Rat."),
        ("de", "Der Fonds gab heute Morgen bekannt, dass er schließt."),
        ("de", "Er schloss: „Gestern“ sei vorbei."),
        ("es", "El consejo se reúne mañana."),
        ("es", "El fondo anunció ayer su cierre."),
        ("es", "El fondo anuncia hoy su cierre."),
    ],
)
def test_a_day_word_that_is_false_at_the_lift_is_found(language: str, text: str) -> None:
    assert in_text(text, language) == ["text-day-word"]
    assert in_text(text, language, SAME_DAY) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They are the leaders of tomorrow."),
        ("en", "Prices are higher than today’s prices were."),
        ("en", "The works have polluted the bay until today."),
        ("en", "It is made for today’s world."),
        ("fr", "C’est le monde de demain."),
        ("fr", "Il travaille jusqu’à aujourd’hui sans contrat."),
        ("de", "Am Morgen fuhr das erste Schiff."),
        ("de", "Bis heute fehlt ein Plan."),
        ("de", "Das ist hier nicht erlaubt."),
        ("es", "Abre por la mañana y cierra por la tarde."),
        ("es", "A las nueve de la mañana salió el barco."),
        ("es", "Hoy en día nadie lo usa."),
        ("ja", "会議は明日です。"),
    ],
)
def test_the_same_word_with_another_meaning_is_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_a_date_beside_it_decides() -> None:
    assert in_text("They meet tomorrow (Thursday, March 5).") == ["text-day-word"]
    assert in_text("They meet tomorrow (Thursday, March 5).", lift=SAME_DAY) == []
    assert in_text("Ahead of tomorrow’s meeting (Friday, March 6) the council is silent.") == []
    assert in_text("Ils se réunissent demain, vendredi 6 mars.", "fr") == []


def test_today_means_nowadays_in_the_background_and_in_a_quotation_but_tomorrow_never_does() -> None:
    def told(text: str) -> list[str]:
        quoted = release(body=(Part("quote", quote=0),), quotes=(Quote(text, "Ann Reader"),))
        behind = release(sections=(Section("Background", (Part("paragraph", text),)),))
        return codes(quoted) + codes(behind)

    assert told("Today, a million people have no clean water.") == []
    assert told("The summit opens tomorrow.") == ["text-day-word"] * 2


def test_it_says_what_the_day_is_and_where_the_word_stands() -> None:
    told = findings(release("All is calm.", "The council meets tomorrow."))
    assert [(one.place, one.message) for one in told] == [
        ("paragraph 2", '"tomorrow" is not true on 5 March 2026, the day of the lift. Name the day itself.')
    ]


def test_of_an_unknown_lift_it_says_when_the_word_would_be_true() -> None:
    told = findings(release("The council meets tomorrow."), None)
    assert "only if this leaves on 4 March 2026" in told[0].message


def test_without_any_date_it_says_that_it_may_be_wrong() -> None:
    told = findings(release("The council meets tomorrow.", release_date=None), LIFT)
    assert "may mean another day" in told[0].message


def test_in_the_headline_it_has_a_code_of_its_own() -> None:
    assert codes(release(headline="Harbour reopens tomorrow")) == ["headline-day-word"]


def test_a_word_is_told_once_a_place() -> None:
    assert in_text("They meet tomorrow, and tomorrow they vote.") == ["text-day-word"]
