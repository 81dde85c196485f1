"""A mail as the bytes that go to a mail server: RFC 5322, in seven bits, which every server on the way leaves alone.

What is the same for everybody is set and encoded once; a person's letter is then put together from pieces.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from bot.channels.correspondence import Correspondence, mailbox, sendable
from bot.core.delivery import Addressee, Order
from bot.core.labels import label
from bot.core.rendition import MERGE_FIELDS, Mail, fill

Sign = Callable[[bytes], bytes]
"""Makes of a letter the header field that signs it, CRLF and all."""

TIGHT = 0.18  # share of bytes beyond ASCII from which three characters for each are more than base64's four for three
_SEVEN_BITS = bytes(range(128))
_POLICY = EmailPolicy(linesep="\r\n", cte_type="7bit")
_SHORT = 76  # characters of a header line that needs no folding
_FIELD = re.compile("({})".format("|".join(MERGE_FIELDS.values())))
_NAMES = {place: name for name, place in MERGE_FIELDS.items()}


class Letters:
    """The letters of one delivery, one a person, the same bytes at every attempt (the signature's time apart).

    `bounces` is the address that bounces go to; "": the sender's own.
    """

    def __init__(self, order: Order, list_name: str, bounces: str = "", sign: Sign | None = None) -> None:
        mail = Mail.from_bytes(order.rendition)
        sender, reply_to = mailbox(mail.sender), mailbox(mail.reply_to)
        if sender is None or reply_to is None:
            raise ValueError(
                "the rendition has no sender or reply_to that can be used: `doubts` says so before approval"
            )
        self._delivery, self._sender, self._bounces, self._sign = order.delivery, sender, bounces, sign
        self._correspondence = Correspondence(mail, list_name)
        self._head = _head(order, mail, sender, reply_to)
        # "=_" is neither quoted-printable nor base64, so that no line of a part can be the boundary (RFC 2045, 6.7).
        boundary = f"=_{label(order.delivery, '')}"
        self._answers = order.answers
        self._tail = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode()
        # The line's end before a boundary belongs to it (RFC 2046, section 5.1.1).
        self._between, self._end = f"\r\n--{boundary}\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
        self._parts = _Part("plain", mail.text), _Part("html", mail.html)

    @property
    def domain(self) -> str:
        """The sender's."""
        return self._sender.domain

    def label(self, person: Addressee) -> str:
        """What this person's letter, and whatever comes back to it, can be known by."""
        return label(self._delivery, person.id)

    def return_path(self, person: Addressee) -> str:
        """The envelope's sender: the bounces' address with the person's label in it, else the bare sender."""
        if not self._bounces:
            return self._sender.addr_spec
        local, _, domain = self._bounces.rpartition("@")
        return f"{local}+{self.label(person)}@{domain}"

    def written_to(self, person: Addressee) -> bytes:
        """The letter, its lines ended by CRLF. Raises ValueError for an address that would be more than one."""
        if not sendable(person.email):
            raise ValueError("this is not one mail address")
        personal = self._correspondence.to(person)
        own = [
            _to(person.email, personal.name),
            f"Message-ID: <{self.label(person)}@{self._sender.domain}>\r\n".encode(),
        ]
        if self._answers:
            before = f"<{label(self._answers.delivery, person.id)}@{self._sender.domain}>"
            own.append(f"In-Reply-To: {before}\r\nReferences: {before}\r\n".encode())
        # Python would hide a link that is longer than a line in an encoded word (RFC 2047), where nobody could follow it.
        own += [
            f"{name}: {value}\r\n".replace(">, <", ">,\r\n <").encode("ascii")
            for name, value in personal.headers.items()
        ]
        plain, html = (part.filled(personal.merge) for part in self._parts)
        letter = b"".join((self._head, *own, self._tail, self._between, plain, self._between, html, self._end))
        return letter if self._sign is None else self._sign(letter) + letter


def _head(order: Order, mail: Mail, sender: Address, reply_to: Address) -> bytes:
    """The header fields that are the same for everybody."""
    head = EmailMessage(policy=_POLICY)
    head["From"], head["Reply-To"], head["Subject"] = sender, reply_to, mail.subject
    lift = order.merge.get("lift")
    if moment := datetime.fromisoformat(lift) if lift else order.at:
        head["Date"] = format_datetime(moment)
    if mail.language:
        head["Content-Language"] = mail.language
    return head.as_bytes().removesuffix(b"\r\n")


def _to(email: str, name: str) -> bytes:
    local, _, domain = email.rpartition("@")
    address = Address(name, local, domain if domain.isascii() else domain.encode("idna").decode("ascii"))
    line = f"To: {address}"
    if line.isascii() and len(line) <= _SHORT:
        return f"{line}\r\n".encode("ascii")
    # RFC 6532 where the address itself is in other letters; the mail server is asked first whether it takes that.
    policy = _POLICY if local.isascii() else _POLICY.clone(utf8=True)
    return policy.fold_binary("To", policy.header_store_parse("To", str(address))[1])


class _Part:
    """One body in pieces: what is the same for everybody is encoded already, merge fields are by their names."""

    def __init__(self, kind: str, text: str) -> None:
        self._text = re.sub(r"\r\n?", "\n", text if text.endswith("\n") else f"{text}\n")
        raw = _FIELD.sub("", self._text).encode()
        # Base64 where quoted-printable would be longer (scripts other than Latin).
        self._tight = len(raw.translate(None, _SEVEN_BITS)) > TIGHT * len(raw)
        encoding = "base64" if self._tight else "quoted-printable"
        self._head = (
            f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'.encode()
        )
        pieces = [piece for piece in _FIELD.split(self._text) if piece]
        self._pieces: list[tuple[bytes, str]] = [
            (b"", _NAMES[piece]) if piece in _NAMES else (_quoted(piece), "") for piece in pieces
        ]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The part with its header, ended by a line's end."""
        if self._tight:
            raw = fill(self._text, values).replace("\n", "\r\n").encode()
            return self._head + base64.encodebytes(raw).replace(b"\n", b"\r\n")
        found = bytearray(self._head)
        for piece, name in self._pieces:
            if not found.endswith(b"\n") and not piece.startswith(b"\r"):
                found += b"=\r\n"  # a soft break: each piece has its own line lengths
            found += piece or _quoted(values.get(name, MERGE_FIELDS[name]))
        return bytes(found)


def _quoted(text: str) -> bytes:
    # The standard library's own choice of encoding takes ten times as long over a long page.
    return binascii.b2a_qp(text.encode()).replace(b"\n", b"\r\n")
