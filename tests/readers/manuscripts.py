"""How these tests read a text."""

from __future__ import annotations

from datetime import date

from bot.core.release import EmbargoLine, Finding, Manuscript, Release
from bot.readers.opening import read

TODAY = date(2026, 3, 2)
ZONE = "Europe/London"


def manuscript(text: str | bytes, name: str = "release.txt", today: date = TODAY, zone: str = ZONE) -> Manuscript:
    return read(name, text.encode() if isinstance(text, str) else text, today, zone)


def release(text: str | bytes, name: str = "release.txt", today: date = TODAY) -> Release:
    return manuscript(text, name, today).release


def story(body: str) -> Release:
    """A body under a headline and a lede."""
    return release(f"Harbour reopens after ten years\n\nThe harbour of Merrowby reopens on Friday.\n\n{body}")


def embargo(
    line: str, today: date = TODAY, zone: str = ZONE, body: str = "The harbour reopens on Friday."
) -> EmbargoLine:
    """An embargo line over an ordinary release."""
    return manuscript(f"{line}\n\nHarbour reopens after ten years\n\n{body}", today=today, zone=zone).embargo


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]
