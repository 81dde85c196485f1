"""The front door gives an answer again as long as nothing public has changed, and lets everything else through."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from django.core.wsgi import get_wsgi_application
from waitress import wasyncore
from waitress.server import create_server

from bot.newsroom.newsroom import Newsroom
from bot.pressroom.front import LARGEST_POST, TRUSTED, Front
from bot.pressroom.opening import open_to_the_public
from tests import premises
from tests.pressroom.news import hold, lift, publish

pytestmark = [pytest.mark.django_db(transaction=True)]
PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"
VARYING = ("Date",)


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


class Counted:
    """Django behind the door, and how often somebody came through."""

    def __init__(self) -> None:
        self.inside, self.came = get_wsgi_application(), 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.came += 1
        return self.inside(environ, start)


@pytest.fixture
def behind() -> Counted:
    return Counted()


@pytest.fixture
def url(room: Newsroom, behind: Counted, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The door on a port of its own; it asks the ledger every time, so that a test need not wait."""
    monkeypatch.setattr("bot.pressroom.front.TRUSTED", -1.0)
    server = create_server(Front(behind), host="127.0.0.1", port=0, threads=2)
    ended = threading.Event()

    def run() -> None:
        while not ended.is_set():
            wasyncore.loop(timeout=0.02, map=server._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    ended.set()
    thread.join(5)
    server.task_dispatcher.shutdown()
    server.close()


def ask(url: str, method: str = "GET", **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, headers=named, timeout=10, allow_redirects=False)


def told(answer: requests.Response) -> tuple[int, bytes, dict[str, str]]:
    return (
        answer.status_code,
        answer.content,
        {name: value for name, value in answer.headers.items() if name not in VARYING},
    )


def test_what_was_answered_is_answered_again_without_django(room: Newsroom, url: str, behind: Counted) -> None:
    publish(room)
    first, second = ask(url + PAGE), ask(url + PAGE)
    assert told(first) == told(second)
    assert (first.status_code, behind.came) == (200, 1)


def test_a_head_has_the_same_headers(room: Newsroom, url: str) -> None:
    publish(room)
    got, head = ask(url + PAGE), ask(url + PAGE, "HEAD")
    assert told(head) == (200, b"", told(got)[2])


def test_another_query_of_a_page_is_the_same_page_and_of_a_list_another(
    room: Newsroom, url: str, behind: Counted
) -> None:
    publish(room)
    assert told(ask(url + PAGE)) == told(ask(f"{url}{PAGE}?utm_source=x"))
    assert behind.came == 1
    ask(f"{url}/")
    assert ask(f"{url}/?page=2").status_code == 404
    assert "Nothing is found" in ask(f"{url}/?q=neverwas").text
    assert "Nothing is found" in ask(f"{url}/?q=neverwas").text
    assert behind.came == 5


def test_whoever_has_it_gets_304(room: Newsroom, url: str) -> None:
    publish(room)
    first = ask(url + PAGE)
    for headers in ({"If_None_Match": first.headers["ETag"]}, {"If_Modified_Since": first.headers["Last-Modified"]}):
        answer = ask(url + PAGE, **headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert ask(url + PAGE, If_None_Match='"another"').status_code == 200


def test_at_the_lift_everything_is_there_with_the_next_request(room: Newsroom, url: str) -> None:
    lists = ("/", "/feed.atom", "/feed.json", "/feed.ninjs", "/sitemap.xml", "/news-sitemap.xml")
    release = hold(room)
    for path in lists:
        before = ask(url + path)
        assert told(before) == told(ask(url + path))
        assert "harbour-cranes" not in before.text
    assert ask(url + PAGE).status_code == 404
    lift(room, release)
    for path in lists:
        assert "harbour-cranes" in ask(url + path).text
    assert ask(url + PAGE).status_code == 200


def test_what_happens_to_held_releases_does_not_show(room: Newsroom, url: str, behind: Counted) -> None:
    publish(room)
    before = ask(f"{url}/")
    hold(room, "two", headline="Not yet")
    assert told(ask(f"{url}/")) == told(before)
    assert behind.came == 1, "it was still known to be good"


def test_a_404_is_not_kept(room: Newsroom, url: str, behind: Counted) -> None:
    ask(url + PAGE)
    ask(url + PAGE)
    assert behind.came == 2


def test_what_is_posted_goes_through_unless_it_is_too_large(room: Newsroom, url: str, behind: Counted) -> None:
    assert told(ask(url + PAGE, "POST")) == told(ask(f"{url}/releases/never", "POST"))
    assert behind.came == 2
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(url + PAGE, data=b"x" * (LARGEST_POST + 1), timeout=10)
    assert answer.status_code == 413
    assert behind.came == 2


@pytest.mark.parametrize(("cookies", "came"), [({"sessionid": "x"}, 1), ({}, 0)], ids=["staff", "a stranger"])
def test_the_desk_takes_larger_files_of_whoever_may_be_signed_in(
    room: Newsroom, url: str, behind: Counted, cookies: dict[str, str], came: int
) -> None:
    large = b"x" * (LARGEST_POST + 1)
    with requests.Session() as session:
        session.trust_env = False
        session.post(f"{url}/desk/releases/new", data=large, cookies=cookies, timeout=10, allow_redirects=False)
    assert behind.came == came


def test_while_the_ledger_can_not_be_asked_what_was_public_is_served_on(
    room: Newsroom, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    publish(room)
    first = ask(url + PAGE)

    def locked() -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr("bot.store.public.state", locked)
    assert told(ask(url + PAGE)) == told(first)
    other = ask(f"{url}/feed.atom")
    assert (other.status_code, other.headers["Cache-Control"]) == (503, "no-store")


def test_a_picture_is_kept_too(room: Newsroom, url: str, behind: Counted, tmp_path: Any) -> None:
    from bot.core.release import Manuscript, Picture
    from bot.newsroom.approval import approving
    from bot.newsroom.copy import filing
    from bot.newsroom.enclosures.gathering import enclosed
    from bot.newsroom.plan.planning import plan
    from tests import darkroom

    (tmp_path / "quay.jpg").write_bytes(darkroom.photo(900, 600))
    text = replace(premises.TEXT, pictures=(Picture(alt="A quay", source="quay.jpg"),))
    made = enclosed(Manuscript(text), tmp_path)
    premises.readers(1)
    release = filing.queue(
        room, made.release, premises.until(room, hours=2), (), "Ann", "one", enclosures=made.enclosures
    )
    planned = plan(room, "one")
    approving.approve(room, planned, "Ben")
    path = planned.parts[0].enclosures[0].path
    assert ask(url + path).status_code == 404
    lift(room, release)
    first, second = ask(url + path), ask(url + path)
    assert first.status_code == 200 and told(first) == told(second)
    assert behind.came == 2
    assert f'content="https://press.example.org{path}"' in ask(url + PAGE).text
    assert path in ask(f"{url}/feed.atom").text


def test_a_look_at_the_ledger_is_good_for_a_few_milliseconds_only() -> None:
    assert 0 < TRUSTED <= 0.01
