"""Quotation marks pair."""

from __future__ import annotations

import pytest

from bot.core.release import Part, Quote
from tests.core.preflight.texts import codes, findings, in_text, release


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The minister said “we will see."),
        ("en", "The minister said we will see” and left."),
        ("en", 'The minister said "we will see and left.'),
        ("en", "“One,” he said, “and two."),
        ("en", 'He called it “great" and left.'),
        ("fr", "Le ministre a dit « nous verrons."),
        ("de", "Der Minister sagte: „Wir werden sehen."),
    ],
)
def test_a_mark_without_its_partner_is_found(language: str, text: str) -> None:
    assert in_text(text, language) == ["quote-unbalanced"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The minister said “we will see” and ‘left’, as the workers’ council’s men did."),
        ("en", 'He is 5\' 10" tall and has a 12" ruler.'),
        ("en", "“We read «Le Monde» daily,” she said."),
        ("fr", "Le ministre a dit « nous verrons » et « merci »."),
        ("de", "Der Minister sagte: „Wir werden sehen“, und ging."),
        ("de", "Der Minister sagte: „Wir werden sehen”, und ging."),
        ("de", "Der Minister sagte: »Wir werden sehen«, und ging."),
        ("sv", "Ministern sade: ”Vi får se”, och gick."),
        ("ja", "大臣は「見よう」と言った。"),
    ],
)
def test_marks_that_pair_in_the_way_of_their_language_are_left_alone(language: str, text: str) -> None:
    assert in_text(text, language) == []


def test_a_quotation_over_several_paragraphs_closes_once() -> None:
    whole = release("She said: “One.", "“Two.", "“Three.”", "All left.")
    assert codes(whole) == []
    assert codes(release("She said: “One.", "“Two.", "“Three.", "All left.")) == ["quote-unbalanced"]


def test_marks_inside_a_quotation_pair_too() -> None:
    quoted = release(body=(Part("quote", quote=0),), quotes=(Quote("He said “no and left.", "Ann Reader"),))
    assert [(one.code, one.place) for one in findings(quoted)] == [("quote-unbalanced", "quotation 1")]


def test_the_place_shows_the_words_at_the_mark() -> None:
    assert "‘“we will see.’" in findings(release("The minister said “we will see."))[0].message
