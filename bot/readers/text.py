"""Plain text, as staff type it or paste it from the web or Word."""

from __future__ import annotations

from datetime import date

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript
from bot.readers.anatomy import Given, assemble
from bot.readers.lines import blocks_of


def read_text(
    file: str, text: str, today: date, office_zone: str, findings: list[Finding], order: DayOrder = ""
) -> Manuscript:
    """A cleaned text → manuscript. Raises NoHeadline or NothingButHeader."""
    return assemble(file, blocks_of(text), Given(order=order), today, office_zone, findings)
