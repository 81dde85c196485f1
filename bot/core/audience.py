"""What readers want and why they left: beats, languages, reasons. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

_BETWEEN = re.compile(r"[;,|]")


class Because(StrEnum):
    """Why somebody is off a list. From the second one on, an address is suppressed on every list."""

    READER = "reader"  # they said so: a link, a mail program's button, a provider they told
    BOUNCE = "bounce"  # a mail server says that there is no such mailbox
    COMPLAINT = "complaint"  # they called our mail spam
    OFFICE = "office"  # a person at the office took them off
    ERASED = "erased"  # they wanted nothing kept of them


SUPPRESSING = frozenset({Because.BOUNCE, Because.COMPLAINT, Because.ERASED})


def beats_of(text: str) -> tuple[str, ...]:
    """The beats in one cell, `climate; energy`, each once whatever its case, in their order."""
    found: dict[str, str] = {}
    for one in _BETWEEN.split(text):
        if beat := " ".join(one.split()):
            found.setdefault(beat.casefold(), beat)
    return tuple(found.values())


def told_beats(beats: tuple[str, ...]) -> str:
    """The inverse of `beats_of`."""
    return "; ".join(beats)


def has_beat(text: str, beat: str) -> bool:
    """Whether one of the beats in a cell is this one, whatever its case. Who named none has none."""
    wanted = beat.casefold()
    return any(one.casefold() == wanted for one in beats_of(text))


def reads(language: str, wanted: str) -> bool:
    """Whether somebody whose language is `language` (BCP 47) reads `wanted`: a reader of fr-CA reads fr, one of fr reads fr-CA."""
    theirs, asked = language.lower().split("-"), wanted.lower().split("-")
    short = min(len(theirs), len(asked))
    return theirs[:short] == asked[:short]
