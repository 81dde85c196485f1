"""Debian's Chromium, driven by Playwright, and what a page may not do while it is watched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WAIT = 15_000  # milliseconds until what a page was asked for must be there
Scheme = Literal["light", "dark"]
SCREEN, PHONE = (1200, 900), (390, 844)
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb"]


def installed() -> str:
    """Where Chromium is; skips the test where there is none."""
    found = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("Chromium is not installed. On Debian: sudo apt-get install chromium")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Without a window. Playwright's event loop ends with it, so that Django may go on."""
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=installed(), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Seat:
    """Somebody at a browser of their own. `wrong`: dialogs, errors, refused scripts and requests elsewhere, as they happened."""

    desk: str
    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str = "") -> Page:
        """Open a page of the desk by what stands after `/desk/`; fails when the answer is an error."""
        answer = self.page.goto(f"{self.desk}{path}")
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        return self.page

    def text(self) -> str:
        """What stands on the page now."""
        return self.page.locator("body").inner_text()

    def picture(self, file: Path, whole: bool = True) -> None:
        """The page as PNG."""
        self.page.screenshot(path=file, full_page=whole, animations="disabled", caret="hide")


@contextmanager
def seat(
    browser: Browser, desk: str, size: tuple[int, int] = SCREEN, scheme: Scheme = "light", zone: str = "Europe/London"
) -> Iterator[Seat]:
    """A browser profile of its own, watched; fails at the end when a page did what none may do."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, timezone_id=zone, locale="en-GB"
    )
    context.set_default_timeout(WAIT)
    made = Seat(desk, context, context.new_page())
    _watched(made)
    try:
        yield made
    finally:
        context.close()
    assert not made.wrong, made.wrong


def _watched(made: Seat) -> None:
    """Chromium says on its console what the content security policy refused."""
    ours = urlsplit(made.desk).netloc
    page, wrong = made.page, made.wrong

    def dialog(shown: object) -> None:
        wrong.append(f"dialog: {shown}")

    def said(message: object) -> None:
        text = str(getattr(message, "text", ""))
        # What a page of the desk refuses is told in words on the page; the browser repeats the status on its console.
        if getattr(message, "type", "") == "error" and "Failed to load resource" not in text:
            wrong.append(f"console: {text}")

    def asked(request: object) -> None:
        url = urlsplit(str(getattr(request, "url", "")))
        if url.scheme in ("http", "https", "ws", "wss") and url.netloc != ours:
            wrong.append(f"asked {url.geturl()}")

    page.on("dialog", lambda one: (dialog(one.message), one.dismiss()))
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", asked)
