"""Bytes → text: encodings, byte order marks, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass

from bot.core.release import Finding
from bot.readers.doubts import doubt
from bot.readers.encodings import NAMES, guess
from bot.readers.refusals import EmptyFile, NotText, NotWhatItSays, TooLong, UnreadableRelease, WrongEncoding

LIMIT = 1_000_000  # bytes; a long release has 10,000
PAGE_LIMIT = 5_000_000  # a saved page is mostly scripts, styles and pictures

_MAGIC = {
    b"PK\x03\x04": "a Word document or another zipped file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a recording",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a compressed file",
}
# The longer marks first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALLOWED_CONTROLS = frozenset(b"\t\n\r\x0b\x0c")
_MOST_CONTROLS = 0.1
# Python also "decodes" base64, escapes and zip; these are encodings of letters.
_KNOWN = re.compile(
    r"(?:windows-|cp)(?:125\d|874|932|949)|iso-8859-\d{1,2}|latin1|us-ascii|koi8-[rtu]|macintosh|cp866|shift-jis|euc-(?:jp|kr)|"
    r"iso-2022-jp|gb(?:18030|k|2312)|big5|tis-620"
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text as the file has it, line breaks and odd characters included."""

    text: str
    findings: tuple[Finding, ...] = ()


def decode(file: str, raw: bytes, declared: str | None = None, page: bool = False) -> Decoded:
    """Raises EmptyFile, TooLong, NotText or WrongEncoding; at most LIMIT bytes are ever looked at (PAGE_LIMIT of a web page).

    `declared` is the encoding that a mail or page names for itself: it is used where the bytes fit it, and only if they are
    not UTF-8 anyway, which no other encoding's letters ever are by chance. `page`: markup is expected.
    """
    limit = PAGE_LIMIT if page else LIMIT
    if len(raw) > limit:
        raise TooLong(file=file, size=f"{len(raw) / 1_000_000:.1f} MB", limit=f"{limit // 1_000_000} MB")
    if not raw.strip():
        raise EmptyFile(file=file)
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise NotText(file=file, what=what)
    decoded = _marked(file, raw) or _unmarked(file, raw, declared or (_declared_in(raw) if page else None))
    if not page and decoded.text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        raise NotWhatItSays(file=file, what="a web page", ending=".html")
    return decoded


def _marked(file: str, raw: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return Decoded(raw[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                what = f"the file says that it is {encoding.upper()} and is not"
                raise WrongEncoding(file=file, line=_line(raw, error.start), what=what) from None
    return None


def _unmarked(file: str, raw: bytes, declared: str | None) -> Decoded:
    if b"\x00" in raw:
        raise _with_nulls(file, raw)
    if declared is not None and (text := _as_declared(raw, declared)) is not None:
        return Decoded(text)
    controls = sum(byte < 32 and byte not in _ALLOWED_CONTROLS for byte in raw[:10_000])
    if controls > len(raw[:10_000]) * _MOST_CONTROLS:
        raise NotText(file=file, what="a binary file")
    try:
        return Decoded(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _guessed(file, raw, error.start)


def _as_declared(raw: bytes, declared: str) -> str | None:
    """The text as its encoding is named; None where that is unknown, wrong, or belied by valid UTF-8."""
    name = declared.strip().lower().replace("_", "-")
    if not _KNOWN.fullmatch(name):
        return None
    if name != "iso-2022-jp":  # the one that is all ASCII
        with suppress(UnicodeDecodeError):
            raw.decode("utf-8")
            return None
    # Latin-1 and ASCII stand for Windows-1252 on the web: https://encoding.spec.whatwg.org/#names-and-labels
    codec = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name
    with suppress(UnicodeDecodeError, LookupError):
        return raw.decode(codec)
    return None


def _declared_in(raw: bytes) -> str | None:
    """The `charset` in a page's first kilobyte: https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding"""
    match = _META.search(raw[:1024])
    return match[1].decode("ascii") if match else None


def _guessed(file: str, raw: bytes, position: int) -> Decoded:
    line = _line(raw, position)
    found = guess(raw)
    if found.encoding is not None:
        with suppress(UnicodeDecodeError):
            return Decoded(raw.decode(found.encoding), (doubt("encoding", line, encoding=NAMES[found.encoding]),))
    if found.choices:
        what = f"the letters may be in {' or '.join(found.choices)}"
        raise WrongEncoding(file=file, line=line, what=what)
    raise WrongEncoding(file=file, line=line, what="the letters are in an encoding that can't be told")


def _with_nulls(file: str, raw: bytes) -> UnreadableRelease:
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    # Latin letters in UTF-16 have a zero as every second byte.
    if max(even, odd) > len(raw) * 0.2 and min(even, odd) < max(even, odd) * 0.2:
        return WrongEncoding(file=file, line=1, what="this looks like UTF-16 without its byte order mark")
    return NotText(file=file, what="a binary file")


def _line(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, position) + 1
