"""One click takes a reader off the list; looking at the link does not (RFC 8058)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from bot.newsroom.media_list.audience import unsubscribe_token
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import JournalRow, Reader
from bot.store.sealing import Keyring
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    premises.readers(2)
    return room


@pytest.fixture
def strict() -> Client:
    """A client without cookies that a missing CSRF token would stop."""
    return Client(enforce_csrf_checks=True)


def link(room: Newsroom, reader: Reader) -> str:
    return f"/unsubscribe/{unsubscribe_token(room, reader.pk, room.now())}"


def ann() -> Reader:
    return Reader.objects.get(email="reader1@example.org")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_link_changes_nothing(room: Newsroom, strict: Client, method: str) -> None:
    response = strict.generic(method, link(room, ann()))
    assert response.status_code == 200
    assert ann().left_at is None
    assert not JournalRow.objects.exists()


def test_the_page_asks_whom_it_is_about_and_of_which_office(room: Newsroom, client: Client) -> None:
    page = client.get(link(room, ann())).content.decode()
    assert "reader1@example.org" in page
    assert "Harbour Watch" in page
    assert '<form method="post">' in page


def test_a_post_takes_them_off_and_nobody_else(room: Newsroom, strict: Client) -> None:
    response = strict.post(
        link(room, ann()), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert ann().left_at == room.now()
    assert Reader.objects.filter(left_at=None).count() == 1
    assert JournalRow.objects.filter(release=None, actor="reader", act="leave").count() == 1


def test_a_link_of_ten_years_ago_takes_them_off_as_mail_programs_do_it(room: Newsroom, strict: Client) -> None:
    old = f"/unsubscribe/{unsubscribe_token(room, ann().pk, room.now() - timedelta(days=3650))}"
    page = strict.get(old).content.decode()
    assert '<form method="post">' in page and "/preferences" not in page
    answer = strict.post(old, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.cookies) == (200, {})
    assert ann().left_at == room.now()
    assert "/data" not in answer.content.decode() and "/data" in strict.get(link(room, ann())).content.decode()


def test_a_second_post_is_harmless(room: Newsroom, strict: Client) -> None:
    strict.post(link(room, ann()))
    left_at = ann().left_at
    assert strict.post(link(room, ann())).status_code == 200
    assert ann().left_at == left_at
    assert JournalRow.objects.filter(act="leave").count() == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["x", "AAAA", "é", "dQExMjM"])
def test_a_forged_link_is_a_404_like_any_other(room: Newsroom, strict: Client, method: str, token: str) -> None:
    response = strict.generic(method, f"/unsubscribe/{token}")
    nothing = strict.get("/nothing")
    assert (response.status_code, response.content) == (404, nothing.content)
    assert not Reader.objects.exclude(left_at=None).exists()


def test_a_link_signed_by_another_key_takes_nobody_off(room: Newsroom, strict: Client) -> None:
    other = Newsroom(room.config, Keyring((("00000001", b"x" * 32),)), room.environment, room.world)
    assert strict.post(link(other, ann())).status_code == 404
    assert ann().left_at is None


def test_no_other_verb_is_answered(room: Newsroom, strict: Client) -> None:
    assert strict.delete(link(room, ann())).status_code == 405
    assert ann().left_at is None


def test_nothing_of_an_address_can_write_into_the_page(room: Newsroom, client: Client) -> None:
    Reader.objects.filter(pk=ann().pk).update(email="<script>@example.org")
    reader = Reader.objects.get(email="<script>@example.org")
    assert b"<script>" not in client.get(link(room, reader)).content
