"""Findings in the reader's language: their sentences, what is filled into them, and the places they speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from bot.core.errors import EmbargoError
from bot.core.preflight import look
from bot.core.preflight.codes import found
from bot.core.preflight.places import passages
from bot.core.release import Contact, Part, Picture, Quote, Release, Section
from bot.core.saying import saying
from bot.newsroom.wording import said, told, told_place
from tests import premises
from tests.core.preflight.texts import OFFICE

EVERYTHING = replace(
    premises.TEXT,
    kicker="News",
    headline="Cranes move tomorrow",
    subhead="Below",
    dateline="HARBOUR",
    notice="Please note",
    body=(Part("paragraph", "One."), Part("heading", "Two"), Part("list", items=("Three",)), Part("quote", quote=0)),
    quotes=(Quote("Four."),),
    sections=(Section("Background, in brief", (Part("paragraph", "Five."),)),),
    notes=(Part("list", items=("Six",)),),
    pictures=(Picture(caption="Seven"),),
    contacts=(Contact(name="Eight"),),
    posts=(("x", ("Nine",)),),
)


@pytest.mark.parametrize(("language", "sentence"), [
    ("fr", "Le titre dit « tomorrow », ce qui n’est pas vrai le 5 mars 2020, jour de la levée. Nommez le jour lui-même."),
    ("de", "Die Überschrift sagt „tomorrow“, und das stimmt am 5. März 2020, dem Tag der Veröffentlichung, nicht. Nennen Sie den Tag "
           "selbst."),
    ("es", "El titular dice «tomorrow», que no es cierto el 5 de marzo de 2020, día de la salida. Nombre el día mismo."),
])  # fmt: skip
def test_a_finding_speaks_the_reader_s_language_with_all_that_is_filled_in(language: str, sentence: str) -> None:
    remark = _finding(EVERYTHING, "headline-day-word")
    with translation.override(language):
        assert told(remark) == sentence


def test_a_number_is_written_as_the_reader_writes_it() -> None:
    remark = found("headline-long", length=1200, limit=110).message
    with translation.override("de"):
        assert told(remark).startswith("Die Überschrift hat 1.200 Zeichen")
    assert remark.startswith("The headline has 1,200 characters")


def test_english_at_the_desk_names_the_fields_of_the_editor() -> None:
    remark = found("picture-alt", number=1).message
    with translation.override("en"):
        assert told(remark) == "Picture 1 is left out: it has no alternative text. Say in a sentence what it shows."
    assert "as `alt`" in remark


def test_every_place_of_a_release_has_a_name_in_every_language() -> None:
    places = [one.place for one in passages(EVERYTHING)] + ["line 4", "file 2", "in fr", "paragraph 3, in pt-BR"]
    for language in ("fr", "de", "es"):
        with translation.override(language):
            english = [place for place in places if place == told_place(place)]
        # "contact 1" is French too.
        assert [place for place in english if (language, place) != ("fr", "contact 1")] == []


@pytest.mark.parametrize(("place", "words"), [
    ("section “Background, in brief”, paragraph 1", "Abschnitt „Background, in brief“, Absatz 1"),
    ("notes, list 1, item 2", "Hinweise für die Redaktion, Liste 1, Punkt 2"),
    ("paragraph 3, in fr", "Absatz 3, auf Französisch"),
    ("in pt-BR", "auf Portugiesisch (Brasilien)"),
    ("somewhere", "somewhere"),
])  # fmt: skip
def test_a_place_is_told_with_all_its_parts(place: str, words: str) -> None:
    with translation.override("de"):
        assert told_place(place) == words


def test_a_place_inside_of_a_sentence_is_told_too() -> None:
    remark = found("name-two-ways", "paragraph 1", one="Maalouf", other="Malouf", place="quotation 2").message
    with translation.override("es"):
        assert "(cita 2)" in told(remark)


def test_an_error_inside_of_a_finding_is_told_too() -> None:
    remark = found(
        "picture-broken", number=2, problem=NoPicture(problem=saying("it is damaged, or not a picture")).saying
    )
    with translation.override("fr"):
        assert "elle est abîmée, ou n’est pas une image" in told(remark.message)
        assert said(NoPicture(problem=saying("it is damaged"))) == "il est abîmé"


def test_what_is_not_ours_stays_as_it_is() -> None:
    with translation.override("de"):
        assert told("tomorrow, says the server") == "tomorrow, says the server"


def test_the_command_line_stays_english() -> None:
    with translation.override("de"):
        assert _finding(EVERYTHING, "headline-day-word").startswith('The headline says "tomorrow", which is not true')


class NoPicture(EmbargoError):
    """{problem}"""


def _finding(release: Release, code: str) -> str:
    looked = look(release, date(2020, 3, 5), OFFICE)
    return next(one.message for one in looked if one.code == code)
