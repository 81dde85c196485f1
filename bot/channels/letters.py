"""A mail as the bytes that go to a mail server: RFC 5322, in seven bits, which every server on the way leaves alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from bot.channels.correspondence import mailbox, merge_values, plain_name, sendable, unsubscribe_headers
from bot.core.delivery import Addressee, Order
from bot.core.rendition import Mail, fill


class _Policy(EmailPolicy):
    """Python would hide a link that is longer than a line in an encoded word (RFC 2047), where nobody could follow it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower().startswith("list-"):
            return f"{name}: {value}\r\n".replace(">, <", ">,\r\n <").encode("ascii")
        return super().fold_binary(name, value)


_SEVEN_BITS = bytes(range(128))
TIGHT = 0.18  # share of bytes beyond ASCII from which three characters for each are more than base64's four for three
_POLICY = _Policy(linesep="\r\n", cte_type="7bit")


class Letters:
    """The letters of one delivery, one a person, the same bytes at every attempt."""

    def __init__(self, order: Order, list_name: str) -> None:
        self._order = order
        self._list = list_name
        self._mail = Mail.from_bytes(order.rendition)
        sender, reply_to = mailbox(self._mail.sender), mailbox(self._mail.reply_to)
        if sender is None or reply_to is None:
            raise ValueError(
                "the rendition has no sender or reply_to that can be used: `doubts` says so before approval"
            )
        self._sender, self._reply_to = sender, reply_to

    @property
    def sender(self) -> str:
        """The envelope's sender: the bare address."""
        return self._sender.addr_spec

    def written_to(self, person: Addressee) -> bytes:
        """The letter, its lines ended by CRLF. Raises ValueError for an address that would be more than one."""
        if not sendable(person.email):
            raise ValueError("this is not one mail address")
        name = self._name(person)
        local, _, domain = person.email.rpartition("@")
        letter = EmailMessage(policy=_POLICY if local.isascii() else _POLICY.clone(utf8=True))  # RFC 6532
        letter["From"] = self._sender
        letter["To"] = Address(plain_name(person.name), local, domain.encode("idna").decode("ascii"))
        letter["Reply-To"] = self._reply_to
        letter["Subject"] = self._mail.subject
        lift = self._order.merge.get("lift")
        if moment := datetime.fromisoformat(lift) if lift else self._order.at:
            letter["Date"] = format_datetime(moment)
        letter["Message-ID"] = f"<{name}@{self._sender.domain}>"
        for header, value in unsubscribe_headers(person, self._mail, self._list).items():
            letter[header] = value
        if self._mail.language:
            letter["Content-Language"] = self._mail.language
        letter["MIME-Version"] = "1.0"
        values = merge_values(person, self._mail, self._list)
        letter["Content-Type"] = f'multipart/alternative; boundary="={name}="'
        letter.attach(_part("plain", fill(self._mail.text, values)))
        letter.attach(_part("html", fill(self._mail.html, values)))
        return letter.as_bytes()

    def _name(self, person: Addressee) -> str:
        """The same for this delivery and person at every attempt, so that a mail that came twice is shown once."""
        return hashlib.sha256(f"{self._order.delivery}\x1f{person.id}".encode()).hexdigest()[:32]


def _part(kind: str, text: str) -> EmailMessage:
    """One body. Base64 where quoted-printable would be longer (scripts other than Latin)."""
    raw = re.sub(r"\r\n?|\n", "\r\n", text if text.endswith("\n") else f"{text}\n").encode()
    tight = len(raw.translate(None, _SEVEN_BITS)) > TIGHT * len(raw)
    # The standard library's own choice of encoding takes ten times as long over a long page.
    body = base64.encodebytes(raw) if tight else binascii.b2a_qp(raw).replace(b"\r\n", b"\n")
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "base64" if tight else "quoted-printable"
    part.set_payload(body.decode("ascii"))
    return part
