"""What goes over the line to a mail server, command by command."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from bot.channels.mail_line import Fate, MailLine, MailServer, opened
from bot.channels.wire import Network

LETTER = b"Subject: Rivers\r\n\r\n.Rivers\r\n"


class Scripted:
    """A mail server that says what it is told to, and remembers what came."""

    def __init__(self, features: str, **replies: str) -> None:
        self.lines: list[str] = []
        self.waiting: list[int] = []
        self._features, self._replies = features.split(), replies
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection, connection.makefile("rwb") as stream:
            stream.write(b"220 here\r\n")
            stream.flush()
            text = False
            while line := stream.readline().decode("ascii").strip():
                self.lines.append(line)
                verb = "." if text and line == "." else "text" if text else line.split()[0].lower()
                if verb == "ehlo":
                    stream.write("".join(f"250-{one}\r\n" for one in ["here", *self._features]).encode())
                    stream.write(b"250 8BITMIME\r\n")
                elif verb != "text":
                    usual = "354 go on" if verb == "data" else "250 fine"
                    reply = self._replies.get({".": "dot"}.get(verb, verb), usual)
                    text = verb == "data" and reply.startswith("354")
                    stream.write(f"{reply}\r\n".encode())
                stream.flush()

    def close(self) -> None:
        self._socket.close()


Start = Callable[..., tuple[Scripted, MailLine]]


@pytest.fixture
def started(wire: Network) -> Iterator[Start]:
    servers: list[Scripted] = []

    def start(features: str = "", **replies: str) -> tuple[Scripted, MailLine]:
        server = Scripted(features, **replies)
        servers.append(server)
        return server, opened(MailServer("127.0.0.1", server.port, "none", "", "", None, 2.0), wire, "me.example.org")

    yield start
    for server in servers:
        server.close()


def deliver(line: MailLine, recipient: str = "ann@example.test") -> Fate:
    return line.deliver("press@example.org", recipient, LETTER.replace(b"\r\n\r\n", b"\r\nX: y\r\n"), "0" * 32)


@pytest.mark.parametrize("features", ["", "PIPELINING"])
def test_the_commands_are_the_same_at_once_or_one_by_one(started: Start, features: str) -> None:
    server, line = started(features)
    assert deliver(line) == Fate("sent", "250 fine")
    expected = ["MAIL FROM:<press@example.org>", "RCPT TO:<ann@example.test>", "DATA"]
    assert server.lines == ["ehlo me.example.org", *expected, "Subject: Rivers", "X: y", "..Rivers", "."]


@pytest.mark.parametrize("features", ["", "PIPELINING"])
@pytest.mark.parametrize(
    ("refused", "reply", "state"), [("mail", "452 full", "deferred"), ("rcpt", "550 nobody", "rejected")]
)
def test_who_is_refused_gets_nothing_and_the_line_goes_on(
    started: Start, features: str, refused: str, reply: str, state: str
) -> None:
    server, line = started(features, **{refused: reply}, data="503 nobody to send it to")
    assert deliver(line) == Fate(state, reply)  # type: ignore[arg-type]
    assert server.lines[-1].lower() == "rset"
    assert "Subject: Rivers" not in server.lines


def test_a_server_that_wants_a_text_for_nobody_gets_an_empty_one(started: Start) -> None:
    """RFC 2920, section 3.1: DATA went before the refusal was known."""
    server, line = started("PIPELINING", rcpt="550 nobody", dot="554 no valid recipients")
    assert deliver(line) == Fate("rejected", "550 nobody")
    assert server.lines[-3:] == ["DATA", ".", "rset"]


def test_the_mark_goes_with_the_envelope_where_the_server_gives_it_back(started: Start) -> None:
    server, line = started("DSN")
    deliver(line)
    assert server.lines[1] == f"MAIL FROM:<press@example.org> RET=HDRS ENVID={'0' * 32}"


def test_a_letter_says_how_large_it_is_where_the_server_asks(started: Start) -> None:
    server, line = started("SIZE")
    deliver(line)
    assert server.lines[1].startswith("MAIL FROM:<press@example.org> size=")


def test_a_server_that_closes_is_not_used_again(started: Start) -> None:
    _, line = started(rcpt="421 closing")
    assert deliver(line) == Fate("deferred", "421 closing", alive=False)
