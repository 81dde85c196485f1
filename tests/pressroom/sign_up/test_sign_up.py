"""Signing up: asked for on a page, said by a link that only the mail has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bot.core.audience import Because
from bot.core.errors import ConfigurationError
from bot.newsroom.media_list import audience, confirming, signing_up, suppressing
from bot.newsroom.media_list.signing_up import LIFETIME
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.sandbox.server import Sandbox
from bot.store.models import JournalRow, Reader, SignUp
from bot.store.sealing import Keyring
from tests import premises
from tests.pressroom.sign_up.asking import NEW, ask, link, mails, on

pytestmark = pytest.mark.django_db


def test_asking_puts_nobody_on_the_list(room: Newsroom, strict: Client) -> None:
    status, page = ask(strict)
    assert (status, "Look into your mailbox" in page) == (200, True)
    assert NEW not in on()


def test_the_link_in_the_mail_asks_and_its_button_puts_them_on_the_list(
    room: Newsroom, strict: Client, sandbox: Sandbox
) -> None:
    ask(strict, name="Nina New")
    there = link(room, sandbox)
    assert "Was it you?" in strict.get(there).content.decode()
    assert NEW not in on()
    assert "You are on the list" in strict.post(there).content.decode()
    reader = Reader.objects.get(email=NEW)
    assert (reader.name, reader.joined_at) == ("Nina New", room.now())
    row = JournalRow.objects.get(act="sign-up")
    assert (row.actor, row.facts) == ("reader", {"list": "press", "reader": reader.pk})


def test_the_answer_is_the_same_bytes_after_the_same_work_whoever_is_asked_for(room: Newsroom, strict: Client) -> None:
    room.world.transact(lambda: suppressing.suppress(room, "gone@example.org", Because.BOUNCE, "sendgrid"))
    audience.leave(room, Reader.objects.get(email="reader2@example.org"))
    ask(strict, "first@example.org")  # what is only made once is made
    seen = set()
    for email in (NEW, "reader1@example.org", "reader2@example.org", "gone@example.org", NEW):
        with CaptureQueriesContext(connection) as queries:
            status, page = ask(strict, email)
        shapes = tuple(re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries)
        seen.add((status, page.replace(email, "…"), shapes))
    assert len(seen) == 1


def test_who_is_on_the_list_is_told_so_where_only_they_read_it(
    room: Newsroom, strict: Client, sandbox: Sandbox
) -> None:
    ask(strict, "Reader1@Example.org")
    there = link(room, sandbox)
    assert there.endswith("/preferences")
    assert mails(sandbox)[0].subject.startswith("You are on the list already")
    assert strict.get(there).status_code == 200


def test_a_suppressed_address_is_not_written_to(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    room.world.transact(lambda: suppressing.suppress(room, NEW, Because.COMPLAINT, "sendgrid"))
    ask(strict)
    assert confirming.write_next(room)
    assert mails(sandbox) == []
    assert SignUp.objects.get().state == "nothing"


def test_who_left_comes_back_by_their_own_word(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    audience.leave(room, Reader.objects.get(email="reader1@example.org"))
    ask(strict, "reader1@example.org")
    strict.post(link(room, sandbox))
    assert "reader1@example.org" in on()
    assert Reader.objects.filter(email="reader1@example.org").count() == 1


def test_a_link_that_was_used_brings_nobody_back_who_left_since(
    room: Newsroom, strict: Client, sandbox: Sandbox
) -> None:
    ask(strict)
    there = link(room, sandbox)
    strict.post(there)
    assert strict.post(there).status_code == 200
    audience.leave(room, Reader.objects.get(email=NEW))
    assert strict.post(there).status_code == 410
    assert NEW not in on()


def test_a_link_ends(room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld) -> None:
    ask(strict)
    there = link(room, sandbox)
    world.clock.now += LIFETIME + timedelta(seconds=1)
    for answer in (strict.get(there), strict.post(there)):
        assert (answer.status_code, "no longer good" in answer.content.decode()) == (410, True)
    assert NEW not in on()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_link_is_a_404_like_any_other(room: Newsroom, strict: Client, sandbox: Sandbox, method: str) -> None:
    ask(strict)
    there = link(room, sandbox)
    sign_up = SignUp.objects.get()
    other = Newsroom(room.config, Keyring((("00000001", b"x" * 32),)), room.environment, room.world)
    forged = [
        "/confirm/x",
        there[:-1] + ("A" if there[-1] != "A" else "B"),
        there[:9] + ("A" if there[9] != "A" else "B") + there[10:],
        f"/confirm/{signing_up.confirmation_link(other, sign_up)}",
        f"/confirm/{audience.unsubscribe_token(room, Reader.objects.all()[0].pk, room.now())}",
    ]
    nothing = strict.get("/nothing").content
    for path in forged:
        answer = strict.generic(method, path)
        assert (answer.status_code, answer.content) == (404, nothing)
    assert NEW not in on()


@pytest.mark.parametrize("name", ["other", "private", "..", "press/x"])
def test_a_list_that_is_not_public_is_a_404(room: Newsroom, strict: Client, name: str) -> None:
    assert strict.get(f"/lists/{name}").status_code == 404
    assert strict.post(f"/lists/{name}", {"email": NEW}).status_code == 404
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@b",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "\u0430nn@example.org",
    ],
)
def test_what_is_no_address_is_said_beside_the_field(room: Newsroom, strict: Client, email: str) -> None:
    status, page = ask(strict, email)
    assert status == 422
    assert 'aria-describedby="email-fault"' in page
    assert not SignUp.objects.exists()


def test_a_name_can_add_no_header_and_no_script(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    ask(strict, name="Eve\r\nBcc: victim@example.org <script>alert(1)</script>")
    assert confirming.write_next(room)
    (request,) = sandbox.sendgrid.received
    assert request.recipients == [NEW]
    headers = request.personalizations[0]["headers"]
    assert not {"bcc", "cc", "to"} & {name.lower() for name in headers}
    assert not re.search(r"[\r\n]", "".join(headers.values()))
    assert "<script>" not in mails(sandbox)[0].html


def test_a_name_with_a_control_character_is_said_beside_the_field(room: Newsroom, strict: Client) -> None:
    status, page = ask(strict, name="Eve\x07")
    assert (status, 'aria-describedby="name-fault"' in page) == (422, True)


def test_the_pages_are_in_the_lists_language(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    lists = {"press": replace(room.config.lists["press"], language="fr")}
    french = Newsroom(replace(room.config, lists=lists), room.keyring, room.environment, room.world)
    open_to_the_public(french)
    page = strict.get("/lists/press").content.decode()
    assert '<html lang="fr">' in page and "Recevoir nos communiqués" in page
    ask(strict)
    confirming.write_next(french)
    assert mails(sandbox)[0].subject == "À confirmer : les communiqués de Harbour Watch"


def test_no_page_has_a_script_a_stranger_or_a_copy(room: Newsroom, strict: Client) -> None:
    answer = strict.get("/lists/press")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not re.search(r"<script|src=|@import|url\(", answer.content.decode())
    assert not answer.cookies


def test_a_public_list_needs_a_channel_that_mails_to_it() -> None:
    with pytest.raises(ConfigurationError, match=r"\[lists\.others\] public: no mail channel sends to it"):
        premises.configuration(lists={"others": {"public": True}})


def test_the_index_leads_to_the_lists_that_are_public_and_to_no_other(room: Newsroom, strict: Client) -> None:
    assert (
        '<a href="https://press.example.org/lists/press" hreflang="en">Harbour news</a>'
        in strict.get("/").content.decode()
    )
    open_to_the_public(premises.newsroom())
    assert "/lists/" not in strict.get("/").content.decode()
