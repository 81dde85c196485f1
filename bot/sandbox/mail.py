"""A stand-in of a mail server: what it takes, whom it does not know, and its line protocol (RFC 5321), socketless."""

from __future__ import annotations

import base64
import binascii
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property

from bot.sandbox.exchange import Noted, Refusal
from bot.sandbox.faults import Faults
from bot.sandbox.mailbox import Mail

MAX_SIZE = 25 * 1024 * 1024  # bytes: what large providers take
MAX_LINE = 998  # octets without CRLF: RFC 5322, section 2.1.1
HOSTNAME = "sandbox.example.test"
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\s]*)>(.*)", re.IGNORECASE)


@dataclass
class Letter(Noted):
    """One message that was taken: envelope and bytes. `at` is when DATA began, before any byte of its text."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)

    @cached_property
    def subject(self) -> str:
        """Its Subject field, decoded."""
        fields = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(self.content, headersonly=True)
        return str(fields.get("Subject", ""))

    def mail_to(self, address: str) -> Mail:
        """The mail as this recipient gets it. Raises KeyError for somebody it did not go to."""
        if address not in self.recipients:
            raise KeyError(address)
        parsed = self._parsed()
        parts = {kind: parsed.get_body((kind,)) for kind in ("plain", "html")}
        named = ("from", "to", "subject", "reply-to")
        return Mail(
            sender=str(parsed.get("From", self.sender)),
            to=str(parsed.get("To", address)),
            reply_to=str(parsed.get("Reply-To", "")),
            subject=self.subject,
            headers=tuple((name, str(value)) for name, value in parsed.items() if name.lower() not in named),
            text=str(parts["plain"].get_content()) if parts["plain"] else "",
            html=str(parts["html"].get_content()) if parts["html"] else "",
        )

    def mails(self) -> Iterator[tuple[str, Mail]]:
        """Address and mail, for every recipient."""
        return ((address, self.mail_to(address)) for address in self.recipients)

    def _parsed(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(self.content)


class Mailroom:
    """Takes letters. Nobody called `bounce` lives here (550), and `defer` is to be tried again later (451)."""

    name = "smtp"

    def __init__(self, login: tuple[str, str] | None = None, max_size: int = MAX_SIZE) -> None:
        self.login = login
        self.max_size = max_size
        self.received: list[Letter] = []
        self.refused: list[Refusal] = []

    def knows(self, user: str, password: str) -> bool:
        """Whether this is the login that was asked for."""
        return self.login == (user, password)

    def verdict(self, address: str, now: datetime) -> str | None:
        """The reply that turns a recipient away, or None."""
        local = address.partition("@")[0].partition("+")[0].lower()
        reply = {"bounce": "550 5.1.1 No such user here", "defer": "451 4.3.0 Try again later"}.get(local)
        if reply:
            self.refuse(now, f"RCPT {address}", reply)
        return reply

    def take(self, sender: str, recipients: tuple[str, ...], content: bytes, at: datetime) -> tuple[str, Letter | None]:
        """The reply to a message, and the letter if it was taken."""
        reply = None
        if len(content) > self.max_size:
            reply = "552 5.3.4 Message too big"
        elif _BARE.search(content):
            reply = "521 5.5.2 Bare <CR> or <LF> received"  # they smuggle messages; Postfix refuses them alike
        elif any(len(line) > MAX_LINE for line in content.split(b"\r\n")):
            reply = "500 5.5.2 Line too long"
        if reply:
            self.refuse(at, "DATA", reply)
            return reply, None
        letter = Letter(at, sender, recipients, content)
        self.received.append(letter)
        return f"250 2.0.0 Queued as {len(self.received):06d}", letter

    def refuse(self, now: datetime, what: str, reply: str) -> None:
        """Notes what was turned away."""
        self.refused.append(Refusal(now, self.name, what, int(reply[:3]), reply[4:]))

    def forget(self) -> None:
        """Empties what arrived."""
        self.received.clear()
        self.refused.clear()


class SmtpSession:
    """One connection, fed with bytes and the time; says what to answer, whether to close, and how long to wait."""

    def __init__(self, mailroom: Mailroom, faults: Faults | None = None) -> None:
        self._mailroom = mailroom
        self._faults = faults or Faults()
        self._buffer = b""
        self._greeted = False
        self._welcome = mailroom.login is None
        self._login: list[str] | None = None
        self._data_since: datetime | None = None
        self._sender: str | None = None
        self._recipients: list[str] = []
        self.closed = False
        self.wait = 0.0

    def greeting(self) -> bytes:
        """What the server says first."""
        return f"220 {HOSTNAME} ESMTP sandbox\r\n".encode()

    def receive(self, data: bytes, now: datetime) -> bytes:
        """The replies to what has arrived; a line that is not whole yet waits for its end."""
        self._buffer += data
        replies = []
        while not self.closed:
            end = b"\r\n.\r\n" if self._data_since else b"\r\n"
            if self._data_since and self._buffer.startswith(b".\r\n"):
                content, self._buffer = b"", self._buffer[3:]
            else:
                content, found, rest = self._buffer.partition(end)
                if not found:
                    break
                self._buffer = rest
                content += b"\r\n" if self._data_since else b""
            reply = self._message(content, now) if self._data_since else self._command(content, now)
            if reply:
                replies.append(f"{reply}\r\n")
        return "".join(replies).encode()

    def _command(self, line: bytes, now: datetime) -> str:
        try:
            text = line.decode("ascii")
        except UnicodeDecodeError:
            return "500 5.5.2 ASCII only"
        if self._login is not None:
            return self._auth_login(self._login, text)
        verb, _, rest = text.partition(" ")
        command = getattr(self, f"_{verb.lower()}", None) if verb.upper() in _VERBS else None
        if command is None:
            return f"502 5.5.1 {verb[:20]} is not implemented"
        return str(command(rest.strip(), now))

    def _ehlo(self, rest: str, now: datetime) -> str:
        self._greeted = True
        self._rset(rest, now)
        extensions = [HOSTNAME, f"SIZE {self._mailroom.max_size}", "8BITMIME", "ENHANCEDSTATUSCODES"]
        if self._mailroom.login:
            extensions.append("AUTH PLAIN LOGIN")
        return "\r\n".join(f"250-{one}" for one in extensions[:-1]) + f"\r\n250 {extensions[-1]}"

    def _helo(self, rest: str, now: datetime) -> str:
        self._greeted = True
        return f"250 {HOSTNAME}"

    def _auth(self, rest: str, now: datetime) -> str:
        mechanism, _, initial = rest.partition(" ")
        if mechanism.upper() == "LOGIN":
            self._login = []
            return self._auth_login(self._login, initial) if initial else "334 VXNlcm5hbWU6"  # "Username:"
        if mechanism.upper() != "PLAIN" or not initial:
            return "504 5.5.4 Use AUTH PLAIN with its initial response, or AUTH LOGIN"
        parts = _decoded(initial).split("\0")
        return self._let_in(parts[1], parts[2]) if len(parts) == 3 else "501 5.5.2 Cannot decode"

    def _auth_login(self, given: list[str], text: str) -> str:
        given.append(_decoded(text))
        if len(given) == 1:
            return "334 UGFzc3dvcmQ6"  # "Password:"
        user, password = given
        self._login = None
        return self._let_in(user, password)

    def _let_in(self, user: str, password: str) -> str:
        self._welcome = self._mailroom.knows(user, password)
        return "235 2.7.0 Authenticated" if self._welcome else "535 5.7.8 Authentication credentials invalid"

    def _mail(self, rest: str, now: datetime) -> str:
        if not self._greeted:
            return "503 5.5.1 Say EHLO first"
        if not self._welcome:
            return "530 5.7.0 Authentication required"
        path = _PATH.fullmatch(rest)
        if path is None:
            return "501 5.5.4 MAIL FROM:<address>"
        size = re.search(r"\bSIZE=([0-9]+)", path[2], re.IGNORECASE)
        if size and int(size[1]) > self._mailroom.max_size:
            return "552 5.3.4 Message too big"
        self._sender, self._recipients = path[1], []
        return "250 2.1.0 OK"

    def _rcpt(self, rest: str, now: datetime) -> str:
        path = _PATH.fullmatch(rest)
        if self._sender is None:
            return "503 5.5.1 MAIL first"
        if path is None or not path[1]:
            return "501 5.5.4 RCPT TO:<address>"
        verdict = self._mailroom.verdict(path[1], now)
        if verdict is None:
            self._recipients.append(path[1])
        return verdict or "250 2.1.5 OK"

    def _data(self, rest: str, now: datetime) -> str:
        if not self._recipients:
            return "503 5.5.1 RCPT first"
        self._data_since = now
        return "354 End data with <CR><LF>.<CR><LF>"

    def _message(self, content: bytes, now: datetime) -> str:
        at, self._data_since = self._data_since or now, None
        plan = self._faults.plan(self._mailroom.name)
        self.wait, self.closed = plan.wait, plan.close
        reply, letter = "451 4.3.0 Try again later", None
        if plan.accept:
            content = re.sub(rb"(?m)^\.", b"", content)
            reply, letter = self._mailroom.take(self._sender or "", tuple(self._recipients), content, at)
        elif plan.status:
            reply = f"{plan.status} Not now"
            self._mailroom.refuse(at, "DATA", reply)
        self._rset("", now)
        if self.closed:
            return ""
        if letter:
            letter.answered_at = now
        return reply

    def _rset(self, rest: str, now: datetime) -> str:
        self._sender, self._recipients = None, []
        return "250 2.0.0 OK"

    def _noop(self, rest: str, now: datetime) -> str:
        return "250 2.0.0 OK"

    def _quit(self, rest: str, now: datetime) -> str:
        self.closed = True
        return "221 2.0.0 Bye"


_VERBS = frozenset(["EHLO", "HELO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"])


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
