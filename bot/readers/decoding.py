"""Bytes → text: encodings, byte order marks, and what is no text at all."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from bot.core.release import Finding
from bot.readers.doubts import doubt
from bot.readers.refusals import EmptyFile, NotText, TooLong, UnreadableRelease, WrongEncoding

LIMIT = 1_000_000  # bytes; a long release has 10,000

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
# A Western text has about 5 % accented letters; a page full of them was written in another alphabet's encoding.
_MOST_HIGH_BYTES = 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text as the file has it, line breaks and odd characters included."""

    text: str
    findings: tuple[Finding, ...] = ()


def decode(file: str, raw: bytes) -> Decoded:
    """Raises EmptyFile, TooLong, NotText or WrongEncoding; at most LIMIT bytes are ever looked at."""
    if len(raw) > LIMIT:
        raise TooLong(file=file, size=f"{len(raw) / 1_000_000:.1f} MB", limit="1 MB")
    if not raw.strip():
        raise EmptyFile(file=file)
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise NotText(file=file, what=what)
    decoded = _marked(file, raw) or _unmarked(file, raw)
    if decoded.text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        raise NotText(file=file, what="a web page")
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


def _unmarked(file: str, raw: bytes) -> Decoded:
    if b"\x00" in raw:
        raise _with_nulls(file, raw)
    controls = sum(byte < 32 and byte not in _ALLOWED_CONTROLS for byte in raw[:10_000])
    if controls > len(raw[:10_000]) * _MOST_CONTROLS:
        raise NotText(file=file, what="a binary file")
    try:
        return Decoded(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _western(file, raw, error.start)


def _western(file: str, raw: bytes, position: int) -> Decoded:
    line = _line(raw, position)
    high = sum(byte > 127 for byte in raw)
    letters = high + sum(chr(byte).isalpha() for byte in raw if byte < 128)
    if high > letters * _MOST_HIGH_BYTES:
        raise WrongEncoding(file=file, line=line, what="the letters are in an encoding that can't be told")
    try:
        return Decoded(raw.decode("cp1252"), (doubt("encoding", line, encoding="Windows-1252"),))
    except UnicodeDecodeError as error:
        what = "there are bytes that are no letters in UTF-8 nor in Windows-1252"
        raise WrongEncoding(file=file, line=_line(raw, error.start), what=what) from None


def _with_nulls(file: str, raw: bytes) -> UnreadableRelease:
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    # Latin letters in UTF-16 have a zero as every second byte.
    if max(even, odd) > len(raw) * 0.2 and min(even, odd) < max(even, odd) * 0.2:
        return WrongEncoding(file=file, line=1, what="this looks like UTF-16 without its byte order mark")
    return NotText(file=file, what="a binary file")


def _line(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, position) + 1
