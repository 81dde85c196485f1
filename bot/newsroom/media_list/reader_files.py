"""Files of readers: bytes from any program become lines, or one sentence says which line stands in the way.

Looked through once before a row is read, a piece at a time: neither a gigabyte nor a line without an end takes memory.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from bot.core.errors import EmbargoError

LARGEST = 256_000_000  # bytes; a million readers are some 80 MB
LONGEST = 200_000  # characters of a line; fifty columns have a few thousand
PIECE = 256 * 1024

Open = Callable[[], BinaryIO]
"""Opens the file anew, at its beginning."""

# UTF-32's mark begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = {b"PK\x03\x04": "a workbook or another zipped file", b"\xd0\xcf\x11\xe0": "an old Excel workbook"}
_NAMES = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}
# What names and outlets have beside ASCII in Western Europe. Anything else shows that the bytes were read wrongly.
_WESTERN = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ÿŒœŠšŽžŸ“”‘’„‚«»–—…·&\xa0ªº°®™]*")
# "Èâàí" is "Иван" read wrongly, "cafÅÈ" is "café".
_NO_WORD = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]{4}|[a-zß-öø-ÿ][À-ÖØ-ÝŒŠŽŸ]")
_HELP = 'Save it as "CSV UTF-8" and import it again; nothing was imported.'


class TooLarge(EmbargoError):
    """The file has more than {limit} MB. Split it into several files; nothing was imported."""


class NoTable(EmbargoError):
    """The file is {what}, not a table in text. {help}"""


class UnreadableLine(EmbargoError):
    """Line {line} can't be read: {problem}. {help}"""


@dataclass(frozen=True, slots=True)
class ReaderFile:
    """A file that can be read to its end. `size` in bytes; `sample`: the first words that depend on the encoding."""

    open: Open
    encoding: str
    size: int
    sample: str = ""

    @property
    def told(self) -> str:
        """How it was read, where that was not to be expected; else ""."""
        name = _NAMES.get(self.encoding, "")
        if self.encoding == "cp1252" and self.sample:
            return f'read as {name} (Latin-1); look whether "{self.sample}" is right'
        return f"read as {name}" if name else ""

    def lines(self, watch: Callable[[int], None] | None = None) -> Iterator[str]:
        """Each with "\\n" at its end. `watch` is told how many bytes have been read, every thousand lines."""
        with self.open() as raw, io.TextIOWrapper(raw, self.encoding, newline=None) as text:
            gone = 0
            while some := list(islice(text, 1000)):
                yield from some
                if watch is not None:
                    watch(raw.tell() - gone)
                    gone = raw.tell()


def look_through(opens: Open) -> ReaderFile:
    """Find the encoding and read to the end. Raises TooLarge, NoTable or UnreadableLine."""
    with opens() as file:
        head = file.read(PIECE)
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise NoTable(what=what, help=_HELP)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "") or _without_mark(head)
    if encoding == "utf-8" and (fault := _fault(opens, "utf-8")) is not None:
        if fault.letters_before:
            problem = "it is not in UTF-8, which the lines before it are"
            raise UnreadableLine(line=fault.line, problem=problem, help=_HELP)
        return _western(opens, fault)
    if (fault := _fault(opens, encoding)) is not None:
        problem = f"it is not in {_NAMES.get(encoding, 'UTF-8')}, as the file says that it is"
        raise UnreadableLine(line=fault.line, problem=problem, help=_HELP)
    return ReaderFile(opens, encoding, _size(opens))


@dataclass(frozen=True, slots=True)
class _Fault:
    """Where an encoding stops to fit, and whether letters beyond ASCII did fit it before."""

    line: int
    letters_before: bool


def _without_mark(head: bytes) -> str:
    """UTF-16 without a mark has a zero beside every plain letter."""
    some = head[:4000]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(some) > 3 and some[start::2].count(0) > len(some) * 0.3:
            return name
    if b"\0" in some:
        raise NoTable(what="a binary file", help=_HELP)
    return "utf-8"


def _pieces(opens: Open) -> Iterator[bytes]:
    size = 0
    with opens() as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > LARGEST:
                raise TooLarge(limit=LARGEST // 1_000_000)
            yield piece
        yield b""


def _fault(opens: Open, encoding: str) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line, tail, letters = 1, 0, False
    for piece in _pieces(opens):
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, "ignore")
            return _Fault(line + _breaks(good), letters or not good.isascii())
        letters = letters or not text.isascii()
        last = max(text.rfind("\n"), text.rfind("\r"))
        line += _breaks(text)
        tail = len(text) - last - 1 if last >= 0 else tail + len(text)
        if tail > LONGEST:
            raise UnreadableLine(line=line, problem=f"it has more than {LONGEST:,} characters", help=_HELP)
    return None


def _breaks(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _western(opens: Open, first: _Fault) -> ReaderFile:
    """A file of Windows-1252, which holds all of Latin-1; of no other encoding whose letters would be other ones then."""
    decoder, line, kept, size, sample = codecs.getincrementaldecoder("cp1252")(), 1, "", 0, ""
    for piece in _pieces(opens):
        size += len(piece)
        try:
            *whole, kept = (kept + decoder.decode(piece)).splitlines(keepends=True) or [""]
        except UnicodeDecodeError as error:
            line += _breaks(error.object[: error.start].decode("cp1252", "ignore"))
            raise _foreign(line) from None
        for text in [*whole, *([] if piece else [kept])]:
            if not text.isascii():
                if not _WESTERN.fullmatch(text) or _NO_WORD.search(text):
                    raise _foreign(line)
                sample = sample or next(word for word in re.findall(r"[^\s,;]+", text) if not word.isascii())
            line += text.endswith(("\n", "\r"))
        if len(kept) > LONGEST:
            raise UnreadableLine(line=first.line, problem=f"it has more than {LONGEST:,} characters", help=_HELP)
    return ReaderFile(opens, "cp1252", size, sample)


def _foreign(line: int) -> UnreadableLine:
    problem = "it has letters that are neither in UTF-8 nor in Windows-1252 (Latin-1)"
    return UnreadableLine(line=line, problem=problem, help=_HELP)


def _size(opens: Open) -> int:
    with opens() as file:
        return file.seek(0, io.SEEK_END)
