"""A name spelt two ways is found, and two names that are merely alike are not."""

from __future__ import annotations

import pytest

from bot.core.preflight.names import slipped
from bot.core.release import Contact, Part, Quote
from tests.core.preflight.texts import codes, findings, in_text, release


@pytest.mark.parametrize(
    "text",
    [
        "Lynn Maalouf came. Later Lynn Malouf left.",
        "Jon Smith came. Later John Smith left.",
        "Sara Ali came. Later Sarah Ali left.",
        "Recep Erdoğan came. Later Recep Erdogan left.",
        "Ines Calloway came. Later Ines Callowya left.",
        "The Harbour Master came. Later the Harbor Master left.",
        "It is Brandon Miller’s ship. Later Brendon Miller left.",
    ],
)
def test_one_slip_is_found(text: str) -> None:
    assert in_text(text) == ["name-two-ways"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "North Korea spoke. Later South Korea spoke."),
        ("en", "East Germany and West Germany met, and New York and New Haven."),
        ("en", "The Prime Minister came to the Prime Ministry; Prime Ministers rarely do."),
        ("en", "The Clearspring Fund met other Clearspring Funds."),
        ("en", "Mario Rossi and Maria Rossi are brother and sister."),
        ("en", "Tim Brown and Tom Brown are twins; Dan Brown and Don Brown too."),
        ("en", "Jean Smith and Jane Smith came, and Ann Lee’s friend Ann Lees."),
        ("en", "John Smith, John Smyth-Jones and JOHN SMITH came."),
        ("en", "The Health Minister met the Health Ministry on Health Monday."),
        ("de", "Die Europäische Union und der Rat der Europäischen Union. Das Rote Kreuz half dem Roten Kreuz."),
        ("de", "Der Deutsche Bundestag tagt; im Deutschen Bundestages Haus auch."),
        ("es", "Los Estados Unidos y el Estado Unido; Paulo Ruiz y Paula Ruiz."),
        ("fr", "Les Nations Unies et la Nation Unie; le Conseil National, les Conseils Nationaux."),
    ],
)
def test_names_that_are_merely_alike_are_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_a_surname_is_held_against_those_who_speak_and_those_to_ask() -> None:
    speaker = release(
        body=(Part("quote", quote=0), Part("paragraph", "The boat was safe, Ms Malouf added. Ms Maalouf left.")),
        quotes=(Quote("It is safe.", "Lynn Maalouf", "director"),),
    )
    told = findings(speaker)
    assert [one.message for one in told] == [
        'A name is spelt two ways: "Malouf" here and "Lynn Maalouf" in quotation 1.'
    ]
    contact = release("Ask Ms Calloway, or Mr Caloway.", contacts=(Contact("Ines Calloway", "ines@example.org"),))
    assert codes(contact) == ["name-two-ways"]


def test_a_slip_is_told_once() -> None:
    text = release(
        "Lynn Maalouf came. Lynn Malouf left.",
        "Then Lynn Malouf came back.",
        quotes=(Quote("It is safe.", "Lynn Maalouf"),),
    )
    assert codes(text) == ["name-two-ways"]


@pytest.mark.parametrize(("one", "other"), [("Ann", "Ann"), ("Al", "All"), ("UN", "Un"), ("North", "South")])
def test_the_same_the_short_and_those_with_another_initial_are_no_slip(one: str, other: str) -> None:
    assert not slipped(one, other)


def test_a_speaker_named_by_the_surname_alone_is_held_against_the_others() -> None:
    quotes = (Quote("We waited.", "Lani Okafor", "lead scientist"), Quote("We still do.", "Ms Okafer"))
    found = findings(release(quotes=quotes, body=(Part("quote", quote=0), Part("quote", quote=1))))
    assert [finding.code for finding in found if finding.code == "name-two-ways"] == ["name-two-ways"]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Müller came. Later Anna Mueller left.",
        "Anna Müller came. Later Anna Muller left.",
        "Ahmed Hassan came. Later Ahmad Hassan left.",
        "Mohammed Hassan came. Later Muhammad Hassan left.",
        "Olena Dubynsky came. Later Olena Dubynskyy left.",
        "Dmitri Petrov came. Later Dmitry Petrov left.",
        "Alexander Petrov came. Later Aleksandr Petrov left.",
        "Sophia Klein came. Later Sofia Klein left.",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_a_name_that_is_written_over_in_two_ways_is_found(text: str, language: str) -> None:
    assert in_text(text, language) == ["name-two-ways"]


@pytest.mark.parametrize(
    "text",
    [
        "Jean-Luc Martin came. Later Jean Luc Martin left.",
        "Kim Min-jun came. Later Kim Minjun left.",
        "Ines Hale-Moor came. Later Ines Hale Moor left.",
    ],
)
def test_a_name_with_and_without_its_hyphen_is_found(text: str) -> None:
    assert in_text(text) == ["name-two-ways"]


def test_a_speakers_name_that_is_turned_round_is_found() -> None:
    quotes = (Quote("It is safe.", "Kim Min-jun", "director"),)
    turned = release("Min-jun Kim came.", quotes=quotes)
    assert [one.message for one in findings(turned)] == [
        'A name is spelt two ways: "Min-jun Kim" here and "Kim Min-jun" in quotation 1.'
    ]
    assert in_text("The Ferry Council met the Council Ferry.") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pat O’Brien came. Later Pat O'Brien left."),
        ("en", "Marie Rossi and Maria Rossi came, and Paul Ray, and Paula Ray."),
        ("en", "Dan Brown and Don Brown came, Jan Brown and Jen Brown too."),
        ("ru", "Первый музей речного флота открылся в бывшем здании порта, сказала Вера Лазарева."),
        ("ar", "افتتحت وزارة المياه محطة لتحلية المياه العذبة في الساحل"),
        ("de", "Das Neue Haus und die Neuen Hause; der Deutsche Bund und die Deutschen Bunde."),
    ],
)
def test_names_that_are_alike_in_another_way_are_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_a_month_is_no_misspelt_surname() -> None:
    quotes = (Quote("It is safe.", "Lee Marsh", "director"),)
    assert codes(release("It opens on Friday, March 6, and closes on 7 March 2026.", quotes=quotes)) == []
