from __future__ import annotations

import pytest

from bot.readers.people import attribution, introduces, is_name, lead_in, only_lead_in


@pytest.mark.parametrize(
    "name",
    [
        "Ann Reader",
        "Dr Ann Reader",
        "J. K. Rowe",
        "Ursula von der Heide",
        "Seán O’Néill",
        "Mary-Ann Lee",
        "Sister Agnes",
        "Abu Bakr al Amin",
    ],
)
def test_names_are_known(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "words",
    [
        "Research Director",
        "Amnesty International",
        "the Minister",
        "Ann",
        "on Friday",
        "Press Office",
        "New York City Council",
        "In March",
    ],
)
def test_offices_and_bodies_are_no_names(words: str) -> None:
    assert not is_name(words)


@pytest.mark.parametrize(
    ("paragraph", "person"),
    [
        ("After the vote, Ann Reader, head of the Fund, said:", ("Ann Reader", "head of the Fund")),
        (
            "After the vote, Ann Reader, head of law, press and policy at the Fund, said:",
            ("Ann Reader", "head of law, press and policy at the Fund"),
        ),
        ("Commenting on the vote, Ann Reader said:", ("Ann Reader", None)),
        ("Responding to the vote, the Fund’s director Ann Reader said:", ("Ann Reader", "the Fund’s director")),
        ("Anna Müller, Direktorin der Stiftung, erklärte:", ("Anna Müller", "Direktorin der Stiftung")),
        ("Jeanne Martin, directrice, a déclaré :", ("Jeanne Martin", "directrice")),
    ],
)
def test_a_lead_in_names_who_speaks(paragraph: str, person: tuple[str, str | None]) -> None:
    assert introduces(paragraph)
    assert lead_in(paragraph) == person


@pytest.mark.parametrize(
    "paragraph",
    [
        "In its report on the harbour, the Fund said:",
        "A report by Ann Reader, published on Friday, said:",
        "A spokesperson said:",
    ],
)
def test_a_lead_in_without_a_sure_name_names_nobody(paragraph: str) -> None:
    assert lead_in(paragraph) is None


@pytest.mark.parametrize(
    "words", ["she said.", "said the minister.", "said Ann Reader, speaking in London.", "and left the room."]
)
def test_an_attribution_that_is_not_sure_is_none(words: str) -> None:
    assert attribution(words) is None


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Verkehrsministerin Karla Thorwald erklärte dazu:", ("Karla Thorwald", "Verkehrsministerin")),
        ("Vorstandsvorsitzender Jan Peters sagte:", ("Jan Peters", "Vorstandsvorsitzender")),
        ("Karla Thorwald, Ministerin, erklärte hierzu:", ("Karla Thorwald", "Ministerin")),
    ],
)
def test_a_german_office_before_the_name_is_a_role(words: str, person: tuple[str, str]) -> None:
    assert only_lead_in(words) == person
