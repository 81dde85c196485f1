"""What every way of sending mail shares: the greeting, the way out of the list, and what no mail may have in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import getaddresses, parseaddr
from functools import lru_cache
from urllib.parse import quote

from bot.core.delivery import Addressee
from bot.core.rendition import Mail

# language → (with a name, without one)
_GREETINGS: Mapping[str, tuple[str, str]] = {
    "en": ("Dear {name},", "Hello,"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
    "es": ("Hola, {name}:", "Hola:"),
}
_NAME_LIMIT = 80
_JOINERS = "\u200c\u200d"  # Persian and Indic names need them, though Unicode counts them as controls
_PLAIN_LINK = re.compile(r"https://[A-Za-z0-9._~/?=&%:-]+")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+@[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+")


def greeting(addressee: Addressee, language: str) -> str:
    """How the mail begins, in its own language (BCP 47; English where there is no wording yet)."""
    named, nameless = _GREETINGS.get(language.partition("-")[0].lower(), _GREETINGS["en"])
    name = plain_name(addressee.name)
    return named.format(name=name) if name else nameless


def plain_name(text: str) -> str:
    """A name as one line that means nothing but itself in HTML, in a header or as a merge field."""
    simple = text.isascii() and text.isprintable() and "<" not in text and ">" not in text
    name = " ".join((text if simple else "".join(map(_plain, unicodedata.normalize("NFC", text)))).split())
    return name if len(name) <= _NAME_LIMIT else ""


def _plain(character: str) -> str:
    if character in "<>\u241e":
        return ""
    return " " if unicodedata.category(character).startswith(("C", "Z")) and character not in _JOINERS else character


def merge_values(addressee: Addressee, mail: Mail, list_name: str) -> dict[str, str]:
    """What goes in the merge fields of one person's mail; safe as it stands in text, HTML and an attribute."""
    return {
        "greeting": greeting(addressee, mail.language),
        "unsubscribe": _link(addressee) or _goodbye(addressee, mail, list_name),
    }


def unsubscribe_headers(addressee: Addressee, mail: Mail, list_name: str) -> dict[str, str]:
    """The header fields for leaving the list with one click (RFC 8058, section 3.1; RFC 2369, section 3.2)."""
    goodbye = f"<{_goodbye(addressee, mail, list_name)}>"
    link = _link(addressee)
    if not link:
        return {"List-Unsubscribe": goodbye}
    return {"List-Unsubscribe": f"<{link}>, {goodbye}", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


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


def _link(addressee: Addressee) -> str:
    link = addressee.unsubscribe
    return link if _PLAIN_LINK.fullmatch(link) else quote(link, safe="!#$%&()*+,/:;=?@[]~")


def _goodbye(addressee: Addressee, mail: Mail, list_name: str) -> str:
    words = quote(f"unsubscribe {list_name} {addressee.email}", safe="")
    return f"mailto:{_bare(mail.reply_to)}?subject={words}"


@lru_cache(maxsize=64)
def _bare(address: str) -> str:
    return parseaddr(address)[1]
