"""A new release: pasted, dropped, or begun on an empty page; and what is no release is refused in a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bot.core.roles import Role
from bot.newsroom.copy import drafting, taking_in
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Draft, Release

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/desk/releases/new"


def begin(client: Client, name: str, content: bytes, room: Newsroom) -> drafting.Opened:
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return drafting.opened(room, Release.objects.get().slug)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"# Cranes stand still\n\nThe cranes stand.\n"),
        ("a.txt", b"Cranes stand still\n\nThe cranes stand.\n"),
        ("a.html", b"<html><body><h1>Cranes stand still</h1><p>The cranes stand.</p></body></html>"),
        ("a.eml", b"From: a@example.org\nSubject: Cranes stand still\n\nCranes stand still\n\nThe cranes stand.\n"),
    ],
)
def test_a_file_that_is_dropped_becomes_a_draft(sign_in: SignIn, room: Newsroom, name: str, content: bytes) -> None:
    here = begin(sign_in(Role.WRITER, "Ann Writer"), name, content, room)
    assert (here.draft.text.headline, here.draft.text.body) == ("Cranes stand still", "The cranes stand.\n")
    assert (here.release.stage, here.by, here.draft.channels) == ("draft", "Ann Writer", ("press", "x", "partners"))


def test_the_embargo_of_a_file_fills_the_entry_in(sign_in: SignIn, room: Newsroom) -> None:
    text = b"EMBARGOED UNTIL 6 March 2026, 09:00 Europe/Paris\n\nCranes stand still\n\nThe cranes stand.\n"
    here = begin(sign_in(), "a.txt", text, room)
    assert (here.draft.entry.day, here.draft.entry.time, here.draft.entry.zone) == (
        "2026-03-06",
        "09:00",
        "Europe/Paris",
    )


def test_a_text_without_a_headline_is_kept_and_asks_for_one(sign_in: SignIn, room: Newsroom) -> None:
    text = "The cranes of the old harbour have stood still since Monday, and nobody knows why. " * 5
    client = sign_in()
    page = client.post(PAGE, {"pasted": text}, follow=True).content.decode()
    assert "No headline yet" in page and "nobody knows why" in page


def test_an_empty_page_can_be_begun_with(sign_in: SignIn) -> None:
    assert sign_in().post(PAGE, {"blank": "yes"}, follow=True).status_code == 200
    assert Draft.objects.count() == 1


def test_nothing_given_is_said_and_begins_nothing(sign_in: SignIn) -> None:
    answer = sign_in().post(PAGE, {"pasted": "  "})
    assert answer.status_code == 422 and "There is no text yet" in answer.content.decode()
    assert not Release.objects.exists()


def test_a_text_that_can_not_be_read_stays_in_its_field(sign_in: SignIn) -> None:
    answer = sign_in().post(PAGE, {"pasted": "---\nheadline: [\n---\nWords that somebody typed.\n"})
    assert answer.status_code == 422 and "Words that somebody typed" in answer.content.decode()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "wordprocessingml")
        archive.writestr("word/document.xml", b" " * 50_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bomb.docx", bomb(), "unfolds to more than a release can be"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "an old Word document"),
        ("a.pdf", b"%PDF-1.4", "is no text that can be read here"),
        ("a.svg", b"<svg/>", "is no text that can be read here"),
        ("empty.txt", b"", "is empty"),
        ("huge.txt", b"words " * (taking_in.LARGEST_TEXT // 6 + 9), "is larger than 20 MB"),
    ],
)
def test_what_is_no_release_is_refused(sign_in: SignIn, name: str, content: bytes, said: str) -> None:
    answer = sign_in().post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Release.objects.exists()


def test_a_name_that_leads_elsewhere_is_only_a_name(sign_in: SignIn) -> None:
    answer = sign_in().post(PAGE, {"file": SimpleUploadedFile("../../etc/passwd.pdf", b"x")})
    assert "passwd.pdf is no text" in answer.content.decode()
