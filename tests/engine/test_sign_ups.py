"""Somebody signs up, confirms, gets a mailing and leaves with one click: the whole way, over real sockets."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests
from django.core.wsgi import get_wsgi_application

from bot.engine.correspondent import Correspondent
from bot.engine.process import Engine
from bot.newsroom.hold import stopping_all
from bot.newsroom.media_list.confirming import write_next
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.front import Front
from bot.pressroom.opening import open_to_the_public
from bot.sandbox.mailbox import Mail
from bot.sandbox.server import Sandbox
from bot.store.models import JournalRow, Reader, SignUp, Standstill
from tests import premises
from tests.engine.conftest import live, running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "https://press.example.org"
NEW = "nina@example.org"


@contextmanager
def served(room: Newsroom) -> Iterator[str]:
    """The press room's address."""
    open_to_the_public(room)
    server = make_server("127.0.0.1", 0, Front(get_wsgi_application()), handler_class=Silent)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Silent(WSGIRequestHandler):
    """No line a request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def ask(method: str, url: str, **more: object) -> requests.Response:
    """As a mail program does: no cookies are kept, no redirect is followed."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, timeout=10, allow_redirects=False, **more)  # type: ignore[arg-type]


def office(sandbox: Sandbox) -> Newsroom:
    room, _ = live(premises.configuration(sandbox, lists={"press": {"public": True, "title": "Harbour news"}}))
    return room


def arrived(sandbox: Sandbox) -> list[Mail]:
    return [request.mail_to(to) for request in sandbox.sendgrid.received for to in request.recipients]


def path_in(text: str) -> str:
    found = re.search(rf"{re.escape(OFFICE)}(/\S+)", text)
    assert found is not None
    return found[1]


def test_from_the_form_to_the_mailing_and_off_the_list(sandbox: Sandbox) -> None:
    room = office(sandbox)
    premises.readers(1)
    with served(room) as address:
        with running(room) as engine:
            hand = Correspondent.of(engine)
            assert hand is not None
            hand.start()
            assert ask("POST", f"{address}/lists/press", data={"email": NEW, "name": "Nina"}).status_code == 200
            wait_for(lambda: arrived(sandbox))
            link = address + path_in(arrived(sandbox)[0].text)
            assert ask("GET", link).status_code == 200
            assert not Reader.objects.filter(email=NEW).exists()
            assert ask("POST", link).status_code == 200
            hand.stop()
            premises.approved(room, premises.until(room, seconds=0.2), channels=("press",))
            wait_for(lambda: len(arrived(sandbox)) == 3)
        mailing = next(
            mail for mail in arrived(sandbox) if mail.to.endswith(f"<{NEW}>") and "Harbour cranes" in mail.subject
        )
        leave_with_one_click(address, mailing)
    assert list(Reader.objects.exclude(left_at=None).values_list("email", flat=True)) == [NEW]
    assert NEW not in str(list(JournalRow.objects.values("facts")))


def leave_with_one_click(address: str, mailing: Mail) -> None:
    """RFC 8058, section 3.2: the URI from the header, that body, and nothing else."""
    headers = dict(mailing.headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    uri = re.findall(r"<(https:[^>]+)>", headers["List-Unsubscribe"])[0]
    answer = ask(
        "POST",
        address + urlsplit(uri).path,
        data="List-Unsubscribe=One-Click",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (answer.status_code, answer.is_redirect, answer.cookies.get_dict()) == (200, False, {})
    assert f"{uri}/preferences" in mailing.text
    assert f'{uri}/preferences"' in mailing.html


def test_a_sign_up_survives_an_engine_that_is_not_there(sandbox: Sandbox) -> None:
    room = office(sandbox)
    with served(room) as address:
        ask("POST", f"{address}/lists/press", data={"email": NEW})
        assert SignUp.objects.get().state == "waiting"
        with running(room) as engine:
            hand = Correspondent(engine, every=0.05).start()
            wait_for(lambda: arrived(sandbox))
            hand.stop()
    assert [mail.to for mail in arrived(sandbox)] == [NEW]


def test_while_everything_is_stopped_nobody_who_signed_up_is_written_to(sandbox: Sandbox) -> None:
    room = office(sandbox)
    with served(room) as address:
        ask("POST", f"{address}/lists/press", data={"email": NEW})
    stopping_all.stop_everything(room, "Ann")
    assert not write_next(room)
    Standstill.objects.update(ended_at=room.now())
    assert write_next(room)
    assert len(arrived(sandbox)) == 1


def test_where_no_list_is_public_nobody_looks(sandbox: Sandbox) -> None:
    room, _ = live(premises.configuration(sandbox))
    assert Correspondent.of(Engine(room)) is None


@pytest.mark.parametrize("path", ["/lists/press", "/confirm/x", "/unsubscribe/x/preferences"])
def test_a_gigabyte_is_refused_before_it_is_read(sandbox: Sandbox, path: str) -> None:
    with served(office(sandbox)) as address:
        host, port = urlsplit(address).hostname, urlsplit(address).port
        with socket.create_connection((host, port), timeout=10) as line:  # type: ignore[arg-type]
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            line.sendall(f"{head}Content-Length: 1000000000\r\n\r\nemail=".encode())
            assert line.recv(100).split(maxsplit=2)[1] == b"413"
    assert not SignUp.objects.exists()


def test_the_mail_is_one_that_a_mail_server_takes_too(sandbox: Sandbox) -> None:
    press = {"kind": "email", "provider": "smtp", "list": "press", "sender": "Press <press@example.org>"}
    press |= {"host": "127.0.0.1", "port": sandbox.smtp_port, "tls": "none"}
    room, _ = live(premises.configuration(sandbox, channels={"press": press}, lists={"press": {"public": True}}))
    with served(room) as address:
        ask("POST", f"{address}/lists/press", data={"email": NEW, "name": "Nina Ærø"})
    with running(room) as engine:
        hand = Correspondent(engine, every=0.05).start()
        wait_for(lambda: SignUp.objects.get().state == "sent")
        hand.stop()
    (letter,) = sandbox.mail.received
    mail = letter.mail_to(NEW)
    assert (mail.to, mail.subject) == (f"Nina Ærø <{NEW}>", "Please confirm: press releases of Harbour Watch")
    assert path_in(mail.text).startswith("/confirm/")
