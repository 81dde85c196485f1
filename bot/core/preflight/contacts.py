"""Whether a journalist who wants to ask can."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.configuration import Office
from bot.core.preflight.codes import found
from bot.core.release import Contact, Finding, Release

_EMAIL = re.compile(r"[^\s@,;<>()\"]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_PHONE_LETTERS = re.compile(r"[\d\s().+/\u00a0\u2010-\u2013-]*")
_EXTENSION = re.compile(r"\s*(?:ext\.?|extension|x|poste|durchwahl|dw)\s*\d{1,6}$", re.IGNORECASE)
# ITU-T E.164 §6: at most 15 digits; the shortest numbers that a country dials are of six, and short codes of three.
_DIGITS = range(3, 16)


def contacts(release: Release, office: Office) -> list[Finding]:
    """Nobody to ask; somebody who cannot be reached; numbers and addresses with a slip in them."""
    if not release.contacts:
        return [] if office.contact.strip() else [found("contact-missing")]
    return [
        remark
        for number, contact in enumerate(release.contacts, start=1)
        for remark in _of(contact, f"contact {number}")
    ]


def _of(contact: Contact, place: str) -> Iterator[Finding]:
    if not contact.email and not contact.phone:
        yield found("contact-unreachable", place, name=contact.name or contact.role or "")
    if contact.email and not _EMAIL.fullmatch(contact.email.strip()):
        yield found("contact-email", place, words=contact.email)
    # Several numbers stand with a slash between blanks.
    for phone in re.split(r"\s+/\s+|\s*[,;]\s*|\s+or\s+", contact.phone or ""):
        if phone and not _dials(phone):
            yield found("contact-phone", place, words=phone)


def _dials(phone: str) -> bool:
    number = _EXTENSION.sub("", phone.strip())
    digits = len(re.sub(r"\D", "", number.replace("(0)", "")))
    return bool(_PHONE_LETTERS.fullmatch(number)) and digits in _DIGITS and "+" not in number.lstrip(" (")[1:]
