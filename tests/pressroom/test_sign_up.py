"""Whoever asks for a list gets the same answer as everybody, and is on it when they have said from their mailbox that it was them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bot.channels.wire import Network
from bot.core.audience import Because
from bot.core.errors import ConfigurationError
from bot.newsroom.media_list import audience, confirming, signing_up, suppressing
from bot.newsroom.media_list.signing_up import KEPT, LIFETIME
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.sandbox.faults import Fault
from bot.sandbox.mailbox import Mail as Received
from bot.sandbox.server import Sandbox
from bot.store.models import JournalRow, Reader, SignUp
from bot.store.sealing import Keyring
from tests import premises

pytestmark = pytest.mark.django_db
LISTS = {"press": {"public": True, "title": "Harbour news", "beats": ["ports", "fish"], "sign_ups_an_hour": 20}}
NEW = "new@example.org"


@pytest.fixture
def world() -> premises.QuietWorld:
    return premises.QuietWorld()


@pytest.fixture
def sandbox() -> Sandbox:
    with premises.sandbox() as running:
        yield running  # type: ignore[misc]


@pytest.fixture
def room(world: premises.QuietWorld, sandbox: Sandbox) -> Newsroom:
    world.wires = lambda channel: Network(1)
    made = premises.newsroom(world, premises.configuration(sandbox, lists=LISTS))
    open_to_the_public(made)
    premises.readers(2)
    return made


@pytest.fixture
def strict() -> Client:
    """A client without cookies that a missing CSRF token would stop."""
    return Client(enforce_csrf_checks=True)


def ask(client: Client, email: str = NEW, **more: str) -> tuple[int, str]:
    response = client.post("/lists/press", {"email": email, **more})
    return response.status_code, response.content.decode()


def written(sandbox: Sandbox) -> list[str]:
    """The link of each mail that arrived."""
    return [re.findall(r"https://press\.example\.org(/\S+)", mail.text)[0] for mail in mails(sandbox)]


def mails(sandbox: Sandbox) -> list[Received]:
    """What arrived, as it is read."""
    return [request.mail_to(address) for request in sandbox.sendgrid.received for address in request.recipients]


def link(room: Newsroom, sandbox: Sandbox) -> str:
    assert confirming.write_next(room)
    return written(sandbox)[-1]


def on() -> list[str]:
    return list(Reader.objects.filter(left_at=None).order_by("pk").values_list("email", flat=True))


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


def test_a_mail_goes_once(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    ask(strict)
    assert confirming.write_next(room)
    assert not confirming.write_next(room)
    (mail,) = mails(sandbox)
    assert mail.subject == "Please confirm: press releases of Harbour Watch"
    assert "Harbour news" in mail.text and "Harbour news" in mail.html


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
        f"/confirm/{audience.unsubscribe_token(room, Reader.objects.all()[0].pk)}",
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


def test_an_address_is_not_written_to_again_and_again(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    for minutes in (0, 1, 5, 11, 11, 11, 11, 11):
        world.clock.forward(minutes=minutes)
        assert ask(strict)[0] == 200
        while confirming.write_next(room):
            pass
    assert len(mails(sandbox)) == 4


def test_all_together_are_not_more_than_the_office_wants(
    room: Newsroom, strict: Client, world: premises.QuietWorld
) -> None:
    assert [ask(strict, f"n{number}@example.org")[0] for number in range(22)] == [200] * 20 + [429] * 2
    assert ask(strict, "reader1@example.org")[0] == 429
    world.clock.forward(hours=1, seconds=1)
    assert ask(strict)[0] == 200


def test_a_mail_that_is_in_doubt_is_not_sent_again(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    sandbox.faults.add("sendgrid", Fault("drop_after"))
    ask(strict)
    confirming.write_next(room)
    assert not confirming.write_next(room)
    assert SignUp.objects.get().state == "unconfirmed"
    assert len(sandbox.sendgrid.received) == 1


def test_a_mail_that_was_not_taken_is_tried_again_later(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    sandbox.faults.add("sendgrid", Fault("status", status=503))
    ask(strict)
    confirming.write_next(room)
    assert not confirming.write_next(room)
    world.clock.forward(minutes=1)
    assert confirming.write_next(room)
    assert SignUp.objects.get().state == "sent"


def test_what_a_crash_broke_off_is_in_doubt(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    ask(strict)
    SignUp.objects.update(state="sending", next_at=room.now() + confirming.LEASE)
    assert not confirming.write_next(room)
    world.clock.forward(minutes=6)
    assert not confirming.write_next(room)
    assert SignUp.objects.get().state == "unconfirmed"


def test_two_processes_write_once(room: Newsroom, strict: Client) -> None:
    ask(strict)
    sign_up = SignUp.objects.get()
    assert [confirming._begun(room, sign_up), confirming._begun(room, sign_up)] == [True, False]


def test_who_asked_is_forgotten_after_a_week(room: Newsroom, strict: Client, world: premises.QuietWorld) -> None:
    ask(strict)
    world.clock.now += KEPT + timedelta(seconds=1)
    confirming.write_next(room)
    assert not SignUp.objects.exists()


def test_without_its_credentials_the_channel_writes_later(
    room: Newsroom, strict: Client, world: premises.QuietWorld
) -> None:
    poor = Newsroom(room.config, room.keyring, {}, world)
    ask(strict)
    assert confirming.write_next(poor)
    row = SignUp.objects.get()
    assert (row.state, "SENDGRID_API_KEY" in row.because) == ("waiting", True)


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
