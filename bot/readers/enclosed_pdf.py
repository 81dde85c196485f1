"""PDF files: who made them, what is noted in their margins, and what is attached to them (ISO 32000-1, 12.5, 14.3)."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bot.core.saying import saying
from bot.readers.enclosed_parts import Facts, Unreadable

MOST_PAGES = 500  # are looked through for notes
# Notes of a reader, with words of their own; links and form fields are annotations, too, and meant to be there.
_KINDS = "/Text /FreeText /Highlight /Underline /StrikeOut /Squiggly /Caret /Ink /Stamp /Redact"
_NOTES = frozenset(_KINDS.split())
_BROKEN = (PyPdfError, AttributeError, IndexError, KeyError, OSError, RecursionError, TypeError, ValueError)


def pages(content: bytes) -> Facts:
    """A .pdf file. Raises Unreadable where it is locked or broken."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(saying("it is protected with a password"))
        return [*_authors(reader), *_notes(reader), *_inside(reader)]
    except _BROKEN:
        # pypdf takes a file for whole: what is missing in one surfaces as whichever of these its code meets first.
        raise Unreadable(saying("it is damaged")) from None


def _authors(reader: PdfReader) -> Facts:
    info, xmp = reader.metadata, reader.xmp_metadata
    named = [str(info.author or "")] if info else []
    named += [str(name) for name in (xmp.dc_creator or [])] if xmp else []
    people = ", ".join(f'"{name}"' for name in dict.fromkeys(filter(None, (name.strip() for name in named))))
    return [("file-author", {"people": saying("its author ({people})", people=people)})] if people else []


def _notes(reader: PdfReader) -> Facts:
    said: list[str] = []
    for page in reader.pages[:MOST_PAGES]:
        for reference in page.get("/Annots") or ():
            note = reference.get_object()
            if note.get("/Subtype") in _NOTES:
                said.append(re.sub(r"\s+", " ", str(note.get("/Contents") or "")))
    return [("file-comments", {"count": len(said), "words": next(filter(None, said), "…")})] if said else []


def _inside(reader: PdfReader) -> Facts:
    names = list(reader.attachments)
    return [("file-inside", {"names": ", ".join(f'"{name}"' for name in names)})] if names else []
