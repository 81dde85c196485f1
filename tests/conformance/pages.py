"""The press room's pages as they are served, for the checkers to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.test import Client

from bot.core.release import Contact, File, Manuscript, Part, Picture, Section
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.pressroom.opening import open_to_the_public
from tests import darkroom, premises
from tests.pressroom.news import lift, publish

PLACES = {
    "index": "/",
    "second-page": "/?page=2",
    "found": "/?q=cranes",
    "not-found": "/?q=%3Cscript%3E%22neverwas",
    "beat": "/beats/climate-sea",
    "year": "/2026",
    "month": "/2026/03",
    "language": "/languages/ar",
    "release": "/releases/harbour-cranes-to-stand-still-for-a-week",
    "translation": "/releases/harbour-cranes-to-stand-still-for-a-week/ar",
    "plain": "/releases/number-0-of-many",
    "404": "/nothing",
}
XML = {"sitemap": "/sitemap.xml", "news-sitemap": "/news-sitemap.xml", "atom": "/feed.atom"}


@contextmanager
def press_room(folder: Path, **pressroom: str) -> Iterator[Newsroom]:
    """One with two pages of releases, one of which has everything that a release can have."""
    room = premises.newsroom(config=premises.configuration(pressroom=pressroom))
    open_to_the_public(room)
    for number in range(21):
        publish(room, f"number-{number}", headline=f"Number {number} of many", beats=("Climate & sea",))
    _everything(room, folder)
    yield room


def served(path: str) -> str:
    """The bytes of an address, as text."""
    return Client().get(path).content.decode()


def _everything(room: Newsroom, folder: Path) -> None:
    (folder / "quay.jpg").write_bytes(darkroom.photo(1500, 900))
    (folder / "cranes.csv").write_bytes(b"Crane,Year\n1,1931\n")
    text = replace(
        premises.TEXT,
        kicker="Press release",
        subhead="A week is enough, says the harbour master",
        dateline="NORDMEER, 5 March 2026",
        body=(
            *premises.TEXT.body,
            Part("heading", "What is done"),
            Part("list", items=("Ropes & hooks", "See [the plan](https://example.org/plan?a=1&b=2)"), ordered=True),
        ),
        sections=(Section("Background", (Part("paragraph", "They were built in 1931."),)),),
        notes=(Part("paragraph", "The report is on request."),),
        contacts=(Contact("Ann Reader", "ann@example.org", "+44 20 7946 0001", "press officer"),),
        pictures=(Picture("The quay <at dawn>.", "Drawing by the harbour", 'A "quay"', "quay.jpg"),),
        files=(File("cranes.csv", "Cranes & years"),),
        beats=("Climate & sea", "harbours"),
    )
    arabic = replace(text, headline="رافعات الميناء تتوقف أسبوعا", language="ar", files=(), kicker=None)
    made = enclosed(Manuscript(replace(text, translations=(arabic,))), folder)
    release = filing.queue(
        room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures
    )
    approving.approve(room, plan(room, "cranes"), "Ben")
    lift(room, release)
