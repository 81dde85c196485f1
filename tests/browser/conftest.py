"""A browser and an office for each file of tests: both end before a test elsewhere needs Django without an event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.chromium import Seat, seat
from tests.browser.desks import Desk, desk

Sits = Callable[..., AbstractContextManager[Seat]]


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office at work, with a list of journalists and people who can sign in."""
    chromium.installed()
    with desk(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture(scope="module")
def browser(open_desk: Desk) -> Iterator[Browser]:
    """Chromium without a window. After the desk: from here on an event loop runs in this thread."""
    with chromium.chromium() as started:
        yield started


@pytest.fixture
def sits(browser: Browser, open_desk: Desk) -> Sits:
    """`sits("Edda Editor", …)`: somebody who has signed in, at a browser of their own; without a name, a stranger."""

    @contextmanager
    def _sits(name: str = "", **wanted: Any) -> Iterator[Seat]:
        with seat(browser, open_desk.url, **wanted) as made:
            if name:
                made.context.add_cookies([open_desk.cookie(name)])  # type: ignore[list-item]
            yield made

    return _sits
