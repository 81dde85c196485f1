"""How these tests put a release together, and what they ask of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.core.configuration import Office
from bot.core.preflight import look
from bot.core.release import Contact, Finding, Part, Release

OFFICE = Office(
    name="Harbour Air Group",
    zone="Europe/London",
    url="https://press.example.org",
    reply_to="press@example.org",
    contact="Duty press officer, +44 20 7946 0000",
)
WRITTEN, LIFT = "2026-03-04", date(2026, 3, 5)


def release(*paragraphs: str, **changes: Any) -> Release:
    """A sound release around these paragraphs; `changes` replace its fields."""
    fields: dict[str, Any] = {
        "headline": "Harbour reopens after ten years",
        "release_date": WRITTEN,
        "body": tuple(Part("paragraph", text) for text in paragraphs or ("The old harbour has been made safe.",)),
        "contacts": (Contact("Ann Reader", "ann@example.org", "+44 20 7946 0001", "press officer"),),
    }
    return Release(**(fields | changes))


def findings(text: Release, lift: date | None = LIFT, office: Office = OFFICE) -> list[Finding]:
    return look(text, lift, office)


def codes(text: Release, lift: date | None = LIFT) -> list[str]:
    return [finding.code for finding in findings(text, lift)]


def in_text(paragraph: str, language: str = "en", lift: date | None = LIFT) -> list[str]:
    """The codes that one paragraph earns."""
    return codes(release(paragraph, language=language), lift)
