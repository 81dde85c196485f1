"""A link as every reader keeps it: `[words](address)` for a public address, its words alone for any other."""

from __future__ import annotations

import re

from bot.core.release import Finding
from bot.readers.cleaning import squeeze
from bot.readers.doubts import doubt

_PUBLIC = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)", re.IGNORECASE)
# A place in the same page, or the number that the words say themselves: nothing is lost with these.
_NEEDLESS = re.compile(r"(?:#|tel:|sms:|$)", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Whether somebody outside the house can follow it: http, https or mailto."""
    return _PUBLIC.match(address) is not None


def linked(words: str, address: str, line: int, findings: list[Finding]) -> str:
    """`words` with its link where that leads anywhere; what can't be followed is told and its words are kept."""
    plain, address = squeeze(words), address.strip()
    if not plain or plain == address or f"mailto:{plain}" == address:
        return plain or (address if is_public(address) else "")
    if not is_public(address):
        if not _NEEDLESS.match(address):
            findings.append(doubt("link-kept-as-words", line, address=squeeze(address)[:200]))
        return plain
    # Blanks and brackets in either half would end it early for whoever reads `[words](address)`.
    safe = re.sub(r"\s", "%20", address).replace("(", "%28").replace(")", "%29")
    return f"[{plain.replace('[', '(').replace(']', ')')}]({safe})"
