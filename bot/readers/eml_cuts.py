"""What a mail has around the release: greetings, signatures, earlier mails, the lines of a forwarding."""

from __future__ import annotations

import re

from bot.core.release import Finding
from bot.readers.blocks import Block
from bot.readers.cleaning import squeeze
from bot.readers.doubts import doubt
from bot.readers.web_blocks import shortened

_FORWARDED = re.compile(
    r"^[-_ ]*(?:forwarded message|begin forwarded message|message transféré|weitergeleitete nachricht|mensaje reenviado)[-_: ]*$"
    r"|^[-_]+ ?(?:original message|message d'origine|ursprüngliche nachricht|mensaje original) ?[-_]+$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(
    r"\*{0,2}(?:from|date|sent|subject|to|cc|reply-to|de|envoyé|objet|à|von|datum|gesendet|betreff|an|enviado|asunto|para|fecha)\*{0,2}\s?:\*{0,2}(?:\s|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\*{0,2}(?:subject|objet|betreff|asunto)\*{0,2}\s?:\*{0,2}\s*(?P<words>.+)", re.IGNORECASE)
# A forwarded mail's header that no line announces, as Outlook writes it.
_FROM = re.compile(r"\*{0,2}(?:from|de|von)\*{0,2}\s?:", re.IGNORECASE)
_LEAST_FIELDS, _MOST_FIELDS = 3, 8
# The line a mail program writes over what it quotes; it may be broken in two.
_WROTE = re.compile(
    r"^(?:on\b.{5,150}?\bwrote|le\b.{5,150}?\ba écrit|am\b.{5,150}?\bschrieb\b.{0,80}?|el\b.{5,150}?\bescribió)\s?:\s*$",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_GREETING = re.compile(
    r"(?:dear|hi|hello|good (?:morning|afternoon|evening)|to whom it may concern|bonjour|chère?s?|mesdames|"
    r"sehr geehrte[rs]?|liebe[rs]?|guten (?:tag|morgen)|"
    r"hallo|estimad[oa]s?|hola|buenos días|buenas tardes)\b[^.!?:;]{0,60}[,!:]?",
    re.IGNORECASE,
)
_NEAR_THE_TOP = 20
_LITTLE = 40  # words above a forwarding that are only about it


def without_replies(text: str, findings: list[Finding]) -> tuple[str, str]:
    """(the mail's own text, the subject of what it forwards or ""): earlier mails cut off below, or unwrapped if forwarded."""
    subject = ""
    if (forwarded := _FORWARDED.search(text)) is not None:
        above, below = text[: forwarded.start()], text[forwarded.end() :]
        if is_little(above):
            findings.append(doubt("forwarded", _line(text, forwarded.start())))
            text, subject = _without_fields(below)
        else:
            text = _cut(text, forwarded.start(), "reply-cut", findings)
    elif (start := _header_at(text.split("\n"))) is not None:
        above, below = _parted(text, start)
        if is_little(above):
            findings.append(doubt("forwarded", start + 1))
            text, subject = _without_fields(below)
        else:
            text = _cut(text, len(above), "reply-cut", findings)
    if (wrote := _WROTE.search(text)) is not None and text[wrote.end() :].lstrip().startswith(">"):
        if is_little(text[: wrote.start()]):
            findings.append(doubt("forwarded", _line(text, wrote.start())))
            text = re.sub(r"(?m)^> ?", "", text[wrote.end() :].lstrip())
        else:
            text = _cut(text, wrote.start(), "reply-cut", findings)
    return _without_quoted_end(text, findings), subject


def is_little(text: str) -> bool:
    """Whether the words above a forwarded mail are only about it: no release is that short."""
    return len(text.split()) <= _LITTLE


def forwarded_in(blocks: list[Block]) -> tuple[list[Block], str]:
    """(the blocks behind the From, Date and Subject of a forwarded mail, its subject or "")."""
    fields = [index for index, block in enumerate(blocks[:_NEAR_THE_TOP]) if _FIELD.match(block.flat)]
    if len(fields) < 2:
        return blocks, ""
    subjects = [match["words"] for index in fields for row in blocks[index].rows if (match := _SUBJECT.match(row))]
    return blocks[fields[-1] + 1 :], subjects[0] if subjects else ""


def unwrapped(blocks: list[Block], findings: list[Finding]) -> tuple[list[Block], str]:
    """The same for an HTML mail whose program marks nothing: what is forwarded and its subject, or the blocks above an earlier mail."""
    rows = [(index, row) for index, block in enumerate(blocks) for row in block.rows or [block.flat]]
    start = _header_at([row for _, row in rows])
    if start is None:
        return blocks, ""
    first = rows[start][0]
    line, above = blocks[first].line, blocks[:first]
    if is_little(" ".join(block.text for block in above)):
        findings[:] = [one for one in findings if one.line is None or one.line >= line]
        findings.append(doubt("forwarded", line))
        return forwarded_in(blocks[first:])
    findings[:] = [one for one in findings if one.line is None or one.line < line]
    findings.append(doubt("reply-cut", line, words=shortened(" ".join(block.flat for block in blocks[first:]))))
    return above, ""


def without_signature(text: str, findings: list[Finding]) -> str:
    """Nothing behind a line of two hyphens and a space: https://www.rfc-editor.org/rfc/rfc3676#section-4.3"""
    mark = re.search(r"^-- ?$", text, re.MULTILINE)
    return _cut(text, mark.start(), "signature-cut", findings) if mark else text


def without_greeting(blocks: list[Block], findings: list[Finding]) -> list[Block]:
    """ "Dear colleagues," above the release is for those who got the mail."""
    first = blocks[0] if blocks else None
    if (
        first is None
        or len(blocks) < 2
        or first.level
        or not _GREETING.fullmatch(first.flat)
        or not first.flat.endswith((",", "!", ":"))
    ):
        return blocks
    findings.append(doubt("greeting-cut", first.line, words=first.flat))
    return blocks[1:]


def _header_at(rows: list[str]) -> int | None:
    """Where From, Date, To and Subject of another mail stand one below the other."""
    for index, row in enumerate(rows):
        if not _FROM.match(row.strip()):
            continue
        fields = []
        for other in filter(None, (one.strip() for one in rows[index : index + 2 * _MOST_FIELDS])):
            if not _FIELD.match(other):
                break
            fields.append(other)
        if len(fields) >= _LEAST_FIELDS and any(_SUBJECT.match(one) for one in fields):
            return index
    return None


def _parted(text: str, row: int) -> tuple[str, str]:
    """(the text above a row, without the line drawn over that, and from the row on)."""
    rows = text.split("\n")
    return re.sub(r"\n[ \t]*[_-]{5,}\s*$", "\n", "\n".join(rows[:row]) + "\n"), "\n".join(rows[row:])


def _without_fields(text: str) -> tuple[str, str]:
    """What is forwarded, without its From, Date and Subject; those may be broken over several lines."""
    rows = text.lstrip("\n").split("\n")
    subject = ""
    index = 0
    while index < len(rows):
        row = squeeze(rows[index])
        if not row and subject:
            break
        if row and not _FIELD.match(row) and index and not rows[index - 1].strip():
            break
        if match := _SUBJECT.match(row):
            subject = match["words"].strip()
        index += 1
    return "\n".join(rows[index:]), subject


def _without_quoted_end(text: str, findings: list[Finding]) -> str:
    """Lines that end the mail and all open with > are somebody's earlier one."""
    rows = text.rstrip().split("\n")
    start = len(rows)
    while start and (rows[start - 1].startswith(">") or not rows[start - 1].strip()):
        start -= 1
    if start == len(rows) or start == 0 or not any(row.startswith(">") for row in rows[start:]):
        return text
    return _cut(text, len("\n".join(rows[:start])), "reply-cut", findings)


def _cut(text: str, position: int, code: str, findings: list[Finding]) -> str:
    words = squeeze(re.sub(r"(?m)^(?:>+ ?|-- ?$)", "", text[position:]))
    if re.search(r"\w", words):
        findings.append(doubt(code, _line(text, position), words=shortened(words)))
    return text[:position]


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
