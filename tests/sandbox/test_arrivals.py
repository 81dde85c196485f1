from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.arrivals import Arrival, arrivals, as_json, instant_in
from bot.sandbox.mail import Letter
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.webhook import Hook
from bot.sandbox.x import Post
from tests.sandbox.conftest import NOW

PAGE = "https://press.example.org/harbour"
INSTANT = datetime(2026, 3, 5, 0, 1, tzinfo=UTC)


def known(url: str) -> datetime | None:
    return INSTANT if url == PAGE else None


def post(text: str, id: str = "1", thread: str = "1", at: datetime = NOW) -> Post:
    return Post(at, id, "desk", "1001", text, 1, None, thread)


def hook(body: object) -> Hook:
    return Hook(NOW, "partners", "msg_1", "1", verified=True, repeat=False, raw=json.dumps(body).encode())


def letter(text: str) -> Letter:
    return Letter(NOW, "a@example.org", ("b@example.org",), f"Subject: x\r\n\r\n{text}".encode())


def mail(text: str) -> MailRequest:
    person = {"to": [{"email": "ada@example.org"}], "substitutions": {"-link-": PAGE}}
    content = [{"type": "text/plain", "value": text}]
    payload = {"personalizations": [person], "from": {"email": "a@example.org"}, "subject": "x", "content": content}
    return MailRequest(NOW, "1", payload, 1)


@pytest.mark.parametrize("make", [post, hook, letter, mail])
def test_the_embargo_is_known_by_the_page_it_links_to(make: Callable[[str], Any]) -> None:
    assert instant_in(make(f"See {PAGE}."), known) == INSTANT


def test_a_link_among_the_merge_fields_is_seen_too() -> None:
    assert instant_in(mail("See -link-"), known) == INSTANT


def test_the_first_link_that_is_known_wins() -> None:
    assert instant_in(post(f"https://example.org/other {PAGE}"), known) == INSTANT


def test_links_are_looked_for_once() -> None:
    one = post(PAGE)
    instant_in(one, known)
    one.text = ""
    assert instant_in(one, known) == INSTANT


def test_a_webhook_says_its_own_embargo() -> None:
    assert instant_in(hook({"embargoedUntil": "2026-03-05T01:01:00+01:00"}), None) == INSTANT


@pytest.mark.parametrize("said", [None, 5, "soon", "2026-03-05T00:01:00"])
def test_an_embargo_that_is_no_instant_is_none(said: object) -> None:
    assert instant_in(hook({"embargoedUntil": said}), None) is None


def test_replies_go_by_the_first_post_of_their_thread() -> None:
    found = arrivals([("x", [post(PAGE), post("a reply", id="2")])], known)
    assert [one.lateness_ms for one in found] == [41, 41]


def test_arrivals_are_in_the_order_of_their_first_bytes() -> None:
    late, early = post("b", at=NOW + timedelta(microseconds=1)), hook({})
    assert [one.noted for one in arrivals([("x", [late]), ("hooks", [early])])] == [early, late]


def test_what_came_early_has_a_negative_lateness() -> None:
    assert Arrival("x", 1, post(""), NOW + timedelta(microseconds=500)).lateness_ms == -0.5


def test_an_arrival_is_told_with_microseconds() -> None:
    told = as_json(Arrival("smtp", 1, letter("Text"), None))
    assert told == {
        "provider": "smtp",
        "at": "2026-03-05T00:01:00.041000+00:00",
        "answered_at": None,
        "lateness_ms": None,
        "from": "a@example.org",
        "to": ["b@example.org"],
        "subject": "x",
    }
