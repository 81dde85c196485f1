"""Which pictures may leave the house, and why another may not."""

from __future__ import annotations

import re

from bot.core.release import Finding, Picture, Release

# AP and PA only as they are written: in capitals and as words of their own.
_AGENCIES = re.compile(
    r"(?i:\b(?:Getty|Reuters|Agence France-Presse|Associated Press|Press Association|Shutterstock|Alamy|dpa)\b)"
    r"|\b(?:AFP|AP|PA|EPA)\b"
)


def leaving(release: Release) -> tuple[Picture, ...]:
    """The pictures that every rendition may carry, in order."""
    return tuple(picture for picture in release.pictures if _held_because(picture) is None)


def held(release: Release) -> list[Finding]:
    """One finding for each picture that stays in the house; with it its caption and its credit do."""
    reasons = ((number, _held_because(picture)) for number, picture in enumerate(release.pictures, start=1))
    return [
        Finding(f"picture-{why[0]}", f"Picture {number} is left out: {why[1]}")
        for number, why in reasons
        if why is not None
    ]


def _held_because(picture: Picture) -> tuple[str, str] | None:
    agency = _AGENCIES.search(f"{picture.credit or ''} {picture.caption or ''}")
    if agency and not (picture.licence or "").strip():
        return "licence", f"it comes from an agency ({agency[0]}) and no licence is recorded. Record one as `licence`."
    if not picture.source:
        return "file", "only its caption came. Give the address of its file as `source`."
    if not re.fullmatch(r"https://[^\s\"'<>]+", picture.source):
        return "address", "its address is not an https one. Give one that journalists can open safely."
    if not (picture.alt or "").strip():
        return "alt", "it has no alternative text. Say in a sentence, as `alt`, what it shows."
    return None
