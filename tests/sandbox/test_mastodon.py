"""What the stand-in of a Mastodon instance takes, refuses and gives back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox.exchange import Answer, Request
from bot.sandbox.mastodon import Mastodon, MastodonAccount
from bot.sandbox.mastodon_rules import as_html
from tests.sandbox.conftest import NOW

URL = "https://social.example.test"
DESK = MastodonAccount("token", "rights")
OTHER = MastodonAccount("other", "desk")


@pytest.fixture
def mastodon() -> Mastodon:
    return Mastodon([DESK, OTHER])


def ask(
    mastodon: Mastodon, method: str, path: str, at: datetime = NOW, token: str = "token", key: str = "", **given: str
) -> Answer:
    body = urlencode(given).encode() if method == "POST" else b""
    query = f"?{urlencode(given)}" if given and method == "GET" else ""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}
    headers |= {"Idempotency-Key": key} if key else {}
    return mastodon.answer(Request.of(method, URL + path + query, URL, headers, body), at)


def post(mastodon: Mastodon, text: str = "one", **more: Any) -> Answer:
    return ask(mastodon, "POST", "/api/v1/statuses", status=text, **more)


def listed(mastodon: Mastodon, account: str = "2001", **query: str) -> list[str]:
    return [one["id"] for one in ask(mastodon, "GET", f"/api/v1/accounts/{account}/statuses", **query).json()]


def test_a_status_is_made(mastodon: Mastodon) -> None:
    answer = post(mastodon, "Sea walls", language="en", visibility="public", spoiler_text="Floods")
    status = answer.json()
    assert answer.status == 200
    assert status["id"] == mastodon.received[0].id
    assert (status["content"], status["language"], status["spoiler_text"]) == ("<p>Sea walls</p>", "en", "Floods")
    assert status["url"] == f"{URL}/@rights/{status['id']}"
    assert status["created_at"] == "2026-03-05T00:01:00.041Z"


def test_a_thread_hangs_together(mastodon: Mastodon) -> None:
    first = post(mastodon, "one").json()["id"]
    second = post(mastodon, "two", in_reply_to_id=first).json()
    assert (second["in_reply_to_id"], mastodon.received[1].conversation_id) == (first, first)


def test_the_same_key_gives_the_same_status_for_an_hour(mastodon: Mastodon) -> None:
    ids = [post(mastodon, at=NOW + timedelta(minutes=minutes), key="d-1").json()["id"] for minutes in (0, 30, 59, 60)]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert len(mastodon.received) == 2


def test_a_key_is_one_accounts_own(mastodon: Mastodon) -> None:
    post(mastodon, key="d-1")
    post(mastodon, key="d-1", token="other")
    assert [status.author for status in mastodon.received] == ["rights", "desk"]


def test_without_a_key_the_same_words_are_two_statuses(mastodon: Mastodon) -> None:
    assert post(mastodon).json()["id"] != post(mastodon).json()["id"]


@pytest.mark.parametrize(
    ("given", "status", "message"),
    [
        ({"status": " "}, 422, "Text can't be blank"),
        ({"status": "x" * 501}, 422, "character limit of 500 exceeded"),
        ({"status": "x" * 496, "spoiler_text": "Noise"}, 422, "character limit of 500 exceeded"),
        ({"status": "a", "visibility": "secret"}, 422, "not a valid visibility"),
        ({"status": "a", "language": "English"}, 422, "Language is invalid"),
        ({"status": "a", "scheduled_at": "2026-03-06T00:00:00Z"}, 422, "nothing is scheduled"),
        ({"status": "a", "in_reply_to_id": "1"}, 404, "does not appear to exist"),
    ],
)
def test_it_refuses_a_status(mastodon: Mastodon, given: dict[str, str], status: int, message: str) -> None:
    answer = ask(mastodon, "POST", "/api/v1/statuses", **given)
    assert answer.status == status
    assert message in answer.json()["error"]
    assert mastodon.received == []


def test_links_and_mentions_are_counted_as_mastodon_does(mastodon: Mastodon) -> None:
    text = "x" * 450 + " https://press.example.org/a/very/long/address/indeed @ann@social.example.test"
    assert post(mastodon, text).status == 200
    assert mastodon.received[0].weight == 450 + 1 + 23 + 1 + 4


def test_a_body_may_be_json(mastodon: Mastodon) -> None:
    headers = {"Authorization": "Bearer token", "Content-Type": "application/json"}
    body = json.dumps({"status": "one"}).encode()
    assert mastodon.answer(Request.of("POST", f"{URL}/api/v1/statuses", URL, headers, body), NOW).status == 200
    assert mastodon.answer(Request.of("POST", f"{URL}/api/v1/statuses", URL, headers, b"[1]"), NOW).status == 422


@pytest.mark.parametrize("token", ["", "wrong"])
def test_an_unknown_token_is_unauthorized(mastodon: Mastodon, token: str) -> None:
    answer = post(mastodon, token=token)
    assert (answer.status, answer.json()) == (401, {"error": "The access token is invalid"})


def test_who_am_i(mastodon: Mastodon) -> None:
    told = ask(mastodon, "GET", "/api/v1/accounts/verify_credentials", token="other").json()
    assert (told["id"], told["acct"]) == ("2002", "desk")


def test_an_account_is_listed_newest_first_in_pages(mastodon: Mastodon) -> None:
    ids = [post(mastodon, f"number {number}").json()["id"] for number in range(5)]
    assert listed(mastodon) == ids[::-1]
    assert listed(mastodon, limit="2") == [ids[4], ids[3]]
    assert listed(mastodon, limit="2", max_id=ids[3]) == [ids[2], ids[1]]
    assert listed(mastodon, since_id=ids[2]) == [ids[4], ids[3]]
    assert listed(mastodon, limit="2", min_id=ids[0]) == [ids[2], ids[1]]
    assert listed(mastodon, account="2002") == []


def test_replies_can_be_left_out(mastodon: Mastodon) -> None:
    first = post(mastodon).json()["id"]
    post(mastodon, "two", in_reply_to_id=first)
    assert listed(mastodon, exclude_replies="1") == [first]


def test_everybody_may_ask_what_is_allowed(mastodon: Mastodon) -> None:
    answer = ask(mastodon, "GET", "/api/v2/instance", token="")
    assert answer.json()["configuration"]["statuses"]["max_characters"] == 500


def test_the_301st_status_in_three_hours_has_to_wait(mastodon: Mastodon) -> None:
    answers = [post(mastodon, f"number {number}") for number in range(301)]
    assert [one.status for one in answers] == [200] * 300 + [429]
    assert answers[300].headers["X-RateLimit-Remaining"] == "0"
    assert answers[300].headers["X-RateLimit-Reset"] == "2026-03-05T03:01:00.000Z"
    assert post(mastodon, "later", at=NOW + timedelta(hours=3)).status == 200


def test_other_addresses_do_not_exist(mastodon: Mastodon) -> None:
    assert ask(mastodon, "DELETE", "/api/v1/statuses/1").status == 404


def test_being_busy_says_when_it_is_over(mastodon: Mastodon) -> None:
    answer = mastodon.failure(Request.of("POST", URL, URL), NOW, 429, 30)
    assert answer.headers["X-RateLimit-Reset"] == "2026-03-05T00:01:30.000Z"
    assert mastodon.refused[0].status == 429


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a\nb\n\nc", "<p>a<br />b</p><p>c</p>"),
        ("Bread & <roses>", "<p>Bread &amp; &lt;roses&gt;</p>"),
        (
            "See https://press.example.org/rivers-are-cleaner.",
            '<p>See <a href="https://press.example.org/rivers-are-cleaner" target="_blank" rel="nofollow noopener '
            'noreferrer" translate="no"><span class="invisible">https://</span><span class="ellipsis">'
            'press.example.org/rivers-are-c</span><span class="invisible">leaner</span></a>.</p>',
        ),
        (
            "@ann@social.example",
            '<p><span class="h-card" translate="no"><a href="https://social.example/@ann" class="u-url mention">'
            "@<span>ann</span></a></span></p>",
        ),
    ],
)
def test_a_text_comes_back_as_html(text: str, content: str) -> None:
    assert as_html(text) == content


def test_secrets_do_not_show() -> None:
    assert "token" not in repr(DESK)


def test_a_status_is_deleted_and_its_source_comes_back(mastodon: Mastodon) -> None:
    id = post(mastodon, "one & two").json()["id"]
    answer = ask(mastodon, "DELETE", f"/api/v1/statuses/{id}")
    assert (answer.status, answer.json()["text"]) == (200, "one & two")
    assert listed(mastodon) == []
    assert mastodon.received[0].deleted_at == NOW
    assert ask(mastodon, "DELETE", f"/api/v1/statuses/{id}").status == 404
    assert post(mastodon, "three", in_reply_to_id=id).status == 404


def test_nobody_deletes_what_is_not_theirs(mastodon: Mastodon) -> None:
    id = post(mastodon).json()["id"]
    assert ask(mastodon, "DELETE", f"/api/v1/statuses/{id}", token="other").status == 404
    assert mastodon.received[0].deleted_at is None


def test_thirty_deletions_are_let_through_in_half_an_hour(mastodon: Mastodon) -> None:
    statuses = [ask(mastodon, "DELETE", "/api/v1/statuses/1").status for _ in range(31)]
    assert statuses == [404] * 30 + [429]
