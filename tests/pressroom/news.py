"""Releases for the press room's tests: held, and lifted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from bot.core.release import File, Manuscript, Picture
from bot.core.release import Release as Text
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.store.models import Reader, Release
from tests import darkroom, premises


def hold(room: Newsroom, slug: str = "one", hours: float = 2, **changes: Any) -> Release:
    """A release that is approved and waits for its instant."""
    if not Reader.objects.exists():
        premises.readers(1)
    text: Text = replace(premises.TEXT, **changes)
    release = filing.queue(room, text, premises.until(room, hours=hours), (), "Ann", slug)
    approving.approve(room, plan(room, slug), "Ben")
    return release


def lift(room: Newsroom, release: Release) -> None:
    """Its instant has come."""
    assert release.instant is not None
    cast(premises.QuietWorld, room.world).clock.now = release.instant
    premises.lift(room)


def publish(room: Newsroom, slug: str = "one", **changes: Any) -> None:
    """A release that has lifted."""
    lift(room, hold(room, slug, **changes))


def hold_everything(room: Newsroom, folder: Path) -> list[str]:
    """Hold a release with picture, file, beat and translation; gives every address that it will have."""
    (folder / "quay.jpg").write_bytes(darkroom.photo(1500, 900))
    (folder / "cranes.csv").write_bytes(b"Crane,Year\n1,1931\n")
    picture, file = Picture(alt="A quay", source="quay.jpg"), File("cranes.csv")
    french = replace(premises.TEXT, headline="Les grues", language="fr")
    text = replace(premises.TEXT, pictures=(picture,), files=(file,), beats=("harbours",), translations=(french,))
    made = enclosed(Manuscript(text), folder)
    if not Reader.objects.exists():
        premises.readers(1)
    filing.queue(room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures)
    planned = plan(room, "cranes")
    approving.approve(room, planned, "Ben")
    page = planned.page_url.removeprefix(room.config.office.url)
    feeds = [
        f"{shelf}/feed.{form}" for shelf in ("/beats/harbours", "/languages/fr") for form in ("atom", "json", "ninjs")
    ]
    lists = ["/beats/harbours", "/languages/fr", "/languages/en", "/2026", "/2026/03", "/sitemap/2026-03.xml", *feeds]
    return [page, f"{page}/fr", *(one.path for one in planned.parts[0].enclosures), *lists]
