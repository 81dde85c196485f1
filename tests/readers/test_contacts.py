from __future__ import annotations

import pytest

from bot.core.release import Contact
from tests.readers.manuscripts import story

ANN = Contact("Ann Reader", "ann@fund.example", "+44 20 7946 0000", "press officer")


@pytest.mark.parametrize(
    "lines",
    [
        "Ann Reader, press officer, +44 20 7946 0000, ann@fund.example",
        "Ann Reader | press officer | +44 20 7946 0000 | ann@fund.example",
        "Ann Reader\npress officer\nTel: +44 20 7946 0000\nEmail: ann@fund.example",
        "Ann Reader, press officer\nT: +44 20 7946 0000 E: ann@fund.example",
        "• Ann Reader, press officer: +44 20 7946 0000, ann@fund.example",
    ],
)
def test_contact_lines_of_every_form_are_one_contact(lines: str) -> None:
    found = story(f"Contact\n{lines}")
    assert found.contacts == (ANN,)
    assert (found.sections, found.notes) == ((), ())


def test_several_contacts_are_several() -> None:
    found = story("Media contacts\n\nAnn Reader\nann@fund.example\n\nBen Smith, deputy\n+44 20 7946 0001")
    assert found.contacts == (
        Contact("Ann Reader", "ann@fund.example"),
        Contact("Ben Smith", None, "+44 20 7946 0001", "deputy"),
    )


def test_several_numbers_of_one_person_stay_together() -> None:
    assert (
        story("Contact\nAnn Reader, +44 20 7946 0000, +44 7700 900123").contacts[0].phone
        == "+44 20 7946 0000 / +44 7700 900123"
    )


def test_the_sentence_for_more_information_is_a_contact() -> None:
    found = story("For more information, please contact Ann Reader on +44 20 7946 0000 or at ann@fund.example.")
    assert found.contacts == (Contact("Ann Reader", "ann@fund.example", "+44 20 7946 0000"),)
    assert len(found.body) == 1


def test_what_is_no_contact_in_such_a_section_is_kept() -> None:
    found = story("Contact\nAnn Reader, ann@fund.example\nThe press office is open from nine to five.")
    assert found.contacts == (Contact("Ann Reader", "ann@fund.example"),)
    assert [(section.title, section.text) for section in found.sections] == [
        ("Contact", "The press office is open from nine to five.")
    ]


def test_an_address_in_the_story_stays_in_the_story() -> None:
    text = "Residents may write to harbour@merrowby.example until the end of May, the council said."
    found = story(text)
    assert (found.body[-1].text, found.contacts) == (text, ())
