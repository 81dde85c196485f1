from __future__ import annotations

import pytest

from tests.readers.manuscripts import codes, manuscript, release, story


def quoted(body: str) -> list[tuple[str, str | None, str | None]]:
    return [(quote.text, quote.speaker, quote.role) for quote in story(body).quotes]


def test_paragraphs_that_each_open_and_close_only_once_are_one_quotation() -> None:
    body = "Ann Reader, the Fund’s director, said:\n\n“One.\n\n“Two.\n\n“Three.”\n\nThe ferry calls on Friday."
    found = story(body)
    assert [quote.paragraphs for quote in found.quotes] == [["One.", "Two.", "Three."]]
    assert [part.kind for part in found.body] == ["paragraph", "paragraph", "quote", "paragraph"]
    assert found.body[2].quote == 0


def test_the_speaker_is_known_from_a_lede_that_ends_in_said() -> None:
    body = "Ahead of a vote in Merrowby (Thursday, March 5) on the harbour, Ann Reader, the Fund’s director, said:\n\n“One.\n\n“Two.”"
    assert quoted(body) == [("One.\n\nTwo.", "Ann Reader", "the Fund’s director")]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("“It works,” said Ann Reader, director of the Fund.", ("It works.", "Ann Reader", "director of the Fund")),
        ("“It works,” Ann Reader, director of the Fund, said.", ("It works.", "Ann Reader", "director of the Fund")),
        ("“It works!” said Ann Reader.", ("It works!", "Ann Reader", None)),
        ("“It works,” said Dr Ann de la Cruz, a surgeon.", ("It works.", "Dr Ann de la Cruz", "surgeon")),
        ("“It works,” said Fund director Ann Reader.", ("It works.", "Ann Reader", "Fund director")),
        ('"It works," said Ann Reader, director.', ("It works.", "Ann Reader", "director")),
        (
            "„Es geht“, sagte Anna Müller, Direktorin der Stiftung.",
            ("Es geht", "Anna Müller", "Direktorin der Stiftung"),
        ),
        ("« Ça marche », a déclaré Jeanne Martin, directrice.", ("Ça marche", "Jeanne Martin", "directrice")),
        ("«\u00a0Ça marche\u00a0», a déclaré Jeanne Martin, directrice.", ("Ça marche", "Jeanne Martin", "directrice")),
        ("«Funciona», dijo Ana Ruiz, directora.", ("Funciona", "Ana Ruiz", "directora")),
        ("‘It works,’ said Ann Reader, director.", ("It works.", "Ann Reader", "director")),
        ("“It works.” — Ann Reader, director", ("It works.", "Ann Reader", "director")),
        ("Ann Reader, director of the Fund, said: “It works.”", ("It works.", "Ann Reader", "director of the Fund")),
    ],
)
def test_a_paragraph_of_quotation_and_attribution_is_a_quotation(
    paragraph: str, expected: tuple[str, str | None, str | None]
) -> None:
    assert quoted(paragraph) == [expected]


def test_a_quotation_cut_by_its_attribution_is_sewn_together() -> None:
    assert quoted("“It works,” said Ann Reader, director. “We tried it.”") == [
        ("It works. We tried it.", "Ann Reader", "director")
    ]
    assert quoted("“It works,” said Ann Reader, director, “and we tried it.”") == [
        ("It works, and we tried it.", "Ann Reader", "director")
    ]


def test_a_quotation_with_its_attribution_may_go_on_in_the_next_paragraph() -> None:
    body = "“It works,” said Ann Reader, director. “We tried it.\n\n“We will try again.”"
    assert quoted(body) == [("It works. We tried it.\n\nWe will try again.", "Ann Reader", "director")]


@pytest.mark.parametrize(
    "paragraph",
    [
        "“Clean Harbour” is a campaign of the Fund.",
        "“It works,” she said.",
        "“It works,” said Ann Reader, who founded the Fund in 2001 and left it.",
        "“It works,” said Ann Reader, director. The council agreed.",
        "The council called the plan “a good one” and voted for it.",
        "‘Twas the night before the vote.",
        '"Clean Harbour", the campaign, goes on.',
    ],
)
def test_a_mixed_paragraph_stays_as_it_stands(paragraph: str) -> None:
    found = story(paragraph)
    assert found.quotes == ()
    assert found.body[-1].text == paragraph


def test_a_signature_below_names_the_speaker() -> None:
    for signature in ("— Ann Reader, director", "– Ann Reader, director", "- Ann Reader, director"):
        assert quoted(f"“It works.”\n\n{signature}") == [("It works.", "Ann Reader", "director")]
    assert quoted("“It works.”\nAnn Reader, director") == [("It works.", "Ann Reader", "director")]


def test_who_speaks_is_never_guessed() -> None:
    found = manuscript("Harbour reopens\n\nThe harbour reopens on Friday.\n\n“It works.”")
    assert [(quote.speaker, quote.role) for quote in found.release.quotes] == [(None, None)]
    assert [(f.code, f.line) for f in found.findings] == [("speaker-unsure", 5)]


def test_a_quotation_that_is_never_closed_is_told() -> None:
    found = manuscript("Harbour reopens\n\nAnn Reader, director, said:\n\n“It works.\n\nThe ferry calls on Friday.")
    assert codes(found.findings) == ["quote-unclosed"]
    assert found.release.quotes[0].speaker == "Ann Reader"
    assert found.release.body[-1].text == "The ferry calls on Friday."


def test_a_quotation_within_a_quotation_stays_in_it() -> None:
    assert quoted("“He called it “sound” and left,” said Ann Reader, director.") == [
        ("He called it “sound” and left.", "Ann Reader", "director")
    ]


def test_a_quotation_in_a_section_keeps_its_words_in_the_sections_text() -> None:
    found = story("Background\n\nThe Fund was asked.\n\n“It works,” said Ann Reader, director.")
    assert found.sections[0].text == "The Fund was asked.\n\nIt works."
    assert found.quotes[0].speaker == "Ann Reader"


def test_two_halves_around_the_speaker_are_two_sentences_where_the_second_begins_anew() -> None:
    found = release(
        "Titre du communiqué\n\n« Nous partageons ce goût », déclare Solène Marchetti, présidente. « Ensemble, nous irons loin. »"
    )
    assert [quote.text for quote in found.quotes] == ["Nous partageons ce goût. Ensemble, nous irons loin."]
