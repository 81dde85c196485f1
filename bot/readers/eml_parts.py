"""A mail taken apart: its subject, its text in whichever form says more, and what is attached. Nothing of it is run or fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from typing import Literal

from bot.core.release import Finding
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.decoding import PAGE_LIMIT, Decoded, decode
from bot.readers.eml_pictures import Inline, without_marks
from bot.readers.refusals import EmptyFile, NoTextInMail, NotText, TooLong
from bot.readers.web_depth import opened

MOST_BYTES = 20_000_000  # with its attachments
MOST_HEADER = 200_000  # bytes of header lines
MOST_PARTS = 200  # boundaries named; a mail with twenty attachments has about 25
LONGEST_SUBJECT = 2_000  # characters as encoded; RFC 5322 (2.1.1) wants lines of 78
_FULLER = 1.5
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,76}:[ \t\r\n]")


@dataclass(slots=True)
class Mail:
    """`text` is plain or HTML by `kind`, `html` its HTML where the plain text says as much; `attached` the names of what else
    there is, as they may be shown, and `inline` the pictures that belong into the text.
    """

    subject: str
    text: str
    kind: Literal["plain", "html"]
    html: str = ""
    attached: list[str] = field(default_factory=list)
    inline: list[Inline] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    inline: list[Inline] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    locked: bool = False


def take_apart(file: str, raw: bytes, findings: list[Finding]) -> Mail:
    """Raises an UnreadableRelease: no mail, too large, locked, or without a text."""
    _check_size(file, raw)
    message = message_from_bytes(raw.lstrip(b"\r\n"), policy=compat32)
    found = _Found()
    _walk(file, message, found)
    if found.locked:
        raise NoTextInMail(file=file, why=": it is encrypted")
    plain, html = without_marks("\n\n".join(found.plain)), "\n".join(found.html)
    shown = opened(file, html).body if html else None
    fuller = shown is not None and _count(shown.text(deep=True, separator=" ")) > max(_count(plain), 5) * _FULLER
    findings += found.findings
    if not _count(plain) and not fuller:
        raise NoTextInMail(
            file=file, why=f"; it has {', '.join(found.attached[:3])} attached" if found.attached else ""
        )
    subject = _decoded_subject(message.get("Subject", ""), findings)
    kind: Literal["plain", "html"] = "html" if fuller else "plain"
    return Mail(subject, html if fuller else plain, kind, html, found.attached, found.inline)


def _check_size(file: str, raw: bytes) -> None:
    if not raw.strip():
        raise EmptyFile(file=file)
    if len(raw) > MOST_BYTES:
        raise TooLong(file=file, size=f"{len(raw) / 1_000_000:.0f} MB", limit=f"{MOST_BYTES // 1_000_000} MB")
    start = raw.lstrip(b"\r\n")
    if not (_HEADER_LINE.match(start) or start.startswith(b"From ")):
        raise NotText(file=file, what="no mail that was saved whole")
    head = re.split(rb"\r?\n\r?\n", start[: MOST_HEADER + 1], maxsplit=1)[0]
    if len(head) > MOST_HEADER:
        raise TooLong(file=file, size=f"more than {MOST_HEADER // 1000} kB of header lines", limit="fewer")
    if len(re.findall(rb"boundary\s*=", raw, re.IGNORECASE)) > MOST_PARTS:
        raise TooLong(file=file, size=f"more than {MOST_PARTS} parts", limit="fewer")


def _walk(file: str, message: Message, found: _Found) -> None:
    """The parts in their order; a mail within the mail is an attachment."""
    for part in [message] if not message.is_multipart() else _leaves(message):
        kind = part.get_content_type()
        name = part.get_filename()
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime") or kind == "application/pgp-encrypted":
            found.locked = found.locked or "signed" not in str(part.get_param("smime-type", ""))
        elif _is_inline_picture(part):
            found.inline.append(_inline(part, kind, name))
        elif kind == "message/rfc822" or name or part.get_content_disposition() == "attachment":
            if kind not in ("application/pgp-signature", "application/pkcs7-signature"):
                found.attached.append(_shown(name or kind))
        elif kind in ("text/plain", "text/html"):
            decoded = _decoded(file, part, html=kind == "text/html")
            found.findings += decoded.findings if decoded else ()
            if decoded is not None:
                (found.html if kind == "text/html" else found.plain).append(decoded.text)


def _leaves(message: Message) -> list[Message]:
    """Every part that is no container itself, in order; deep ones too, without a call for each level."""
    leaves: list[Message] = []
    queue = [message]
    while queue:
        part = queue.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            queue += [inner for inner in reversed(payload) if isinstance(inner, Message)]
        else:
            leaves.append(part)
    return leaves


def _decoded(file: str, part: Message, html: bool) -> Decoded | None:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return None
    if len(raw) > PAGE_LIMIT:
        raise TooLong(file=file, size=f"{len(raw) / 1_000_000:.1f} MB", limit=f"{PAGE_LIMIT // 1_000_000} MB")
    decoded = decode(file, raw, part.get_content_charset(), page=html)
    if not html and str(part.get_param("format", "")).lower() == "flowed":
        return Decoded(_unflowed(decoded.text, str(part.get_param("delsp", "")).lower() == "yes"), decoded.findings)
    return decoded


def _unflowed(text: str, without_space: bool) -> str:
    """Lines that end in a space go on in the next: https://www.rfc-editor.org/rfc/rfc3676#section-4.1"""
    rows: list[str] = []
    open_line = False
    for row in text.splitlines():
        row = row[1:] if row.startswith(" ") else row
        flows = row.endswith(" ") and row != "-- "
        piece = row[:-1] if flows and without_space else row
        if open_line and rows and not row.startswith(">"):
            rows[-1] += piece
        else:
            rows.append(piece)
        open_line = flows
    return "\n".join(rows)


def _decoded_subject(raw: object, findings: list[Finding]) -> str:
    """One line of words: folds, encoded words and whatever controls were hidden in them undone (RFC 2047)."""
    header = re.sub(r"[\r\n]+[ \t]*", " ", str(raw))[:LONGEST_SUBJECT]
    try:
        pieces = decode_header(header)
    except (HeaderParseError, ValueError):
        pieces = [(header, None)]
    words = "".join(_piece(piece, charset) for piece, charset in pieces)
    return squeeze(clean_again(words, 1, findings))


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return piece.decode("cp1252", errors="replace")


def _is_inline_picture(part: Message) -> bool:
    return part.get_content_maintype() == "image" and (
        part.get_content_disposition() == "inline" or part["Content-ID"] is not None
    )


def _inline(part: Message, kind: str, name: str | None) -> Inline:
    content = part.get_payload(decode=True)
    key = str(part["Content-ID"] or "").strip().strip("<>")
    return Inline(key, _shown(name or kind), kind, content if isinstance(content, bytes) else b"")


def _shown(name: str) -> str:
    """A file's name as it may stand in a sentence: no folders, no controls, not endless."""
    plain = squeeze(clean_again(_decoded_subject(name, []), 1, []))
    return re.split(r"[/\\]", plain)[-1][:80] or "a file"


def _count(text: str) -> int:
    return len(re.findall(r"\w+", text))
