"""The mail stand-in's rules and its line protocol, driven by smtplib without a socket."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from bot.sandbox.answering import StandInSocket
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mail import Mailroom, SmtpSession
from tests.sandbox.conftest import NOW


class Client(smtplib.SMTP):
    """smtplib over a stand-in's bytes."""

    def __init__(self, mailroom: Mailroom, faults: Faults | None = None, now: Callable[[], datetime] = lambda: NOW):
        self._room, self._faults, self._now = mailroom, faults, now
        super().__init__("mail.example.test", 25, local_hostname="office.example.test")

    def _get_socket(self, host: str, port: int, timeout: float) -> StandInSocket:
        return StandInSocket(SmtpSession(self._room, self._faults), self._now, timeout=10)


@pytest.fixture
def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Press Office <press@example.org>"
    message["To"] = "Ada <ada@example.org>"
    message["Reply-To"] = "desk@example.org"
    message["Subject"] = "Ärger am Hafen"
    message["X-Release"] = "harbour"
    message.set_content("Dear Ada\n\n.a line that begins with a dot\n")
    message.add_alternative("<p>Dear Ada</p>", subtype="html")
    return message


def test_a_letter_arrives_as_it_was_sent(letter: EmailMessage) -> None:
    room = Mailroom()
    Client(room).send_message(letter)
    received = room.received[0]
    mail = received.mail_to("ada@example.org")
    assert (received.sender, received.recipients, received.at) == ("press@example.org", ("ada@example.org",), NOW)
    assert (mail.subject, mail.reply_to) == ("Ärger am Hafen", "desk@example.org")
    assert ".a line that begins with a dot" in mail.text
    assert mail.html.strip() == "<p>Dear Ada</p>"
    assert ("X-Release", "harbour") in mail.headers


def test_one_connection_carries_many_letters(letter: EmailMessage) -> None:
    room = Mailroom()
    client = Client(room)
    for _ in range(3):
        client.send_message(letter)
    client.quit()
    assert len(room.received) == 3


def test_who_does_not_live_there_is_refused_and_the_others_get_it(letter: EmailMessage) -> None:
    room = Mailroom()
    people = ["bounce@example.org", "ada@example.org", "defer+1@example.org"]
    refused = Client(room).send_message(letter, to_addrs=people)
    assert {address: reply[0] for address, reply in refused.items()} == {people[0]: 550, people[2]: 451}
    assert room.received[0].recipients == ("ada@example.org",)
    assert [one.status for one in room.refused] == [550, 451]


def test_a_login_is_needed_when_there_is_one(letter: EmailMessage) -> None:
    client = Client(Mailroom(("user", "pass")))
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        client.send_message(letter)
    assert refused.value.smtp_code == 530


@pytest.mark.parametrize("method", ["auth_plain", "auth_login"])
def test_the_right_login_lets_in(letter: EmailMessage, method: str) -> None:
    room = Mailroom(("user", "pass"))
    client = Client(room)
    client.ehlo()
    client.user, client.password = "user", "pass"
    client.auth(method.removeprefix("auth_").upper(), getattr(client, method))
    client.send_message(letter)
    assert len(room.received) == 1


def test_the_wrong_login_does_not() -> None:
    client = Client(Mailroom(("user", "pass")))
    with pytest.raises(smtplib.SMTPAuthenticationError):
        client.login("user", "wrong")


def test_a_letter_that_is_too_big_is_refused_by_its_announcement(letter: EmailMessage) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        Client(Mailroom(max_size=100)).send_message(letter)
    assert refused.value.smtp_code == 552


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"Subject: a\r\n\r\nbare\nline", 521),
        (b"Subject: a\r\n\r\nbare\rline", 521),
        (b"x" * 999, 500),
        (b"x\r\n" * 50, 552),
    ],
    ids=["bare LF", "bare CR", "a line of 999", "too big"],
)
def test_a_crooked_letter_is_refused(content: bytes, status: int) -> None:
    room = Mailroom(max_size=120 if status == 552 else 10_000)
    reply, letter = room.take("press@example.org", ("ada@example.org",), content, NOW)
    assert (int(reply[:3]), letter, room.received) == (status, None, [])


def test_commands_out_of_order_are_refused() -> None:
    session = SmtpSession(Mailroom())
    said = [session.receive(f"{line}\r\n".encode(), NOW)[:3] for line in ("MAIL FROM:<a@b.c>", "DATA", "EXPN list")]
    assert said == [b"503", b"503", b"502"]


def test_bytes_may_come_one_at_a_time() -> None:
    room = Mailroom()
    session = SmtpSession(room)
    talk = b"EHLO a\r\nMAIL FROM:<p@example.org>\r\nRCPT TO:<a@example.org>\r\nDATA\r\nSubject: x\r\n\r\n..y\r\n.\r\nQUIT\r\n"
    replies = b"".join(session.receive(bytes([byte]), NOW) for byte in talk)
    assert room.received[0].content == b"Subject: x\r\n\r\n.y\r\n"
    assert replies.endswith(b"221 2.0.0 Bye\r\n")
    assert session.closed


def test_a_letter_arrives_when_its_text_begins(letter: EmailMessage) -> None:
    ticks = iter(NOW + timedelta(seconds=second) for second in range(100))
    room = Mailroom()
    session = SmtpSession(room)
    for line in ("EHLO a", "MAIL FROM:<p@example.org>", "RCPT TO:<a@example.org>", "DATA", "Subject: x", "", "."):
        session.receive(f"{line}\r\n".encode(), next(ticks))
    assert room.received[0].at == NOW + timedelta(seconds=3)
    assert room.received[0].answered_at == NOW + timedelta(seconds=6)


@pytest.mark.parametrize(("kind", "arrived"), [("drop_after", 1), ("drop_before", 0)])
def test_a_connection_lost_after_the_final_dot_leaves_a_doubt(letter: EmailMessage, kind: str, arrived: int) -> None:
    room, faults = Mailroom(), Faults()
    faults.add("smtp", Fault(kind))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        Client(room, faults).send_message(letter)
    assert len(room.received) == arrived


def test_a_busy_server_refuses_the_text(letter: EmailMessage) -> None:
    room, faults = Mailroom(), Faults()
    faults.add("smtp", Fault("status", status=452))
    with pytest.raises(smtplib.SMTPDataError) as refused:
        Client(room, faults).send_message(letter)
    assert (refused.value.smtp_code, room.received) == (452, [])


def test_a_hanging_server_has_taken_the_text(letter: EmailMessage) -> None:
    room, faults = Mailroom(), Faults()
    faults.add("smtp", Fault("hang", seconds=30))
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        Client(room, faults).send_message(letter)
    assert len(room.received) == 1


def test_a_slow_server_is_waited_for(letter: EmailMessage) -> None:
    room, faults = Mailroom(), Faults()
    faults.add("smtp", Fault("slow", ms=200))
    Client(room, faults).send_message(letter)
    assert len(room.received) == 1
