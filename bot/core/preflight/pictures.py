"""Which pictures may leave the house, and why another may not."""

from __future__ import annotations

import re

from bot.core.preflight.codes import found
from bot.core.release import Finding, Picture, Release

# AP and PA only as they are written: in capitals and as words of their own.
_AGENCIES = re.compile(
    r"(?i:\b(?:Getty|Reuters|Agence France-Presse|Associated Press|Press Association|Shutterstock|Alamy|dpa|iStock(?:photo)?|"
    r"Adobe ?Stock|Depositphotos|imago images|picture[ -]alliance|Xinhua|Kyodo|Agencia EFE)\b)"
    r"|\b(?:AFP|AP|PA|EPA|EFE|ANSA|TASS|ANP|APA|NTB|STR/AFP)\b"
)
# What a camera, a phone or an office program calls a picture tells nobody what it shows; a path tells more than is meant.
_FILE_NAME = re.compile(
    r"(?:\S*|.*[\\/].*)[\w)]\.(?:jpe?g|png|gif|webp|tiff?|bmp|heic|svg|emf|wmf)|(?:IMG|DSC[NF]?|DCIM|PXL|Screenshot)[-_ ]?\d[\w .-]*|"
    r"(?:picture|image|photo|graphic|bild|grafik|foto|imagen|photo)\s*\d*",
    re.IGNORECASE,
)
_LONGEST_NAME = 200  # characters


def fetched_from(source: str | None) -> bool:
    """Whether a picture has an address on the network; else its source is a file beside the release."""
    return bool(re.fullmatch(r"https?://[^\s\"'<>]+", source or ""))


def pictures(release: Release) -> list[Finding]:
    """One finding for each picture that stays in the house; with it its caption and its credit do."""
    reasons = (held(picture, number) for number, picture in enumerate(release.pictures, start=1))
    return [reason for reason in reasons if reason is not None]


def held(picture: Picture, number: int = 1) -> Finding | None:
    """Why a picture may not leave; None when it may."""
    place = f"picture {number}"
    agency = agency_in(picture.credit or "", picture.caption or "")
    if agency and not (picture.licence or "").strip():
        return found("picture-licence", place, number=number, agency=agency)
    if not picture.source:
        return found("picture-file", place, number=number)
    if picture.digest is None and not fetched_from(picture.source):
        return found("picture-missing", place, number=number, source=picture.source)
    if not (picture.alt or "").strip():
        return found("picture-alt", place, number=number)
    if len(picture.alt or "") <= _LONGEST_NAME and _FILE_NAME.fullmatch((picture.alt or "").strip()):
        return found("picture-alt-name", place, number=number, alt=picture.alt)
    return None


def agency_in(*words: str) -> str:
    """The picture agency that is named in these words, "" where none is."""
    named = _AGENCIES.search(" ".join(words))
    return named[0] if named else ""
