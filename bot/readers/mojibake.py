"""Letters spoilt by a wrong encoding: put right where it is certain what they were, pointed out where it is not."""

from __future__ import annotations

import re

from bot.core.release import Finding
from bot.readers.doubts import doubt

# What UTF-8's first bytes look like once they were read as Windows-1252, Mac Roman or Windows-1251, and something behind
# them that is no plain letter: a cheap look, so that the library is loaded only where there may be work for it.
_SUSPECT = re.compile(r"[ÂÃÅÄÊÎÏÐÑØÙâ√‚][^\x00-\x7fa-zA-Zà-ÿ]|[ÐÑРС][\u0080-\u00ff\u2010-\u2122]")
_AROUND = 12


def repair(text: str, findings: list[Finding]) -> str:
    """The text with its mojibake undone line by line; the first line of each kind, and how many there are, is a finding."""
    if not _SUSPECT.search(text):
        return text
    import ftfy  # loads tables for a fifth of a second, and most texts need none
    from ftfy.badness import badness

    rows = text.split("\n")
    repaired: list[tuple[int, str, str]] = []
    spoilt: list[tuple[int, str]] = []
    for index, row in enumerate(rows):
        if not _SUSPECT.search(row) or not badness(row):
            continue
        fixed = ftfy.fix_encoding(row)
        if fixed == row or badness(fixed) or "\ufffd" in fixed:
            spoilt.append((index, row))
        else:
            repaired.append((index, row, fixed))
            rows[index] = fixed
    if repaired:
        index, row, fixed = repaired[0]
        start = next((at for at, (one, two) in enumerate(zip(row, fixed, strict=False)) if one != two), 0)
        before, after = _around(row, start), _around(fixed, start)
        findings.append(doubt("mojibake-repaired", index + 1, count=len(repaired), before=before, after=after))
    if spoilt:
        index, row = spoilt[0]
        suspect = _SUSPECT.search(row)
        findings.append(doubt("mojibake", index + 1, words=_around(row, suspect.start() if suspect else 0)))
    return "\n".join(rows)


def _around(row: str, start: int) -> str:
    words = row[max(0, start - _AROUND) : start + _AROUND]
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", words).strip()
