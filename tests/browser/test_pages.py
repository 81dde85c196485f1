"""Every page of the desk, in a browser: well set on a screen and a phone, in light and in dark, and nothing of it from elsewhere."""

from __future__ import annotations

import pytest

from tests.browser.axe import axe, faults
from tests.browser.chromium import SCREEN, Scheme
from tests.browser.conftest import Sits
from tests.browser.desks import Desk
from tests.browser.office_days import PAGES, a_day

pytestmark = pytest.mark.timeout(240)
HEAVIEST = 150_000  # bytes of the first page, with everything that it asks for
NARROWEST = (320, 700)


@pytest.fixture(scope="module", autouse=True)
def _day(open_desk: Desk) -> None:
    a_day(open_desk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_well_set_on_a_screen_and_on_a_phone(sits: Sits, scheme: Scheme) -> None:
    """No error, one heading, nothing wider than a window of 320 pixels, and targets of 24 by 24 (WCAG 2.2, 1.4.10 and 2.5.8)."""
    wrong: list[str] = []
    with sits("Ada Admin", scheme=scheme, size=SCREEN) as ada:
        for path in PAGES.values():
            page = ada.go(path)
            if (headings := page.locator("main h1").count()) != 1:
                wrong.append(f"{path}: {headings} headings of the page")
            for width, height in (SCREEN, NARROWEST):
                page.set_viewport_size({"width": width, "height": height})
                if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                    wrong.append(f"{path}: {wide} pixels in a window of {width}: {page.evaluate(_WIDE)}")
            wrong += [f"{path}: {one}" for one in page.evaluate(_SMALL_TARGETS)]
            page.set_viewport_size({"width": SCREEN[0], "height": SCREEN[1]})
    assert not wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(sits: Sits, scheme: Scheme) -> None:
    program = axe()
    found: dict[str, list[str]] = {}
    with sits("Ada Admin", scheme=scheme) as ada:
        for path in PAGES.values():
            if wrong := faults(ada.go(path), program):
                found[path] = wrong
    with sits(scheme=scheme) as stranger:
        if wrong := faults(stranger.go(), program):
            found["sign-in"] = wrong
    assert not found, found


def test_the_first_page_is_light(sits: Sits) -> None:
    with sits("Ada Admin") as ada:
        bytes_taken: list[int] = []

        def finished(request: object) -> None:
            sizes = request.sizes()  # type: ignore[attr-defined]
            bytes_taken.append(sizes["responseBodySize"] + sizes["responseHeadersSize"])

        ada.page.on("requestfinished", finished)
        ada.go()
        ada.page.wait_for_load_state("networkidle")
    assert len(bytes_taken) >= 3
    assert sum(bytes_taken) <= HEAVIEST


def test_every_page_can_be_read_without_a_script(sits: Sits) -> None:
    with sits("Ada Admin") as ada:
        bare = ada.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
        try:
            bare.add_cookies(ada.context.cookies())  # type: ignore[arg-type]
            page = bare.new_page()
            for path in PAGES.values():
                answer = page.goto(f"{ada.desk}{path}")
                assert answer is not None and answer.ok, path
                assert page.locator("main h1").inner_text().strip(), path
        finally:
            bare.close()


_SMALL_TARGETS = """() => [...document.querySelectorAll('button, a.button, select, input:not([type=hidden])')]
    .filter(one => one.getClientRects().length && !one.closest('.unseen'))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => (box.width < 24 || box.height < 24) && !(one.type === 'checkbox' || one.type === 'radio'))
    .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""

_WIDE = """() => [...document.querySelectorAll('main *, header *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.unseen'))
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""
