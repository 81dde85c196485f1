"""What every way of sending mail shares: the greeting, the way out of the list, and what no mail may have in it."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address
from email.utils import getaddresses, parseaddr
from typing import NamedTuple
from urllib.parse import quote

from bot.core.delivery import Addressee
from bot.core.greeting import greetings
from bot.core.rendition import Mail

_NAME_LIMIT = 80
_JOINERS = "\u200c\u200d"  # Persian and Indic names need them, though Unicode counts them as controls
_PLAIN_LINK = re.compile(r"https://[A-Za-z0-9._~/?=&%:-]+")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._~-]+@[A-Za-z0-9.-]+")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+@[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+")


class Personal(NamedTuple):
    """What is one person's alone in a mail; `greeting` and `unsubscribe` are safe as they stand in text, HTML and an attribute.

    `headers` are the fields for leaving the list with one click (RFC 8058, section 3.1; RFC 2369, section 3.2).
    """

    name: str
    greeting: str
    unsubscribe: str
    headers: dict[str, str]

    @property
    def merge(self) -> dict[str, str]:
        """The values of the merge fields, by name."""
        return {"greeting": self.greeting, "unsubscribe": self.unsubscribe}


class Correspondence:
    """The mail of one delivery, person by person: a thousand of them are written while an instant is waited for."""

    def __init__(self, mail: Mail, list_name: str) -> None:
        self._named, self._nameless = greetings(mail.language)
        self._goodbye = f"mailto:{parseaddr(mail.reply_to)[1]}?subject={quote(f'unsubscribe {list_name} ', safe='')}"

    def to(self, person: Addressee) -> Personal:
        """How the mail begins, in its own language (BCP 47; English where there is no wording yet), and how it is left."""
        name = plain_name(person.name)
        link, goodbye = _link(person.unsubscribe), self._goodbye + _in_address(person.email)
        headers = {"List-Unsubscribe": f"<{goodbye}>"}
        if link:
            headers = {
                "List-Unsubscribe": f"<{link}>, <{goodbye}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        greeting = self._named.format(name=name) if name else self._nameless
        return Personal(name, greeting, link or goodbye, headers)


def plain_name(text: str) -> str:
    """A name as one line that means nothing but itself in HTML, in a header or as a merge field."""
    simple = text.isascii() and text.isprintable() and "<" not in text and ">" not in text
    name = " ".join((text if simple else "".join(map(_plain, unicodedata.normalize("NFC", text)))).split())
    return name if len(name) <= _NAME_LIMIT else ""


def _plain(character: str) -> str:
    if character in "<>\u241e":
        return ""
    return " " if unicodedata.category(character).startswith(("C", "Z")) and character not in _JOINERS else character


def mailbox(text: str) -> Address | None:
    """A sender such as `Press Office <press@example.org>`; None when it is not one mailbox on one line."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        return None
    found = getaddresses([text])
    if len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]) or not found[0][1].isascii():
        return None
    name, address = found[0]
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def sendable(address: str) -> bool:
    """Whether this is one address and nothing else: no line break, comma or name."""
    return _ADDRESS.fullmatch(address) is not None


def mail_doubts(mail: Mail) -> list[str]:
    """What no provider would take of a mail, or what would add a header to it."""
    found = []
    if not mail.subject.strip():
        found.append("The subject is empty.")
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in mail.subject):
        found.append("The subject has a line break or a control character in it.")
    if mailbox(mail.sender) is None:
        found.append("The sender is not one address: write it as Press Office <press@example.org>.")
    if mailbox(mail.reply_to) is None:
        found.append("reply_to is not one address.")
    if not mail.text.strip() or not mail.html.strip():
        found.append("The mail has no text.")
    return found


def _link(link: str) -> str:
    return link if _PLAIN_LINK.fullmatch(link) else quote(link, safe="!#$%&()*+,/:;=?@[]~")


def _in_address(email: str) -> str:
    """Percent-encoded, as RFC 6068 has it; most addresses have nothing in them but the @ that needs it."""
    return email.replace("@", "%40") if _PLAIN_ADDRESS.fullmatch(email) else quote(email, safe="")
