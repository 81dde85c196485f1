"""What a picture's file says of itself: its alt text, whom to credit, whose it is and how it may be used (IPTC, XMP, EXIF)."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from xml.etree import ElementTree  # packets with a document type are not read

from PIL import ExifTags, Image, IptcImagePlugin, UnidentifiedImageError

from bot.core.preflight.pictures import agency_in
from bot.readers.captions import one_credit
from bot.readers.cleaning import squeeze

# IPTC Photo Metadata Standard 2024.1, https://iptc.org/std/photometadata/specification/
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_CC = "{http://creativecommons.org/ns#}"
_PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_CREATOR, _CREDIT = (f"{_DC}creator",), (f"{_PHOTOSHOP}Credit",)
_WHOSE = (
    f"{_PHOTOSHOP}Source",
    f"{_DC}rights",
    f"{_RIGHTS}Owner",
    f"{_PLUS}LicensorName",
    f"{_PLUS}CopyrightOwnerName",
)
_USAGE = (f"{_CC}license", f"{_RIGHTS}WebStatement", f"{_RIGHTS}UsageTerms", f"{_PLUS}LicensorURL", f"{_DC}rights")
# IIM 4.2: by-line, credit, source, copyright notice. https://iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf
_BY_LINE, _CREDIT_LINE, _SOURCE, _COPYRIGHT = (2, 80), (2, 110), (2, 115), (2, 116)
_DEED = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.IGNORECASE)
_DEED_IN_WORDS = re.compile(r"\bCC(?:0|[ -]BY(?:-(?:NC|ND|SA))*)(?:[ -]\d\.\d)\b")
_MOST_XMP = 2_000_000  # bytes; with a preview in it a packet has some 100,000
_LONGEST = 300  # characters of one word of these
_BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, KeyError, IndexError)
_Words = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`credit`: whom the file wants credited; `licence`: a Creative Commons licence by its short name; `agency`: one it names."""

    alt: str = ""
    credit: str = ""
    licence: str = ""
    agency: str = ""


def picture_facts(content: bytes) -> PictureFacts:
    """What is in the bytes of a picture, as far as it can be read; nothing of it is unpacked but its tags."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tags that break a standard are common, and no news
            with Image.open(io.BytesIO(content)) as image:
                packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
                iptc, exif = IptcImagePlugin.getiptcinfo(image) or {}, image.getexif()
    except _BROKEN:
        return PictureFacts()
    xmp = _xmp(packet.encode() if isinstance(packet, str) else packet)
    creator = [*_named(xmp, _CREATOR), *_iptc(iptc, _BY_LINE), *_exif(exif, ExifTags.Base.Artist)]
    credit = [*_named(xmp, _CREDIT), *_iptc(iptc, _CREDIT_LINE)]
    whose = [
        *_named(xmp, _WHOSE),
        *_iptc(iptc, _SOURCE),
        *_iptc(iptc, _COPYRIGHT),
        *_exif(exif, ExifTags.Base.Copyright),
    ]
    return PictureFacts(
        alt=next(iter(_named(xmp, (f"{_CORE}AltTextAccessibility",))), ""),
        credit=one_credit([*dict.fromkeys((*creator, *credit))][:4]) or "",
        licence=_licence([*_named(xmp, _USAGE), *whose]),
        agency=agency_in(*creator, *credit, *whose),
    )


def _xmp(packet: bytes) -> _Words:
    """A packet's properties: name → words, whether they stand in an attribute, an element or a list. ISO 16684-1, 7."""
    if not packet or len(packet) > _MOST_XMP or b"<!DOCTYPE" in packet.replace(b"\x00", b""):
        return {}
    try:
        root = ElementTree.fromstring(packet.strip(b"\x00 \n\r\t"))  # noqa: S314 - no document types
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}
    found: _Words = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            found.setdefault(name, []).append(value)
        for element in description:
            words = [element.get(f"{_RDF}resource") or "", *(inner.text or "" for inner in element.iter())]
            found.setdefault(element.tag, []).extend(words)
    return found


def _named(xmp: _Words, names: tuple[str, ...]) -> list[str]:
    return _plain([words for name in names for words in xmp.get(name, ())])


def _iptc(tags: dict[tuple[int, int], bytes | list[bytes]], name: tuple[int, int]) -> list[str]:
    held = tags.get(name) or []
    return _plain([_decoded(one) for one in (held if isinstance(held, list) else [held])])


def _decoded(raw: bytes) -> str:
    """Most programs write UTF-8, whatever tag 1:90 says of it; the others wrote what they had."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _exif(tags: Image.Exif, name: int) -> list[str]:
    return _plain([str(tags.get(name) or "").replace("\x00", " ")])


def _plain(words: list[str]) -> list[str]:
    clean = (squeeze("".join(sign if sign.isprintable() else " " for sign in one))[:_LONGEST] for one in words)
    return [one for one in clean if one]


def _licence(words: list[str]) -> str:
    """`CC BY-SA 4.0`, `CC0 1.0`: only what settles it. Anybody's other terms are for a person to read."""
    for said in words:
        if deed := _DEED.search(said):
            kind, code, version = deed[1].lower(), deed[2].lower(), deed[3]
            if kind == "licenses":
                return f"CC {code.upper()} {version}"
            return f"CC0 {version}" if code == "zero" else f"Public Domain Mark {version}"
        if named := _DEED_IN_WORDS.search(said):
            return named[0]
    return ""
