"""The desk's people, its mail server and its large control, from the command line: for whoever has no browser, or no way in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.acceptance.conftest import CONFIG, Office

DESK = '\n[desk]\nmail_env = "DESK_SMTP_URL"\nsender = "Desk <desk@example.org>"\n'


def joined(office: Office, email: str = "ada@example.org", name: str = "Ada Admin") -> None:
    said = office.type("people", "invite", email, "--name", name, "--role", "administrator", "--by", "Ann")
    assert "/desk/invitation/" in said.out
    program = (
        "import django; django.setup()\n"
        "from bot.desk.models import Person\n"
        "from allauth.mfa.models import Authenticator\n"
        f"made = Person.objects.create_user('{email}', '{name}', 'administrator', 'a tram and seven gulls')\n"
        "Authenticator.objects.create(user=made, type='totp', data={'secret': '00'})\n"
    )
    office.python(program)


def test_two_people_let_everything_go_on_from_the_command_line_and_one_does_not(office: Office) -> None:
    office.set_up()
    office.approved("--in", "1h")
    said = office.type("stop-everything", "--because", "a wrong name", "--by", "Ann")
    assert "1 approved release and 0 deliveries stay here" in said.out
    assert "stopped everything (a wrong name)" in office.type("status", "cranes").out
    assert "stopped already, by Ann" in office.type("stop-everything", "--by", "Ben").err
    assert office.type("go-on", "--by", "Ben").code == 0
    assert "It takes a second person" in office.type("go-on", "--by", "BEN").err
    assert "Everything goes on" in office.type("go-on", "--by", "Cleo").out
    assert "stopped everything" not in office.type("status").out
    assert office.status("cranes")["stage"] == "approved"
    assert office.type("go-on", "--by", "Cleo").code == 2


def test_an_administrator_who_lost_password_and_device_is_let_in_again_from_the_machine(office: Office) -> None:
    office.set_up(readers=0)
    joined(office)
    joined(office, "eva@example.org", "Eva Ender")
    assert "Ada Admin comes in with the password alone" in office.type("people", "factors", "ada@example.org").out
    assert "has no second factor" in office.type("people", "factors", "ada@example.org").err
    assert "/desk/password/" in office.type("people", "password", "ADA@example.org").out
    assert "can't sign in any more" in office.type("people", "disable", "ada@example.org").out
    assert "is the only administrator" in office.type("people", "disable", "eva@example.org").err
    assert "can sign in again" in office.type("people", "enable", "ada@example.org").out
    assert office.type("people", "enable", "nobody@example.org").code == 2


class _Server:
    """A mail server that lets in whoever has the password, and takes mail from one sender alone."""

    def __init__(self) -> None:
        self.letters = 0

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given.password == b"right")

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        return "250 fine" if address == "desk@example.org" else "550 not yours"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters += 1
        return "250 taken"


@pytest.fixture
def box() -> Iterator[tuple[_Server, int]]:
    """The desk's own mail server, on loopback."""
    kept = _Server()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    server = Controller(
        kept,
        hostname="127.0.0.1",
        port=port,
        authenticator=kept.authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    server.start()
    yield kept, port
    server.stop()


def test_doctor_asks_the_desk_s_mail_server_and_sends_nothing(office: Office, box: tuple[_Server, int]) -> None:
    kept, port = box
    office.set_up(CONFIG + DESK, readers=0)
    for url, told in {
        "": "MEND  desk mail              set DESK_SMTP_URL",
        f"smtp://desk:right@127.0.0.1:{port}?tls=none": f"ok    desk mail              127.0.0.1:{port} takes letters from",
        f"smtp://desk:wrong@127.0.0.1:{port}?tls=none": "MEND  desk mail              the mail server in DESK_SMTP_URL does not",
        "smtp://127.0.0.1:9?tls=none": "Connection refused",
        "http://127.0.0.1": "holds no mail server",
    }.items():
        said = office.type("doctor", DESK_SMTP_URL=url)
        assert told in said.out, said.out
        assert "right@" not in said.out and "wrong" not in said.out
    assert kept.letters == 0


def test_doctor_says_where_the_desk_has_no_mail_server(office: Office) -> None:
    office.set_up(readers=0)
    assert "?     desk mail              none: invitations" in office.type("doctor").out
