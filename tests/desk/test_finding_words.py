"""What a finding says at the desk, on the pages where people meet it, in their language."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from django.utils import translation

from bot.core.release import Part
from bot.core.roles import Role
from bot.desk.sending_words import people
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from tests import premises
from tests.desk.editor import TEXT, SignIn, begun

pytestmark = pytest.mark.django_db
DOUBTFUL = TEXT.replace("stand still from", "stand still still on Friday, 5 March 2020 and TBC from")


@pytest.mark.parametrize(("language", "sentences"), [
    ("fr", ["« still still » dit un mot deux fois.", "n’est pas un vendredi : le 5 mars 2020 est un jeudi.", "Ligne 1"]),
    ("de", ["„still still“ sagt ein Wort doppelt.", "ist kein Freitag: Der 5. März 2020 ist ein Donnerstag.", "Zeile 1"]),
    ("es", ["«still still» dice una palabra dos veces.", "no es viernes: el 5 de marzo de 2020 es jueves.", "Línea 1"]),
    ("en", ['"still still" says a word twice.', "is not a Friday: 5 March 2020 is a Thursday.", "Line 1"]),
])  # fmt: skip
def test_the_editor_tells_what_it_found_in_the_reader_s_language(
    sign_in: SignIn, language: str, sentences: list[str]
) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client, DOUBTFUL)
    page = html.unescape(client.get(address, headers={"accept-language": language}).content.decode())
    assert [one for one in sentences if one not in page] == []


def test_what_the_reader_of_a_file_doubted_is_told_in_the_reader_s_language(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client, TEXT.replace("Ida Holm", "Ida H\N{REPLACEMENT CHARACTER}lm"))
    page = client.get(address, headers={"accept-language": "de"}).content.decode()
    assert "Ein Buchstabe ging bei einer früheren Umwandlung verloren" in page


def test_the_approval_tells_it_too_with_its_place(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(1)
    text = replace(premises.TEXT, body=(*premises.TEXT.body, Part("paragraph", "It stands still still.")))
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "cranes")
    answer = sign_in().get("/desk/releases/cranes/approval", headers={"accept-language": "de"})
    page = html.unescape(answer.content.decode())
    assert "<strong>Absatz 2:</strong> „still still“ sagt ein Wort doppelt." in page


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "pas encore fixé"), ("de", "steht noch nicht fest"), ("es", "aún no está fijado")]
)
def test_above_the_preview_of_a_draft_stands_that_nothing_is_settled_yet(
    sign_in: SignIn, language: str, words: str
) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    frame = client.get(f"{address}/preview", headers={"accept-language": language})
    assert frame.status_code == 200 and words in frame.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "1,200 people"), ("de", "1.200 Personen"), ("es", "1.200 personas")]
)
def test_numbers_are_written_as_the_reader_writes_them(language: str, words: str) -> None:
    with translation.override(language):
        assert people(1200) == words
