"""The pictures in docs/desk.md: taken from the pages as they are (`pytest tests/browser --pictures` puts them there)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.chromium import PHONE, Seat
from tests.browser.conftest import Sits
from tests.browser.desks import Desk
from tests.browser.office_days import FURTHER, NEXT, PAGES, WAITS, a_day
from tests.conftest import ROOT

pytestmark = pytest.mark.timeout(240)
DOCS = ROOT / "docs"
COLOURS = 48  # enough for a page without photographs, and a quarter of the bytes
TALLEST = 1400  # pixels of a picture
DRAWN = 700  # milliseconds
HEAVIEST = 80_000  # bytes


@pytest.fixture(scope="module", autouse=True)
def _day(open_desk: Desk) -> None:
    a_day(open_desk)


@pytest.fixture
def album(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the pictures go: into the documents only when that is asked for."""
    return DOCS / "pictures" if request.config.getoption("--pictures") else tmp_path


def test_every_page_has_a_picture_that_fits_a_document(sits: Sits, album: Path, open_desk: Desk) -> None:
    with sits("Edda Editor", size=(1100, 760)) as edda:
        for name, path in PAGES.items():
            edda.go(path)
            edda.page.wait_for_load_state("networkidle")
            kept(edda, album, name)
        with looked_at_import(edda, open_desk):
            kept(edda, album, "import")
    with sits("Edda Editor", size=PHONE) as phone:
        side_by_side(phone, album, "phone", ("", f"releases/{WAITS}/approval", f"releases/{NEXT}/lift"))
    heavy = {file.name: file.stat().st_size for file in album.glob("desk-*.png") if file.stat().st_size > HEAVIEST}
    assert not heavy


def test_the_document_shows_every_page() -> None:
    shown = set(re.findall(r"pictures/desk-([\w-]+)\.png", (DOCS / "desk.md").read_text(encoding="utf-8")))
    assert PAGES.keys() | {"import", "phone"} <= shown
    assert all((DOCS / "pictures" / f"desk-{name}.png").is_file() for name in shown)


@contextmanager
def looked_at_import(edda: Seat, open_desk: Desk) -> Iterator[Page]:
    """The look at an import that is not done in the end."""
    table = open_desk.office.write("further.csv", FURTHER)
    page = edda.go("lists/press")
    page.set_input_files("#table", str(table))
    page.get_by_role("button", name="Look at it first").click()
    page.wait_for_url("**/imports/*")
    yield page
    page.get_by_role("button", name="Import nothing").click()


def kept(seat: Seat, album: Path, name: str) -> None:
    """The page as it is now, its upper part where it is long."""
    for frame in seat.page.locator("iframe").all():  # a sandboxed frame is drawn by another process, once it is seen
        frame.scroll_into_view_if_needed()
        seat.page.wait_for_timeout(DRAWN)
    shot = Image.open(io.BytesIO(seat.page.screenshot(full_page=True, animations="disabled", caret="hide")))
    _saved(shot.crop((0, 0, shot.width, min(shot.height, TALLEST))), album / f"desk-{name}.png")


def side_by_side(phone: Seat, album: Path, name: str, paths: tuple[str, ...]) -> None:
    """Several pages beside each other, as much of each as a phone shows."""
    shots = []
    for path in paths:
        phone.go(path)
        shots.append(Image.open(io.BytesIO(phone.page.screenshot(animations="disabled", caret="hide"))))
    sheet = Image.new("RGB", (sum(shot.width + 16 for shot in shots) - 16, shots[0].height), "#8a8a8a")
    for place, shot in enumerate(shots):
        sheet.paste(shot, (place * (shots[0].width + 16), 0))
    _saved(sheet, album / f"desk-{name}.png")


def _saved(shot: Image.Image, file: Path) -> None:
    flat = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(file, optimize=True)
