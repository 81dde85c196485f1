"""The sandbox's mail server answers what a real one answers: the same lines to both, side by side."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bot.sandbox.server import Sandbox
from tests.conformance.conftest import unpacked
from tests.conformance.mail_servers import DOMAIN, MailServer, exim

FROM, TO = "MAIL FROM:<press@example.org>", f"RCPT TO:<ann@{DOMAIN}>"
HELLO = "EHLO press.example.org"
TALKS = {
    "a mail": [HELLO, FROM, TO, "DATA", "Subject: x\r\n\r\nx\r\n.", "QUIT"],
    "two mails": [HELLO, FROM, TO, "DATA", "Subject: x\r\n\r\nx\r\n.", FROM, TO, "DATA", "Subject: y\r\n\r\ny\r\n."],
    "a mail of dots": [HELLO, FROM, TO, "DATA", "Subject: x\r\n\r\n..\r\n...\r\n.", "QUIT"],
    "begun again": [HELLO, FROM, TO, "RSET", "DATA"],
    "a person before a sender": [HELLO, TO],
    "text before a person": [HELLO, FROM, "DATA"],
    "a second sender": [HELLO, FROM, FROM],
    "small letters": [HELLO.lower(), FROM.lower(), TO.lower()],
    "an old greeting": ["HELO press.example.org", FROM, TO],
    "nothing": [HELLO, "NOOP"],
    "an unknown command": [HELLO, "BURN"],
    "a sender without an address": [HELLO, "MAIL FROM:"],
    "a bounce's sender": [HELLO, "MAIL FROM:<>", TO],
    "a size": [HELLO, f"{FROM} SIZE=2000", TO],
    "eight bits": [HELLO, f"{FROM} BODY=8BITMIME", TO],
}


@pytest.fixture(scope="module")
def real() -> Iterator[MailServer]:
    with exim(unpacked("usr/sbin/exim4")) as server:
        yield server


@pytest.mark.parametrize("what", TALKS)
def test_both_answer_alike(real: MailServer, what: str) -> None:
    with Sandbox() as sandbox:
        ours = _replies(sandbox.smtp_port, TALKS[what])
    assert ours == _replies(real.port, TALKS[what])


def test_both_refuse_a_parameter_that_nobody_knows(real: MailServer) -> None:
    talk = [HELLO, f"{FROM} BURN=YES"]  # 555 by RFC 5321, section 4.1.1.11; Exim says 501
    with Sandbox() as sandbox:
        codes = _replies(sandbox.smtp_port, talk)[-1], _replies(real.port, talk)[-1]
    assert codes == ("555", "501")


def _replies(port: int, lines: list[str]) -> list[str]:
    """The codes of the answers, the greeting's first."""
    with socket.create_connection(("127.0.0.1", port), 20) as one, one.makefile("rwb") as stream:
        codes = []
        for line in (None, *lines):
            if line is not None:
                stream.write(line.encode() + b"\r\n")
                stream.flush()
            while (reply := stream.readline())[3:4] == b"-":
                pass
            codes.append(reply[:3].decode())
        return codes
