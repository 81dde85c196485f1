"""A mail as its recipient gets it, whichever way it came."""

from __future__ import annotations

import re
from dataclasses import dataclass

# RFC 5321, section 4.5.3.1: 64 octets before the @; RFC 5322, section 3.2.3: a dot-atom; RFC 1035: labels of up to 63.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*"
_LABEL = r"[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9\u0080-\U0010ffff-]{0,61}[A-Za-z0-9\u0080-\U0010ffff])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+{_LABEL}")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person: who from, to whom, where an answer goes, and both parts ("" when it has none)."""

    sender: str
    to: str
    reply_to: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


def is_address(text: object) -> bool:
    """Whether this is one mail address with a domain of at least two labels, and nothing else."""
    return isinstance(text, str) and len(text) <= 320 and _ADDRESS.fullmatch(text) is not None


def written(address: str, name: str | None = None) -> str:
    """ "Name <address>", or the address alone."""
    return f"{name} <{address}>" if name else address
