"""An invented release with everything in it, and the sheets it is set by."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.core.configuration import ChannelConfig, Office
from bot.core.release import Contact, Part, Picture, Quote, Release, Section
from bot.renditions.pictures import Copies, Copy
from bot.renditions.setting import Sheet

KINDS = ("email", "x", "mastodon", "bluesky", "webhook", "notify", "pressroom")
PAGE = "https://press.example.org/2026/harbour-air"
OFFICE = Office(
    name="Harbour Air Group",
    zone="Europe/London",
    url="https://press.example.org",
    reply_to="press@example.org",
    contact="Duty press officer, +44 20 7946 0000, press@example.org",
)


def paragraph(text: str) -> Part:
    return Part("paragraph", text)


def quoted(*paragraphs: str, speaker: str | None = "Tamsin Okoro", role: str | None = "lead author") -> Quote:
    return Quote("\n\n".join(paragraphs), speaker, role)


def release(**changes: Any) -> Release:
    """A release in full; `changes` replace its fields."""
    fields: dict[str, Any] = {
        "headline": "Half of harbour workers breathe air above the legal limit",
        "kicker": "Press release",
        "subhead": "Monitors at eleven ports measured what inspectors never have",
        "dateline": "ROTTERDAM, 4 March 2026",
        "release_date": "2026-03-04",
        "body": (
            paragraph("More than half of the people who load ships work in air that breaks the law, a survey finds."),
            paragraph(
                "Monitors took a reading every ten seconds. See [the method](https://example.org/method?a=1&b=2)."
            ),
            Part("quote", quote=0),
            Part("list", items=("53 per cent of shifts passed the limit", "Shore power cut readings by a third")),
            Part("quote", quote=1),
        ),
        "quotes": (
            quoted("We gave people a badge to wear.", "The law is good. The measuring was not."),
            quoted(
                "I have worked this quay for thirty years & nobody asked.", speaker="Joost Verhaar", role="crane driver"
            ),
        ),
        "sections": (Section("Background", (paragraph("The limit for fine dust is 1.25 mg per cubic metre."),)),),
        "notes": (paragraph("Interviews are available on Thursday."),),
        "pictures": (
            Picture(
                "A crane driver at work.",
                "Harbour Air Group",
                "A man on a quay",
                "https://example.org/p.jpg",
                "CC BY 4.0",
            ),
        ),
        "contacts": (Contact("Ines Marlow", "ines@example.org", "+44 (0)20 7946 0123", "Head of News"),),
    }
    return Release(**(fields | changes))


def copies(number: int = 1) -> Copies:
    """A sealed picture's two copies, at addresses of their own."""
    name = f"p{number if number > 1 else ''}"
    web = Copy(f"https://example.org/{name}.jpg", "image/jpeg", 1200, 800, 180_000, "sha256:" + "1" * 64)
    full = Copy(f"https://example.org/{name}-full.jpg", "image/jpeg", 4000, 2667, 2_400_000, "sha256:" + "2" * 64)
    return Copies(web, full)


def sheet(kind: str = "email", **changes: Any) -> Sheet:
    """The sheet for one kind; `changes` replace its fields."""
    fields: dict[str, Any] = {
        "office": OFFICE,
        "channel": None if kind == "pressroom" else ChannelConfig(kind, kind, kind),
        "slug": "2026-03-05-k7qd",
        "page_url": PAGE,
        "version": "sha256:" + "0" * 64,
        "number": 1,
        "lift_date": date(2026, 3, 5),
        "pictures": {number: copies(number) for number in (1, 2, 3)},
        "list_title": "press" if kind == "email" else "",
    }
    return Sheet(**(fields | changes))
