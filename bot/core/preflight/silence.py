"""Findings that are told once, and those that somebody does not want to be told again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from bot.core.preflight.codes import found
from bot.core.release import Finding
from bot.core.saying import saying

# A wrong instant is the worst that can happen, and so are words that were meant to be deleted: these are always told.
NEVER_SILENT = ("embargo-", "tracked-")
_QUOTED = re.compile(r'"(.+?)"')


def together(*lists: Iterable[Finding]) -> list[Finding]:
    """Several lists as one, nothing told twice: not of one place, not in one sentence, not of the same words."""
    kept: list[Finding] = []
    for finding in (finding for findings in lists for finding in findings):
        if not any(_same(finding, other) for other in kept):
            kept.append(finding)
    return kept


def heard(findings: Iterable[Finding], silenced: Iterable[str]) -> tuple[list[Finding], list[Finding]]:
    """The findings to tell, and those that `silenced` (codes) keeps quiet. What guards the embargo is always told."""
    quiet = {code for code in silenced if not code.startswith(NEVER_SILENT)}
    told: list[Finding] = []
    hushed: list[Finding] = []
    for finding in findings:
        (hushed if finding.code in quiet else told).append(finding)
    return told, hushed


def unknown(silenced: Iterable[str], known: Iterable[str]) -> list[Finding]:
    """A remark for every code to silence that no finding has."""
    names = sorted(known)
    strange = [code for code in dict.fromkeys(silenced) if code not in names]
    near = {code: get_close_matches(code.lower(), names, n=1) for code in strange}
    return [
        found(
            "silence-unknown",
            code=code,
            hint=saying(" (did you mean {near}?)", near=near[code][0]) if near[code] else "",
        )
        for code in strange
    ]


def _same(one: Finding, other: Finding) -> bool:
    if one.code != other.code:
        return False
    if one.message == other.message and one.line == other.line:
        return one.place == other.place or not (one.place and other.place)
    if one.place and one.place == other.place and one.line == other.line:
        quoted = _QUOTED.findall(one.message)
        return bool(quoted) and quoted == _QUOTED.findall(other.message)
    # A reader knows lines and the preflight places: the same words tell that they mean the same.
    if (one.line is None) != (other.line is None):
        words = _QUOTED.search(one.message)
        return words is not None and words[0] in other.message
    return False
