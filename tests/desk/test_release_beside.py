"""What goes with a text: pictures, files, translations, posts of its own, findings."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bot.core.roles import Role
from bot.newsroom.copy import drafting
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Release
from tests.desk.editor import SignIn, begun, fields, saved, shown

pytestmark = pytest.mark.django_db


def test_a_finding_stands_beside_its_line_and_can_be_silenced(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, body="One.\n\nThe the cranes stand.\n")
    page = shown(client, address)
    assert 'data-line="3">Line 3</a>' in page and "says a word twice" in page
    saved(client, address, silence="word-doubled")
    page = shown(client, address)
    assert 'data-line="3"' not in page and "1 finding is not told again" in page
    saved(client, address, unsilence="word-doubled")
    assert 'data-line="3"' in shown(client, address)


def picture() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return SimpleUploadedFile("crane.png", made.getvalue(), "image/png")


def test_a_picture_is_put_beside_it_with_its_words(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, picture=picture(), do="add")
    assert "it has no alternative text" in shown(client, address)
    saved(client, address, **{"picture-0-alt": "A crane", "picture-0-credit": "Ann Reader"})
    slug = Release.objects.get().slug
    (kept,) = drafting.opened(room, slug).draft.text.pictures
    assert (kept.alt, kept.credit, (kept.digest or "")[:7]) == ("A crane", "Ann Reader", "sha256:")
    assert "data:image/" in shown(client, f"{address}/preview")
    saved(client, address, drop="picture-0")
    assert drafting.opened(room, slug).draft.text.pictures == ()


def test_a_file_is_put_beside_it(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, file=SimpleUploadedFile("figures.csv", b"a,b\n1,2\n", "text/csv"), do="add")
    (kept,) = drafting.opened(room, Release.objects.get().slug).draft.text.files
    assert (kept.name, kept.title, kept.size) == ("figures.csv", "figures", 8)
    saved(client, address, **{"file-0-title": "All figures"})
    assert 'value="All figures"' in shown(client, address)


@pytest.mark.parametrize(
    ("field", "file"),
    [
        ("picture", SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", "image/png")),
        ("file", SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 99, "application/octet-stream")),
        ("file", SimpleUploadedFile("a.html", b"<html><script>alert(1)</script>", "text/html")),
        ("translation", SimpleUploadedFile("a.pdf", b"%PDF-1.4", "application/pdf")),
    ],
)
def test_what_may_not_go_with_a_release_is_refused(sign_in: SignIn, field: str, file: SimpleUploadedFile) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    answer = saved(client, address, **{field: file, "headline": "Still here"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() and "Still here" in answer.content.decode()


def test_a_translation_is_added_edited_and_left_out(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    french = "---\nlanguage: fr\n---\n# Les grues s’arrêtent\n\nLes grues du vieux port ne bougent plus.\n"
    saved(client, address, translation=SimpleUploadedFile("fr.md", french.encode()), do="add")
    page = shown(client, f"{address}?text=1")
    assert fields(page)["headline"] == ["Les grues s’arrêtent"]
    client.post(f"{address}/text", fields(page) | {"headline": "Les grues dorment"})
    draft = drafting.opened(room, Release.objects.get().slug).draft
    assert (draft.text.headline, draft.translations[0].headline) == (
        "Cranes of the harbour stand still",
        "Les grues dorment",
    )
    saved(client, address, **{"drop-text": "fr"})
    assert drafting.opened(room, Release.objects.get().slug).draft.translations == ()


def test_posts_of_its_own_and_channels_are_kept(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, **{"posts-x": "First post\n---\nSecond post", "channel": ["x", "partners"]})
    draft = drafting.opened(room, Release.objects.get().slug).draft
    assert draft.text.posts == (("x", ("First post", "Second post")),)
    assert draft.channels == ("x", "partners")
    assert "Second post" in shown(client, f"{address}/preview")
