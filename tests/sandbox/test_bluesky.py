"""What the stand-in of a Bluesky server takes, refuses and gives back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox.bluesky import Bluesky, BlueskyAccount
from bot.sandbox.exchange import Answer, Request
from tests.sandbox.conftest import NOW

URL = "https://pds.example.test"
DESK = BlueskyAccount("rights.example.org", "abcd-efgh-ijkl-mnop")
KEY = "3jzfcijpj2z2a"
NEXT = "3jzfcijpj2z2b"


@pytest.fixture
def bluesky() -> Bluesky:
    return Bluesky([DESK])


def ask(bluesky: Bluesky, method: str, name: str, given: Any = None, token: str = "", at: datetime = NOW) -> Answer:
    query = f"?{urlencode(given)}" if given and method == "GET" else ""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = json.dumps(given).encode() if method == "POST" else b""
    return bluesky.answer(Request.of(method, f"{URL}/xrpc/{name}{query}", URL, headers, body), at)


def enter(bluesky: Bluesky, password: str = DESK.password, handle: str = DESK.handle, at: datetime = NOW) -> Answer:
    given = {"identifier": handle, "password": password}
    return ask(bluesky, "POST", "com.atproto.server.createSession", given, at=at)


def token(bluesky: Bluesky) -> str:
    return str(enter(bluesky).json()["accessJwt"])


def record(text: str = "one", **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-03-05T00:01:00.000Z"} | more


def put(bluesky: Bluesky, value: Any = None, key: Any = KEY, at: datetime = NOW, **more: Any) -> Answer:
    given = {"repo": DESK.did, "collection": "app.bsky.feed.post", "rkey": key, "record": value or record()} | more
    return ask(bluesky, "POST", "com.atproto.repo.putRecord", given, token(bluesky), at)


def got(bluesky: Bluesky, key: str = KEY, repo: str = DESK.did) -> Answer:
    given = {"repo": repo, "collection": "app.bsky.feed.post", "rkey": key}
    return ask(bluesky, "GET", "com.atproto.repo.getRecord", given)


def facet(start: object, end: object, **feature: str) -> dict[str, Any]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def link(start: object, end: object, uri: str = "https://a.example") -> dict[str, Any]:
    return facet(start, end, **{"$type": "app.bsky.richtext.facet#link", "uri": uri})


def test_a_password_opens_a_session(bluesky: Bluesky) -> None:
    told = enter(bluesky).json()
    assert (told["did"], told["handle"]) == (DESK.did, DESK.handle)
    assert told["didDoc"]["service"][0]["serviceEndpoint"] == URL
    whose = ask(bluesky, "GET", "com.atproto.server.getSession", token=told["accessJwt"]).json()
    assert (whose["handle"], whose["active"]) == (DESK.handle, True)


@pytest.mark.parametrize(("handle", "password"), [(DESK.handle, "wrong"), ("nobody.example", DESK.password)])
def test_a_wrong_password_does_not(bluesky: Bluesky, handle: str, password: str) -> None:
    answer = enter(bluesky, password, handle)
    assert (answer.status, answer.json()["error"]) == (401, "AuthenticationRequired")


def test_the_31st_log_in_in_five_minutes_has_to_wait(bluesky: Bluesky) -> None:
    answers = [enter(bluesky) for _ in range(31)]
    assert [one.status for one in answers] == [200] * 30 + [429]
    assert answers[0].headers["ratelimit-remaining"] == "29"
    assert answers[30].headers["ratelimit-reset"] == str(int(NOW.timestamp()) + 300)
    assert enter(bluesky, at=NOW + timedelta(minutes=5)).status == 200


def test_a_post_is_kept_under_its_key(bluesky: Bluesky) -> None:
    made = put(bluesky).json()
    assert made["uri"] == f"at://{DESK.did}/app.bsky.feed.post/{KEY}"
    assert got(bluesky).json() == {"uri": made["uri"], "cid": made["cid"], "value": record()}
    assert got(bluesky, repo=DESK.handle).json()["cid"] == made["cid"]


def test_an_identical_repeat_changes_nothing(bluesky: Bluesky) -> None:
    first, again = put(bluesky), put(bluesky)
    assert again.status == 200
    assert (again.json()["cid"], "commit" in again.json()) == (first.json()["cid"], False)
    assert len(bluesky.received) == 1


def test_other_words_under_the_same_key_are_refused(bluesky: Bluesky) -> None:
    put(bluesky)
    assert put(bluesky, record("two")).status == 400


def test_what_is_not_there_is_not_found(bluesky: Bluesky) -> None:
    answer = got(bluesky)
    assert (answer.status, answer.json()["error"]) == (400, "RecordNotFound")


def test_a_thread_hangs_together(bluesky: Bluesky) -> None:
    first = put(bluesky).json()
    ref = {"uri": first["uri"], "cid": first["cid"]}
    assert put(bluesky, record("two", reply={"root": ref, "parent": ref}), NEXT).status == 200
    assert bluesky.received[1].in_reply_to == bluesky.received[1].conversation_id == first["uri"]


def test_a_reply_names_what_it_replies_to_by_its_content(bluesky: Bluesky) -> None:
    first = put(bluesky).json()
    ref = {"uri": first["uri"], "cid": first["cid"]}
    for root, parent in ((ref, {**ref, "cid": "bafyother"}), (ref, {"uri": ref["uri"]}), (None, ref)):
        answer = put(bluesky, record("two", reply={"root": root, "parent": parent}), NEXT)
        assert answer.status == 400
        assert "Record/reply/" in answer.json()["message"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (record(""), None),
        (record("x" * 300), None),
        (record("👩‍👩‍👧‍👦" * 120), None),
        (record("x" * 301), "must not be longer than 300 graphemes"),
        (record("👩‍👩‍👧‍👦" * 121), "must not be longer than 3000"),
        (record(5), "Record/text"),
        (record(createdAt="yesterday"), "Record/createdAt"),
        (record(createdAt="2026-03-05T00:01:00"), "Record/createdAt"),
        (record(createdAt="2026-13-05T00:01:00Z"), "Record/createdAt"),
        (record(langs=["en", "fr", "de"]), None),
        (record(langs=["en", "fr", "de", "es"]), "Record/langs"),
        (record(langs=["English"]), "Record/langs"),
        (record(mood="good"), "Record/mood"),
        (record(**{"$type": "app.bsky.feed.like"}), "expected app.bsky.feed.post"),
        (record("é https://a.example", facets=[link(3, 20)]), None),
        (record("é https://a.example", facets=[link(1, 20)]), "does not cut whole characters"),
        (record("é https://a.example", facets=[link(3, 21)]), "does not cut whole characters"),
        (record("é https://a.example", facets=[link(5, 5)]), "does not cut whole characters"),
        (record("é https://a.example", facets=[link("3", 20)]), "byteStart"),
        (record("é https://a.example", facets=[link(3, 20, "https://b.example")]), "leads elsewhere"),
        (record("#sea", facets=[facet(0, 4, **{"$type": "app.bsky.richtext.facet#tag", "tag": "sea"})]), None),
        (record("#sea", facets=[facet(0, 4, **{"$type": "app.bsky.richtext.facet#tag", "tag": "air"})]), "another tag"),
        (record("#sea", facets=[facet(0, 4, tag="sea")]), "must be a link"),
        (record("#sea", facets=[{"index": {"byteStart": 0, "byteEnd": 4}}]), "must be a list"),
        (record(embed={"$type": "app.bsky.embed.images"}), "Record/embed"),
        (record(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://a"}}), "title and description"),
        (
            record(
                embed={
                    "$type": "app.bsky.embed.external",
                    "external": {"uri": "a page", "title": "a", "description": ""},
                }
            ),
            "Record/embed/external/uri",
        ),
    ],
)
def test_a_post_is_what_its_lexicon_says(bluesky: Bluesky, value: object, message: str | None) -> None:
    answer = put(bluesky, value)
    assert answer.status == (200 if message is None else 400)
    assert message is None or message in answer.json()["message"]


@pytest.mark.parametrize("key", ["self", "3JZFCIJPJ2Z2A", "zzzzzzzzzzzzz", "3jzfcijpj2z2", 5])
def test_a_key_is_a_tid(bluesky: Bluesky, key: object) -> None:
    assert "Invalid record key" in put(bluesky, key=key).json()["message"]


def test_nobody_writes_for_another(bluesky: Bluesky) -> None:
    assert put(bluesky, repo="did:plc:other").json()["error"] == "AccountNotFound"


def test_nobody_writes_for_another_account_of_the_same_server() -> None:
    other = BlueskyAccount("other.example.org", "efgh-ijkl-mnop-abcd")
    assert put(Bluesky([DESK, other]), repo=other.did).json()["error"] == "AuthenticationRequired"


@pytest.mark.parametrize("given", [{"identifier": DESK.handle}, {"password": DESK.password}, {}])
def test_a_log_in_without_a_name_or_a_password_is_none(bluesky: Bluesky, given: dict[str, str]) -> None:
    answer = ask(bluesky, "POST", "com.atproto.server.createSession", given)
    assert (answer.status, answer.json()["error"]) == (400, "InvalidRequest")


@pytest.mark.parametrize(
    ("standing", "error"), [("", None), ("taken down", "RepoTakendown"), ("deactivated", "RepoDeactivated")]
)
def test_anybody_may_ask_how_an_account_stands(bluesky: Bluesky, standing: str, error: str | None) -> None:
    bluesky.standings[DESK.handle] = standing
    assert ask(bluesky, "GET", "com.atproto.repo.describeRepo", {"repo": DESK.handle}).json().get("error") == error


def test_an_account_that_was_taken_down_hears_only_that_its_app_password_is_wrong(bluesky: Bluesky) -> None:
    bluesky.standings[DESK.handle] = "taken down"
    assert enter(bluesky).json() == enter(bluesky, password="wrong").json()


@pytest.mark.parametrize(("given", "error"), [("", "AuthMissing"), ("a.b.c", "InvalidToken")])
def test_a_post_needs_a_token(bluesky: Bluesky, given: str, error: str) -> None:
    assert ask(bluesky, "POST", "com.atproto.repo.putRecord", {}, given).json()["error"] == error


def test_the_other_token_is_not_for_posting(bluesky: Bluesky) -> None:
    refresh = enter(bluesky).json()["refreshJwt"]
    assert ask(bluesky, "POST", "com.atproto.repo.putRecord", {}, refresh).json()["error"] == "InvalidToken"


def test_a_token_is_good_for_two_hours(bluesky: Bluesky) -> None:
    assert put(bluesky, at=NOW + timedelta(hours=2)).json()["error"] == "ExpiredToken"


def test_other_methods_are_not_implemented(bluesky: Bluesky) -> None:
    assert ask(bluesky, "POST", "com.atproto.repo.createRecord", {}).status == 501


def test_being_busy_says_when_it_is_over(bluesky: Bluesky) -> None:
    answer = bluesky.failure(Request.of("POST", URL, URL), NOW, 429, 30)
    assert answer.headers["ratelimit-reset"] == str(int(NOW.timestamp() + 30))
    assert bluesky.refused[0].reason == "Rate Limit Exceeded"


def test_secrets_do_not_show() -> None:
    assert DESK.password not in repr(DESK)


def delete(bluesky: Bluesky, key: Any = KEY, repo: str = DESK.did) -> Answer:
    given = {"repo": repo, "collection": "app.bsky.feed.post", "rkey": key}
    return ask(bluesky, "POST", "com.atproto.repo.deleteRecord", given, token(bluesky))


def test_a_record_is_deleted_whether_it_was_there_or_not(bluesky: Bluesky) -> None:
    put(bluesky)
    assert [delete(bluesky).status, delete(bluesky).status] == [200, 200]
    assert got(bluesky).json()["error"] == "RecordNotFound"
    assert bluesky.received[0].deleted_at == NOW


def test_a_deletion_names_a_post_of_the_accounts_own(bluesky: Bluesky) -> None:
    put(bluesky)
    assert delete(bluesky, key="one two").status == 400
    assert delete(bluesky, repo="did:plc:somebodyelse").status == 403
    assert got(bluesky).status == 200
