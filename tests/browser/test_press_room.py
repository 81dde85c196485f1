"""What the public and readers of a list see, in Debian's Chromium: by day and by night, on a phone and on paper.

The pictures in docs/press-room.md and docs/media-list.md are taken here (`pytest tests/browser --pictures` puts them there).
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.axe import axe, faults
from tests.browser.chromium import PHONE, SCREEN, Scheme, Seat, seat
from tests.browser.desks import Desk, desk
from tests.conftest import ROOT

pytestmark = pytest.mark.timeout(240)
LISTS = """
[lists.press]
public = true
title = "News from the harbour"
beats = ["climate", "fisheries"]
"""
MARSH = """---
headline: Salt marsh takes as much off the waves as half a metre of wall
subhead: Twelve harbours gave part of their shore back
date: 2030-04-20
beats: [climate, harbours]
---

Twelve harbours that gave part of their shore back to the sea report lower waves behind it.
"""
SEA_WALL = "/releases/sea-wall-of-ostrava-point-was-overtopped-nine-times-in-one-winter"
RELEASES = {"harbour": "harbour-report.txt", "sea-wall": "sea-wall.md", "marsh": "marsh.md"}
LINK = """
import django
django.setup()
from bot.newsroom.media_list.audience import unsubscribe_token
from bot.store.models import Reader
from config.newsroom import open_newsroom
room = open_newsroom()
print(unsubscribe_token(room, Reader.objects.order_by("pk")[0].pk, room.now()))
"""
COLOURS = 96
LONGEST = 30  # seconds until all three have lifted


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office with three releases that are out, one of them with everything, and a list that readers may sign up for."""
    chromium.installed()
    folder = tmp_path_factory.mktemp("office")
    with desk(folder, settings=LISTS) as made:
        shutil.copytree(ROOT / "examples", folder, dirs_exist_ok=True)
        made.office.write("marsh.md", MARSH)
        for slug, file in RELEASES.items():
            made.office.approved("--now", "--channel", "partners", file=file, slug=slug)
            made.office.wait_for(lambda slug=slug: made.office.status(slug)["stage"] == "lifted", LONGEST)  # type: ignore[misc]
        yield made


@pytest.fixture(scope="module")
def places(open_desk: Desk) -> dict[str, str]:
    """Every kind of page, by a name."""
    mine = f"/unsubscribe/{open_desk.python(LINK).split()[-1]}"
    return {
        "index": "/",
        "found": "/?q=wave",
        "nothing-found": "/?q=neverwas",
        "beat": "/beats/climate",
        "release": SEA_WALL,
        "sign-up": "/lists/press",
        "preferences": f"{mine}/preferences",
        "leave": mine,
        "erase": f"{mine}/erasure",
    }


@contextmanager
def reading(
    browser: Browser, open_desk: Desk, size: tuple[int, int] = SCREEN, scheme: Scheme = "light"
) -> Iterator[Seat]:
    """Somebody who reads there."""
    with seat(browser, open_desk.url.removesuffix("/desk/"), size, scheme) as made:
        yield made


@pytest.mark.parametrize(
    ("size", "scheme"), [(SCREEN, "light"), (PHONE, "dark")], ids=["a screen by day", "a phone by night"]
)
def test_every_page_fits_shows_its_pictures_and_asks_nobody_else(
    browser: Browser, open_desk: Desk, places: dict[str, str], size: tuple[int, int], scheme: Scheme
) -> None:
    with reading(browser, open_desk, size, scheme) as reader:
        for name, path in places.items():
            reader.go(path)
            assert reader.page.evaluate("document.documentElement.scrollWidth") <= size[0], name
            reader.page.evaluate("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
            reader.page.wait_for_load_state("networkidle")
            assert reader.page.evaluate("[...document.images].every(one => one.naturalWidth > 0)"), name
            assert not reader.context.cookies(), name
        reader.go("/")
        assert reader.page.locator("img").count() == 1
        assert not reader.go(SEA_WALL).locator(".address").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, open_desk: Desk, places: dict[str, str], scheme: Scheme) -> None:
    program = axe()
    with reading(browser, open_desk, PHONE, scheme) as reader:
        # A page lets no script run, and axe is one.
        reader.context.route("**/*", lambda route: route.fulfill(response=_without_policy(route)))
        assert {name: faults(reader.go(path), program) for name, path in places.items()} == {
            name: [] for name in places
        }


def test_on_paper_it_is_black_on_white_with_the_addresses_of_its_links_by_night_too(
    browser: Browser, open_desk: Desk
) -> None:
    with reading(browser, open_desk, scheme="dark") as reader:
        page = reader.go(SEA_WALL)
        page.emulate_media(media="print", color_scheme="dark")
        colours = page.evaluate("(style => [style.color, style.backgroundColor])(getComputedStyle(document.body))")
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert not page.locator(".foot").is_visible() and page.locator("main > footer").is_visible()
        assert page.locator(".address").inner_text() == page.url
        behind = "getComputedStyle(document.querySelector('article .files a'), '::after').content"
        assert "gauge-readings" in page.evaluate(behind) or "/files/" in page.evaluate(behind)
        reader.go("/")
        page.emulate_media(media="print", color_scheme="dark")
        assert not page.locator("form").is_visible() and not page.locator(".beside").is_visible()
        assert page.locator(".rows > li").count() == len(RELEASES)


def test_the_documents_show_the_pages_as_they_are(
    browser: Browser, open_desk: Desk, places: dict[str, str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    album = ROOT / "docs" / "pictures" if request.config.getoption("--pictures") else tmp_path
    with reading(browser, open_desk, (1000, 900)) as reader:
        _kept(reader, places["index"], album / "press-room-index.png", 1000)
        _kept(reader, places["release"], album / "press-room-page.png", 1350)
        paper = _paper(reader, places["release"])
        (tmp_path / "press-room-page.pdf").write_bytes(paper)
        assert paper.startswith(b"%PDF")
    with reading(browser, open_desk, (420, 840), "dark") as reader:
        _kept(reader, places["release"], album / "press-room-night.png", 840)
    with reading(browser, open_desk, (760, 640)) as reader:
        _kept(reader, places["sign-up"], album / "sign-up.png", 640)
        _kept(reader, places["preferences"], album / "preferences.png", 1400)
    assert len(list(album.glob("press-room-*.png"))) == 3


def _kept(reader: Seat, path: str, file: Path, tallest: int) -> None:
    reader.go(path).wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(reader.page.screenshot(full_page=True, animations="disabled", caret="hide")))
    flat = shot.crop((0, 0, shot.width, min(shot.height, tallest))).convert("RGB")
    flat.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def _paper(reader: Seat, path: str) -> bytes:
    return reader.go(path).pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "18mm"))


def _without_policy(route: object) -> object:
    answer = route.fetch()  # type: ignore[attr-defined]
    answer.headers.pop("content-security-policy", None)
    return answer
