"""The door: which reader takes a file, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript
from bot.readers.cleaning import clean
from bot.readers.decoding import decode
from bot.readers.markdown import read_markdown
from bot.readers.refusals import EmptyFile, NotText
from bot.readers.text import read_text

_MARKDOWN = frozenset((".md", ".markdown"))
_PAGE = frozenset((".html", ".htm", ".xhtml"))
# Formats that look like text and are none: reading their markup as prose would send it out.
_NOT_YET = {
    ".doc": "an old Word document",
    ".docm": "a Word document with macros",
    ".dotx": "a Word template",
    ".odt": "an OpenDocument text",
    ".rtf": "an RTF document",
    ".pdf": "a PDF",
    ".pages": "a Pages document",
    ".mht": "a web archive",
    ".mhtml": "a web archive",
    ".msg": "an Outlook mail",
}


def read(name: str, raw: bytes, today: date, office_zone: str, order: DayOrder = "") -> Manuscript:
    """Read a file's bytes as a release. The reader is chosen by the ending of `name`; an unknown one is read as plain text.

    `today` is the date against which a missing year or "tomorrow" is read; `office_zone` (IANA) is named as a choice where
    an embargo has no zone and is never assumed. `order`: how the office writes 4/3/2026; it dates the release, and never settles
    an embargo. Raises an UnreadableRelease that says what is wrong and what to do.
    """
    ending = PurePath(name).suffix.lower()
    if ending in _NOT_YET:
        raise NotText(file=name, what=_NOT_YET[ending])
    if ending == ".docx":
        from bot.readers.docx import read_docx  # each of these brings a library that most offices never need

        return read_docx(name, raw, today, office_zone, order)
    if ending == ".eml":
        from bot.readers.eml import read_eml

        return read_eml(name, raw, today, office_zone, order)
    decoded = decode(name, raw, page=ending in _PAGE)
    findings: list[Finding] = list(decoded.findings)
    if ending in _PAGE:
        from bot.readers.html import read_html

        return read_html(name, decoded.text, today, office_zone, findings, order)
    text = clean(decoded.text, findings)
    if not text.strip():
        raise EmptyFile(file=name)
    reader = read_markdown if ending in _MARKDOWN else read_text
    return reader(name, text, today, office_zone, findings, order)
