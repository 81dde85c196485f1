"""Quotation marks: which open, which close them, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

# opener → its closers. Straight and Swedish marks open and close alike.
CLOSERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    '"': '"',
    "”": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
}
_SPACES = " \u00a0\u202f"
_ANY_OPENER = re.compile(f"[{''.join(CLOSERS)}]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph: quoted or not; `closed` False where the quotation runs on past the paragraph."""

    text: str
    quoted: bool
    closed: bool = True


def opens(text: str) -> str | None:
    """The quotation mark that a paragraph opens with, or None."""
    mark = text[:1]
    if mark not in CLOSERS or len(text) < 2:
        return None
    if mark == "»" and "«" not in text[1:]:
        return None  # a French paragraph that goes on quoting; the caller asks for that with `goes_on`
    if mark in '"‘”' and text[1] in _SPACES:
        return None
    if mark == "‘" and _closing(text, 0) is None:
        return None  # an apostrophe: ‘twas
    return mark


def goes_on(text: str, mark: str) -> bool:
    """Whether a paragraph opens with a mark that continues a quotation begun with `mark` («…» may go on with either)."""
    return text[:1] == mark or (mark == "«" and text[:1] == "»")


def stretches(text: str) -> list[Stretch]:
    """A paragraph cut at its quotation marks, the marks taken away."""
    found: list[Stretch] = []
    start = position = 0
    while mark := _ANY_OPENER.search(text, position):
        position = mark.start()
        if not _is_opener(text, position):
            position += 1
            continue
        end = _closing(text, position)
        found.append(Stretch(text[start:position].strip(_SPACES), False))
        found.append(Stretch(text[position + 1 : end].strip(_SPACES), True, end is not None))
        if end is None:
            return [stretch for stretch in found if stretch.text]
        start = position = end + 1
    found.append(Stretch(text[start:].strip(_SPACES), False))
    return [stretch for stretch in found if stretch.text]


def _is_opener(text: str, position: int) -> bool:
    mark = text[position]
    if mark not in CLOSERS or (mark == "‘" and position > 0):
        return False
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if mark in '"”':
        return (not before or before in _SPACES + "([—–-/") and bool(after) and after not in _SPACES
    if mark == "»":
        return position == 0 and "«" in text
    return True


def _closing(text: str, start: int) -> int | None:
    """Where the mark at `start` is closed: nested ones of its kind are passed over."""
    mark = text[start]
    if mark == "‘":
        match = re.compile(r"(?<=[.,!?…])’(?=\s|$)|’(?=[.,]?$)").search(text, start + 1)
        return match.start() if match else None
    depth = 1
    for position in range(start + 1, len(text)):
        character = text[position]
        if character in CLOSERS[mark] and not (mark == '"' and text[position - 1] in _SPACES):
            depth -= 1
            if depth == 0:
                return position
        elif character == mark:
            depth += 1
    if mark == "“" and text.rstrip().endswith('"'):
        return len(text.rstrip()) - 1  # opened curly, closed straight: pasted from two sources
    return None
