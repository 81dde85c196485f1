"""SendGrid's posts over a real socket: signed ones are taken, others are turned away, and nothing tells what is here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests
from django.core.wsgi import get_wsgi_application
from django.test import Client

from bot.channels.letters import Letters
from bot.core.delivery import Sent
from bot.newsroom.lift import spooling
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.events import MOST_BYTES
from bot.pressroom.opening import open_to_the_public
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.sendgrid_events import EventPoster
from bot.store.models import Reader, RecipientEvent
from tests import premises
from tests.channels.dsn import postfix

POSTER = EventPoster()
PRESS = {"press": {"kind": "email", "list": "press", "sender": "Press <press@example.org>", "events_key_env": "EVENTS"}}
URL = "/events/sendgrid/press"


def opened() -> Newsroom:
    """A press room whose mailing has gone out just now, by this machine's clock."""
    world = premises.QuietWorld(premises.SetClock(datetime.now(UTC)))
    plain = premises.newsroom(world)
    environment = {**plain.environment, "EVENTS": POSTER.verification_key}
    room = Newsroom(premises.configuration(channels=PRESS), plain.keyring, environment, world)
    open_to_the_public(room)
    premises.approved(room, premises.until(room, seconds=-60), channels=("press",))
    premises.lift(room)
    premises.answered(room, premises.begun(room, "press"), Sent("m-1"))
    return room


def mail() -> MailRequest:
    """What the sandbox's SendGrid has of it."""
    delivery = premises.delivery("press").id
    people = [
        {"to": [{"email": reader.email}], "custom_args": {"delivery": delivery, "recipient": str(reader.pk)}}
        for reader in Reader.objects.order_by("pk")
    ]
    return MailRequest(datetime.now(UTC), "sandbox-1", {"personalizations": people}, 1)


@pytest.fixture
def room(db: None) -> Newsroom:
    return opened()


def posted(room: Newsroom, poster: EventPoster = POSTER, path: str = URL, kind: str = "bounce") -> int:
    headers, body = poster.signed(poster.about(mail(), kind, room.now()), room.now())
    return cast(
        int,
        Client(enforce_csrf_checks=True).post(path, body, content_type="application/json", headers=headers).status_code,
    )


class Silent(WSGIRequestHandler):
    """No line a request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """The press room behind a real socket."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_comes_over_the_network_as_it_was_signed(address: str) -> None:
    room = opened()
    url = address + URL
    assert POSTER.post(url, POSTER.about(mail(), "delivered", room.now()), room.now()) == 204
    assert set(RecipientEvent.objects.values_list("state", flat=True)) == {"delivered"}
    assert EventPoster().post(url, POSTER.about(mail(), "bounce", room.now()), room.now()) == 403
    assert requests.post(url, data=b"x" * (MOST_BYTES + 1), timeout=5).status_code == 413


def test_a_signed_post_is_taken(room: Newsroom) -> None:
    assert posted(room) == 204
    assert RecipientEvent.objects.count() == 3


def test_another_key_is_turned_away(room: Newsroom) -> None:
    assert posted(room, EventPoster()) == 403
    assert not RecipientEvent.objects.exists()


def test_what_is_signed_and_no_list_of_events_is_turned_away(room: Newsroom) -> None:
    headers, body = POSTER.signed([], room.now())
    assert Client().post(URL, b"{}", content_type="application/json", headers=headers).status_code == 403
    assert Client().post(URL, body, content_type="application/json", headers=headers).status_code == 204


@pytest.mark.parametrize("path", ["/events/sendgrid/x", "/events/smtp/press", "/events/sendgrid/nowhere"])
def test_where_nobody_listens_is_a_404_like_any_other(room: Newsroom, path: str) -> None:
    assert posted(room, path=path) == 404


def test_it_can_only_be_posted_to(room: Newsroom, client: Client) -> None:
    assert client.get(URL).status_code == 405


def test_a_ledger_that_cannot_be_written_makes_sendgrid_come_again(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def locked(self: object, work: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(premises.QuietWorld, "transact", locked)
    assert posted(room) == 503


def test_a_mail_server_can_post_a_bounce(db: None) -> None:
    """By curl from a pipe, as docs/channels/smtp.md has it."""
    world = premises.QuietWorld(premises.SetClock(datetime.now(UTC)))
    plain = premises.newsroom(world)
    smtp = {"kind": "email", "provider": "smtp", "list": "press", "sender": "Press <press@example.org>"}
    config = premises.configuration(channels={"press": smtp | {"host": "127.0.0.1", "bounces_token_env": "BOUNCES"}})
    room = Newsroom(config, plain.keyring, {**plain.environment, "BOUNCES": "a-long-token"}, world)
    open_to_the_public(room)
    premises.approved(room, premises.until(room, seconds=-60), channels=("press",))
    premises.lift(room)
    claim = premises.begun(room, "press")
    order = spooling.prepare_claimed(room, claim).order
    premises.answered(room, claim, Sent())
    bounce = postfix(Letters(order, "press").written_to(order.people[0]), order.people[0].email)

    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        answer = Client(enforce_csrf_checks=True).post(
            "/events/smtp/press", bounce, content_type="message/rfc822", headers=headers
        )
        return int(answer.status_code)

    assert (status("guess"), status("a-long-token")) == (403, 204)
    assert RecipientEvent.objects.get().state == "bounced"
