"""The X that the sandbox plays: posts, accounts, limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.x import X, XAccount
from tests.sandbox.conftest import ACCOUNT, NOW, OTHER, signed
from tests.sandbox.x_account import delete, post, timeline


def test_a_post_is_created(x: X) -> None:
    answer = post(x, "Harbour towns were promised sea walls")
    assert answer.status == 201
    assert answer.json()["data"]["text"] == "Harbour towns were promised sea walls"
    assert answer.json()["data"]["id"] == x.received[0].id


def test_a_thread_hangs_together(x: X) -> None:
    first = post(x, "one").json()["data"]["id"]
    second = post(x, "two", reply={"in_reply_to_tweet_id": first}).json()["data"]["id"]
    post(x, "three", reply={"in_reply_to_tweet_id": second})
    assert {one.conversation_id for one in x.received} == {first}
    assert [one.in_reply_to for one in x.received] == [None, first, second]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Either text or media"),
        ({"text": "  "}, "Either text or media"),
        ({"text": 1}, "not a string"),
        ({"text": "x" * 281}, "text is too long"),
        ({"text": "日" * 141}, "text is too long"),
        ({"text": "x" * 258 + " https://a.org/"}, "text is too long"),
        ({"text": "a", "status": "b"}, "$.status: is not defined in the schema"),
        ({"text": "a", "reply": {}}, "is missing but it is required"),
        ({"text": "a", "reply": {"in_reply_to_tweet_id": "12"}}, "deleted or not visible"),
        ({"text": "a", "reply": {"in_reply_to_tweet_id": "twelve"}}, "does not match"),
        ({"text": "a", "media": {"media_ids": ["12"]}}, "Your media IDs are invalid."),
        ({"text": "a", "media": {"media_ids": [str(n) for n in range(5)]}}, "maximum of 4"),
    ],
)
def test_it_refuses_a_post(x: X, body: dict[str, Any], message: str) -> None:
    answer = x.answer(signed("POST", "/2/tweets", body), NOW)
    problem = answer.json()
    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert problem["title"] == "Invalid Request"
    assert problem["detail"] == "One or more parameters to your request was invalid."
    assert message in problem["errors"][0]["message"]
    assert x.received == []


def test_280_weighted_characters_fit(x: X) -> None:
    assert post(x, "x" * 256 + " https://example.org/a/long/address/that/counts/as/23").status == 201


def test_the_same_text_again_is_forbidden(x: X) -> None:
    post(x, "once")
    answer = post(x, "once")
    assert answer.status == 403
    assert answer.json() == {
        "title": "Forbidden",
        "type": "about:blank",
        "status": 403,
        "detail": "You are not allowed to create a Tweet with duplicate content.",
    }


def test_another_account_may_say_the_same(x: X) -> None:
    post(x, "once")
    assert x.answer(signed("POST", "/2/tweets", {"text": "once"}, OTHER), NOW).status == 201


UNAUTHORIZED = {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}


@pytest.mark.parametrize(
    "account",
    [
        XAccount("app", "app secret", "token", "wrong", "x"),
        XAccount("app", "wrong", "token", "token secret", "x"),
        XAccount("app", "app secret", "wrong", "token secret", "x"),
    ],
)
def test_a_wrong_secret_is_unauthorized(x: X, account: XAccount) -> None:
    answer = x.answer(signed("POST", "/2/tweets", {"text": "a"}, account), NOW)
    assert (answer.status, answer.json()) == (401, UNAUTHORIZED)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_request_cannot_be_played_again(x: X) -> None:
    request = signed("GET", "/2/users/me")
    assert [x.answer(request, NOW).status for _ in range(2)] == [200, 401]


def test_a_body_that_is_not_declared_as_json_is_refused(x: X) -> None:
    request = signed("POST", "/2/tweets")
    assert "content-type of application/json" in x.answer(request, NOW).json()["errors"][0]["message"]


def test_the_101st_post_in_a_quarter_of_an_hour_has_to_wait(x: X) -> None:
    answers = [post(x, f"number {number}") for number in range(101)]
    assert [one.status for one in answers] == [201] * 100 + [429]
    assert answers[0].headers["x-rate-limit-remaining"] == "99"
    assert answers[100].headers["x-rate-limit-remaining"] == "0"
    reset = int(answers[100].headers["x-rate-limit-reset"])
    assert reset == int(NOW.timestamp()) + 900
    later = NOW + timedelta(seconds=900)
    assert x.answer(signed("POST", "/2/tweets", {"text": "later"}, at=later), later).status == 201


def test_limits_are_told_with_refusals_too(x: X) -> None:
    assert post(x, "").headers["x-rate-limit-limit"] == "100"


def test_who_am_i(x: X) -> None:
    assert x.answer(signed("GET", "/2/users/me"), NOW).json()["data"]["username"] == "ExampleRights"
    assert x.answer(signed("GET", "/2/users/me", account=OTHER), NOW).json()["data"]["id"] == "1002"


def test_other_addresses_do_not_exist(x: X) -> None:
    assert x.answer(signed("DELETE", "/2/tweets/1"), NOW).status == 404


def test_being_busy_says_when_it_is_over(x: X) -> None:
    answer = x.failure(signed("POST", "/2/tweets", {"text": "a"}), NOW, 429, 30)
    assert answer.headers["x-rate-limit-reset"] == str(int(NOW.timestamp() + 30))
    assert x.received == []


def test_secrets_do_not_show(x: X) -> None:
    assert "secret" not in repr(ACCOUNT)


@pytest.mark.parametrize(
    ("standing", "status", "reads"),
    [
        ("revoked", 401, False),
        ("suspended", 403, False),
        ("locked", 403, False),
        ("read-only", 403, True),
        ("no credits", 402, True),
    ],
)
def test_an_account_that_is_not_well_posts_nothing(x: X, standing: str, status: int, reads: bool) -> None:
    x.standings[ACCOUNT.username] = standing
    assert post(x, "one").status == status
    assert (x.answer(signed("GET", "/2/users/me"), NOW).status == 200) is reads
    assert x.received == []


def test_what_an_app_may_do_is_told_with_every_answer(x: X) -> None:
    assert x.answer(signed("GET", "/2/users/me"), NOW).headers["x-access-level"] == "read-write"
    x.standings[ACCOUNT.username] = "read-only"
    assert x.answer(signed("GET", "/2/users/me"), NOW).headers["x-access-level"] == "read"


def test_posts_may_have_a_limit_of_a_day_too(x: X) -> None:
    x.daily_posts = 1
    assert post(x, "one").headers["x-user-limit-24hour-remaining"] == "0"
    answer = post(x, "two")
    assert answer.status == 429
    assert answer.headers["x-user-limit-24hour-reset"] == str(int(NOW.timestamp()) + 24 * 60 * 60)


def test_a_post_is_deleted_and_is_gone_for_everybody(x: X) -> None:
    id = post(x, "one").json()["data"]["id"]
    assert delete(x, id).json() == {"data": {"deleted": True}}
    assert timeline(x)["meta"] == {"result_count": 0}
    assert x.received[0].deleted_at == NOW
    assert post(x, "two", reply={"in_reply_to_tweet_id": id}).status == 400
    assert post(x, "one").status == 201


def test_a_post_is_deleted_once_and_by_its_own_account(x: X) -> None:
    id = post(x, "one").json()["data"]["id"]
    assert delete(x, id, OTHER).status == 403
    assert delete(x, "19").status == 404
    assert [delete(x, id).status, delete(x, id).status] == [200, 404]


def test_deletions_have_a_limit_of_their_own(x: X) -> None:
    x.limits["delete"] = 1
    ids = [post(x, text).json()["data"]["id"] for text in ("one", "two")]
    assert [delete(x, id).status for id in ids] == [200, 429]
