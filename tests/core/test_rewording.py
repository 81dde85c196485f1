"""One passage put right wherever it stands, and nothing else touched."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.release import Contact, Part, Picture, Quote, Release, Section
from bot.core.rewording import opened_with, reworded

TEXT = Release(
    headline="Forty cranes stand still",
    body=(Part("paragraph", "Forty cranes stand still, the harbour’s master said."), Part("quote", quote=0)),
    quotes=(Quote("“Forty” is what I said.", "Ida Holm"),),
    sections=(Section("Background", (Part("list", items=("Forty cranes",)),)),),
    pictures=(Picture("Forty cranes", "Ida", "cranes", "Forty.jpg", digest="sha256:Forty"),),
    contacts=(Contact("Ann", "Forty@example.org"),),
    translations=(Release("Quarante grues", "fr"),),
)


def test_a_passage_is_put_right_everywhere_it_stands() -> None:
    made, count = reworded(TEXT, "Forty", "Fourteen")
    assert count == 5
    assert made.headline == "Fourteen cranes stand still"
    assert made.sections[0].parts[0].items == ("Fourteen cranes",)


def test_addresses_and_hashes_are_no_prose() -> None:
    made, _ = reworded(TEXT, "Forty", "Fourteen")
    assert (made.pictures[0].source, made.pictures[0].digest) == ("Forty.jpg", "sha256:Forty")
    assert made.contacts == TEXT.contacts


def test_marks_and_spaces_may_be_typed_otherwise_than_they_stand() -> None:
    made, count = reworded(TEXT, "the harbour's\n master", "the master")
    assert count == 1 and made.body[0].text == "Forty cranes stand still, the master said."


def test_what_is_not_there_changes_nothing() -> None:
    assert reworded(TEXT, "Fifty", "Sixty") == (TEXT, 0)
    assert reworded(TEXT, "  ", "Sixty") == (TEXT, 0)


def test_a_pattern_s_own_marks_are_words() -> None:
    assert reworded(replace(TEXT, headline="It cost (4.50)"), "(4.50)", r"\1")[0].headline == r"It cost \1"


@given(st.text(max_size=20), st.text(max_size=20))
def test_there_and_back_again(was: str, now: str) -> None:
    text = Release(f"Q{was}Q")
    made, count = reworded(text, f"Q{was}Q", f"Z{now}Z") if was.split() == [was] else (text, 0)
    assert made.headline == (f"Z{now}Z" if count else text.headline)


def test_what_is_new_stands_first() -> None:
    made = opened_with(TEXT, "The minister\nsaid yes.\n\n\nWork begins.")
    assert [part.text for part in made.body[:3]] == ["The minister said yes.", "Work begins.", TEXT.body[0].text]
