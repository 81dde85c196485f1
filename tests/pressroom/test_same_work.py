"""A guess at what is held takes the work of a guess at nothing, call by call: there is nothing that a stopwatch could find.

Times can't be asserted without flaking; the calls that take them can, and they are the same each time. `make bench` measures the
times themselves, asked in turns over a socket.
"""

from __future__ import annotations

import gc
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bot.newsroom.newsroom import Newsroom
from bot.pressroom import catalogue as catalogues
from bot.pressroom.opening import open_to_the_public
from tests import premises
from tests.pressroom.news import hold_everything, publish

pytestmark = pytest.mark.django_db
Work = tuple[int, list[str], list[str]]


@pytest.fixture(params=["all is read", "old releases are being read still"])
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A press room with something in it, whether or not its catalogue is complete yet."""
    if request.param != "all is read":
        monkeypatch.setattr(catalogues, "FIRST", 1)
        monkeypatch.setattr(catalogues, "_beside", lambda work: None)
    room = premises.newsroom()
    open_to_the_public(room)
    for number in range(2):
        publish(room, f"number-{number}", headline=f"Number {number} of many", beats=("ferries",))
    return room


class Asker:
    """Asks from another place each time, so that nobody's count of guesses stands in the way."""

    def __init__(self) -> None:
        self._asked, self._inside, self._requests = 0, get_wsgi_application(), RequestFactory()

    def __call__(self, path: str, method: str) -> Work:
        """The status, every call that was made on the way to it, and what the ledger was asked."""
        self._asked += 1
        calls = list[str]()
        request = self._requests.generic(method, path, REMOTE_ADDR=f"203.0.113.{self._asked}")

        def note(frame: FrameType, event: str, what: Any) -> None:
            if event == "call":
                calls.append(f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}")
            elif event == "c_call":
                calls.append(what.__qualname__)

        gc.disable()
        try:
            with CaptureQueriesContext(connection) as asked:
                sys.setprofile(note)
                answer = self._inside.get_response(WSGIRequest(request.environ))
                sys.setprofile(None)
        finally:
            sys.setprofile(None)
            gc.enable()
        return answer.status_code, calls, [re.sub(r"'[0-9a-f]{64}'|\b\d+\b", "?", one["sql"]) for one in asked]


def others(path: str) -> tuple[str, str]:
    """Two addresses of the same form and length at which there will never be anything."""
    if path.startswith(("/pictures/", "/files/")):
        place, _, name = path.rpartition("/")
        turned = [
            name.translate(str.maketrans("0123456789abcdef", to)) for to in ("123456789abcdef0", "23456789abcdef01")
        ]
        return f"{place}/{turned[0]}", f"{place}/{turned[1]}"
    for part, one, other in (
        ("harbours", "sruobrah", "barhours"),
        ("languages/fr", "languages/qq", "languages/qz"),
        ("languages/en", "languages/qq", "languages/qz"),
        ("2026", "2027", "2028"),
        ("harbour", "ruobrah", "barhour"),
    ):
        if part in path:
            return path.replace(part, one), path.replace(part, other)
    raise AssertionError(f"nothing is known that is like {path}")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_guess_at_what_is_held_is_the_work_of_a_guess_at_nothing(room: Newsroom, tmp_path: Path, method: str) -> None:
    held, ask = hold_everything(room, tmp_path), Asker()
    fresh = [path for path in held if path not in ("/2026", "/2026/03", "/languages/en", "/sitemap/2026-03.xml")]
    assert len(fresh) >= 10
    for path in fresh:
        one, other = others(path)
        ask(one, method)  # whatever is made at a first call is made
        work = ask(path, method)
        assert (work, work[0]) == (ask(other, method), 404), path


def test_a_search_for_a_held_word_is_the_work_of_a_search_for_a_word_of_nobody(room: Newsroom, tmp_path: Path) -> None:
    hold_everything(room, tmp_path)
    ask = Asker()
    ask("/?q=neverwas", "GET")
    work = ask("/?q=grues", "GET")
    assert (work, work[0]) == (ask("/?q=seurg", "GET"), 200)


def test_a_month_in_which_nothing_has_lifted_yet_is_one_that_never_was(tmp_path: Path) -> None:
    room, ask = premises.newsroom(), Asker()
    open_to_the_public(room)
    hold_everything(room, tmp_path)
    for path in ("/2026", "/2026/03", "/languages/en", "/sitemap/2026-03.xml"):
        one, other = others(path)
        ask(one, "GET")
        work = ask(path, "GET")
        assert (work, work[0]) == (ask(other, "GET"), 404), path
