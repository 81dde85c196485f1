"""The pictures in docs/press-room.md: `make conformance ARGS="-k docs --pictures"` takes them of the example release."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from bot.core.release import Manuscript
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.pressroom.opening import open_to_the_public
from bot.readers.opening import read
from tests import premises
from tests.conformance.browser import Browser
from tests.conformance.pages import served
from tests.pressroom.news import lift, publish

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SHOTS = (
    ("press-room-index", "", 1000, "light"),
    ("press-room-page", "page", 1000, "light"),
    ("press-room-night", "page", 420, "dark"),
)


@pytest.mark.django_db
def test_the_docs_show_the_example_release(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> None:
    if not request.config.getoption("--pictures"):
        pytest.skip("only with --pictures: it writes into docs/pictures")
    room = premises.newsroom()
    open_to_the_public(room)
    publish(
        room, "ferry", headline="Ferry to Merrowby runs again from Monday", beats=("harbours",), subhead="Twice a day"
    )
    page = _example(room)
    publish(
        room,
        "marsh",
        headline="Salt marsh takes as much off the waves as half a metre of wall",
        beats=("climate", "harbours"),
        subhead="Twelve harbours gave part of their shore back",
    )
    for name, which, width, scheme in SHOTS:
        file = tmp_path / f"{name}.html"
        file.write_text(_local(room, served(page if which else "/"), tmp_path), "utf-8")
        browser.show(file, width, scheme)
        shot = Image.open(io.BytesIO(browser.picture())).convert("RGB")
        top = shot.crop((0, 0, width, min(shot.height, round(width * 1.35 if width > 500 else width * 2))))
        small = top.quantize(128, dither=Image.Dither.NONE)
        assert len(small.getcolors() or ()) > 16, "an empty page is no picture of anything"
        small.save(PICTURES / f"{name}.png", optimize=True)


def _example(room: Newsroom) -> str:
    """The shipped release, lifted; the path of its page."""
    folder = ROOT / "examples"
    raw = (folder / "sea-wall.md").read_bytes()
    made: Manuscript = enclosed(read("sea-wall.md", raw, date(2030, 4, 18), room.config.office.zone), folder)
    until = premises.until(room, hours=20)
    release = filing.queue(room, made.release, until, (), "Ann", "sea-wall", enclosures=made.enclosures)
    planned = plan(room, "sea-wall")
    approving.approve(room, planned, "Ben")
    lift(room, release)
    return planned.page_url.removeprefix(room.config.office.url)


def _local(room: Newsroom, html: str, folder: Path) -> str:
    """The page with its pictures beside it: the browser has no network."""
    start = f"{room.config.office.url}/pictures/"
    for address in {part.split('"')[0] for part in html.split(start)[1:]}:
        (folder / address).write_bytes(Client().get(f"/pictures/{address}").content)
    return html.replace(start, f"{folder.as_uri()}/")
