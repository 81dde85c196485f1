"""A Word file as a zip: refused where it is locked, holds macros, or would unfold into more than a release can be."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from bot.readers.refusals import (
    DamagedDocument,
    EmptyFile,
    MacroDocument,
    NotText,
    NotWhatItSays,
    OversizedDocument,
    ProtectedDocument,
)

MOST_BYTES = 20_000_000  # of the file; pictures make most of it
MOST_UNPACKED = 200_000_000  # of everything in it together
MOST_XML = 12_000_000  # of one part with text; a book has 3,000,000
MOST_PARTS = 2_000
# Deflate packs at most 1,032 to 1 (https://zlib.net/zlib_tech.html); Word's own markup stays below 60 to 1.
MOST_RATIO = 200
_SMALL = 200_000  # bytes; packing less that well harms nobody
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts of a Word file by their names; `raw` is the file. Fonts are never unpacked, a picture only when asked for."""

    file: str
    parts: dict[str, bytes]
    raw: bytes = b""

    def named(self, beginning: str) -> list[str]:
        """The parts whose name begins so, in order: `word/header` gives header1.xml, header2.xml."""
        return sorted(name for name in self.parts if name.startswith(beginning))

    def picture(self, name: str) -> bytes | None:
        """The bytes of a picture's part, as they came; None where there is none or it is broken or locked."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.raw)) as archive:
                entry = archive.getinfo(name)
                return archive.read(entry) if 0 < entry.file_size <= MOST_BYTES else None
        except (KeyError, *_BROKEN):
            return None


def is_shown(name: str) -> bool:
    """Whether a picture is of a kind that can be sent; Word also embeds drawings and scans that few programs show."""
    return name.lower().endswith((".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp"))


def unpack(file: str, raw: bytes) -> Package:
    """Raises an UnreadableRelease that says what the file is instead, or what is wrong with it."""
    _check_kind(file, raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            _check_entries(file, entries)
            wanted = [entry for entry in entries if _is_wanted(entry.filename)]
            parts = {entry.filename: archive.read(entry) for entry in wanted}
    except _BROKEN:
        raise DamagedDocument(file=file, problem="its packing is broken") from None
    _check_macros(file, entries, parts)
    for name, part in parts.items():
        # A document type is how a few bytes of XML become gigabytes; Word writes none.
        if b"<!DOCTYPE" in part.replace(b"\x00", b""):
            raise DamagedDocument(file=file, problem=f"{name} has a document type, which Word never writes")
    return Package(file, parts, raw)


def _check_kind(file: str, raw: bytes) -> None:
    if not raw.strip():
        raise EmptyFile(file=file)
    if len(raw) > MOST_BYTES:
        raise OversizedDocument(file=file, problem=f"it has {len(raw) / 1_000_000:.0f} MB")
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw:
            raise ProtectedDocument(file=file)
        raise NotText(file=file, what="an old Word document (.doc)")
    if raw.startswith(b"{\\rtf"):
        raise NotText(file=file, what="an RTF document")
    if not raw.startswith(b"PK"):
        if b"<html" in raw[:2000].lower():
            raise NotWhatItSays(file=file, what="a web page", ending=".html")
        raise DamagedDocument(file=file, problem="it is no Word document at all")


def _check_entries(file: str, entries: list[zipfile.ZipInfo]) -> None:
    """What the zip says of itself, before anything is unpacked; reading never gives more than it said."""
    if len(entries) > MOST_PARTS:
        raise OversizedDocument(file=file, problem=f"it has {len(entries):,} parts")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise OversizedDocument(file=file, problem=f"unpacked it has {total / 1_000_000:.0f} MB")
    if len({entry.filename for entry in entries}) < len(entries):
        raise DamagedDocument(file=file, problem="two of its parts have one name")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise ProtectedDocument(file=file)
        flat = entry.filename.startswith("word/media/") and not is_shown(entry.filename)  # never unpacked
        if not flat and entry.file_size > _SMALL and entry.file_size > entry.compress_size * MOST_RATIO:
            raise OversizedDocument(file=file, problem=f"{entry.filename} is packed more tightly than any text can be")
        if _is_wanted(entry.filename) and entry.file_size > MOST_XML:
            raise OversizedDocument(file=file, problem=f"{entry.filename} has {entry.file_size / 1_000_000:.0f} MB")


def _check_macros(file: str, entries: list[zipfile.ZipInfo], parts: dict[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise MacroDocument(file=file)
    if b"wordprocessingml" not in types:
        raise DamagedDocument(file=file, problem="it is another program's file")


def _is_wanted(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and name.startswith(("[Content_Types]", "_rels/", "word/", "docProps/"))
