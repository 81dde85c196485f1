"""A mail's subject: the embargo it names apart from the headline it carries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.readers import embargo_lines
from bot.readers.blocks import Block
from bot.readers.embargo_times import Circumstances

_REPLY = re.compile(r"(?:(?:re|fwd?|wg|aw|tr|rv|antw)\s*:\s*|\[(?:ext(?:ernal)?|spam)\]\s*)+", re.IGNORECASE)
_KICKER = re.compile(
    r"(?:press|news|media) release|communiqué(?: de presse)?|(?:presse|medien)mitteilung|(?:comunicado|nota) de prensa",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(\s*:\s+|\s+[-–—|•·]+\s+|\]\s*|(?<=\w)\)\s+(?=\w))")


def split(subject: str, around: Circumstances) -> tuple[str, str]:
    """(the embargo's words or "", the headline or ""): `EMBARGOED until 00:01 GMT 5 March: Harbour reopens` is both."""
    words = _REPLY.sub("", subject, count=1) if _REPLY.match(subject) else subject
    pieces = _BETWEEN.split(words.strip())
    texts, between = pieces[0::2], pieces[1::2]
    cuts = [(0, end) for end in range(1, len(texts) + 1)] + [(start, len(texts)) for start in range(1, len(texts))]
    loose: tuple[int, int] | None = None
    for start, end in cuts:
        said = _said(_joined(texts, between, start, end), around)
        if said == "settled":
            return _apart(texts, between, start, end)
        loose = loose or ((start, end) if said == "named" else None)
    if loose is not None:
        return _apart(texts, between, *loose)
    return "", _headline(_joined(texts, between, 0, len(texts)))


def _said(text: str, around: Circumstances) -> str:
    """What a piece says as an embargo line: a time or "immediate" settles it; a bare "EMBARGOED" names one."""
    kept, line = embargo_lines.take([Block("paragraph", text.strip("[]() "), 1)], around, [])
    if line.kind == "none" or kept:
        return ""
    return "settled" if line.wall is not None or line.choices or line.kind == "immediate" else "named"


def _apart(texts: Sequence[str], between: Sequence[str], start: int, end: int) -> tuple[str, str]:
    rest = _joined(texts, between, end, len(texts)) if start == 0 else _joined(texts, between, 0, start)
    return _joined(texts, between, start, end).strip("[]() "), _headline(rest)


def _joined(texts: Sequence[str], between: Sequence[str], start: int, end: int) -> str:
    pieces = [texts[index] + (between[index] if index + 1 < end else "") for index in range(start, end)]
    return "".join(pieces).strip()


def _headline(text: str) -> str:
    """Without "Press release:" before it."""
    match = re.match(rf"(?:{_KICKER.pattern})\s*[:|–—-]\s*", text, re.IGNORECASE)
    rest = (text[match.end() :] if match else text).strip(" :|–—-")
    return "" if _KICKER.fullmatch(rest) else rest
