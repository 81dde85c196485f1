"""Addresses in the text, and whether anybody outside can open them. Nothing is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.core.preflight.codes import found
from bot.core.preflight.places import WRITTEN_LINK, Passage, passages
from bot.core.release import Finding, Release

_BARE = re.compile(r"\b(?:https?://|file:/)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?’')\]]", re.IGNORECASE)
_OF_A_MACHINE = re.compile(r"(?<![\w/:])(?:[A-Z]:\\[^\s\"“”]+|\\\\[\w.-]+\\[^\s\"“”]+)")
# Names that the public's servers do not know (RFC 6761, RFC 6762, RFC 8375), and what offices use instead.
_INSIDE = re.compile(r"(?:^|\.)(?:localhost|local|internal|intranet|lan|corp|home\.arpa|home)$", re.IGNORECASE)


def links(release: Release) -> list[Finding]:
    """Addresses that only this office, or this machine, can open."""
    told = []
    for passage in passages(release):
        private = dict.fromkeys(address for address in addresses(passage) if is_private(address))
        told += [found("link-private", passage.place, address=address) for address in private]
    return told


def addresses(passage: Passage) -> Iterator[str]:
    """Every address in a text: in links, written out, and paths of a machine."""
    rest = passage.text
    for match in WRITTEN_LINK.finditer(rest):
        yield match["target"]
    rest = WRITTEN_LINK.sub(" ", rest)
    for pattern in (_BARE, _OF_A_MACHINE):
        yield from (match[0] for match in pattern.finditer(rest))


def is_private(address: str) -> bool:
    """Whether an address leads to a machine or a network of one's own, as far as it can be told without asking."""
    if address[:5].lower() == "file:" or _OF_A_MACHINE.fullmatch(address):
        return True
    if not address.lower().startswith(("http://", "https://")):
        return False
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return True  # no host that anybody could look up
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host.rstrip(".") or _INSIDE.search(host) is not None
