"""Nothing that was still to be filled in goes out, and no word twice by a slip."""

from __future__ import annotations

import pytest

from bot.core.release import Contact
from tests.core.preflight.texts import codes, findings, in_text, release


@pytest.mark.parametrize(
    "text",
    [
        "The fund spent TK pounds.",
        "The fund spent $XX million.",
        "It fell by XX%.",
        "It grew by XX per cent, for XX people.",
        "They meet on XX March.",
        "[insert quote] said the minister.",
        "Said [Name], the minister.",
        "Call [phone number to come].",
        "Their number is xxx.",
        "Mr Xxx said so.",
        "XXXX said so.",
        "Lorem ipsum dolor sit amet.",
        "The ship arrives at ???.",
        "The venue is TBC.",
        "The date is [date TBC].",
        "Signed: ______",
        "Dear <<first name>>, welcome.",
        "Dear {{ name }}, welcome.",
    ],
)
def test_what_was_to_be_filled_in_is_found(text: str) -> None:
    assert set(in_text(text)) == {"placeholder"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "TK Maxx opens a shop."),
        ("en", "Flight TK1980 was late."),
        ("en", "The Super Bowl XX was long, and so was XXX Corps."),
        ("en", "Women have XX chromosomes."),
        ("en", "“We [the council] agreed,” she said, “and [...] left […].”"),
        ("en", "[name](https://example.org/name) is a link."),
        ("en", "Vin Diesel starred in xXx."),
        ("en", "Page xx. of the preface has the figures."),
        ("es", "En el siglo XX había un puerto."),
        ("es", "El artículo XX de la ley."),
        ("fr", "Au XXe siècle, le port était fermé."),
        ("de", "Die TK ist eine Krankenkasse."),
        ("de", "[Name geändert] wohnt am Hafen."),
        ("fr", "La TBC est une maladie."),
    ],
)
def test_what_only_looks_like_it_is_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_it_is_found_in_contacts_and_in_headlines() -> None:
    assert codes(release(headline="TK people saved", contacts=(Contact("[name]", "a@example.org"),))) == [
        "placeholder",
        "placeholder",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The harbour is is closed off to the the public.".replace("is is", "is")),
        ("en", "They went to to the harbour."),
        ("en", "It was a a long day."),
        ("fr", "Le port est est fermé."),
        ("de", "Der Hafen ist ist geschlossen."),
        ("es", "El puerto de de la ciudad."),
    ],
)
def test_a_word_that_slipped_in_twice_is_found(language: str, text: str) -> None:
    assert in_text(text, language) == ["word-doubled"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He had had enough of it."),
        ("en", "They said that that was enough."),
        ("en", "Duran Duran play in Walla Walla."),
        ("en", "It is what it is. Is it?"),
        ("en", "Twenty 20 20 hindsight."),
        ("en", "They came, came again, and left."),
        ("fr", "Nous nous réunissons, et vous vous taisez."),
        ("de", "Das sind die, die die Fähre nehmen."),
        ("sw", "Polepole sana sana."),
    ],
)
def test_a_word_that_is_right_twice_is_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_it_shows_the_words() -> None:
    assert findings(release("It fell by XX%."))[0].message.startswith('"by XX %"'.replace(" %", "%"))
