"""The X that the sandbox plays: what an account has said."""

from __future__ import annotations

import pytest

from bot.sandbox.x import X
from tests.sandbox.x_account import post, timeline


def test_a_timeline_is_newest_first(x: X) -> None:
    for text in ("one", "two", "three"):
        post(x, text)
    page = timeline(x)
    assert [one["text"] for one in page["data"]] == ["three", "two", "one"]
    assert page["meta"]["newest_id"] == x.received[2].id
    assert set(page["data"][0]) == {"id", "text", "edit_history_tweet_ids"}


def test_a_timeline_has_the_fields_it_was_asked_for(x: X) -> None:
    first = post(x, "one").json()["data"]["id"]
    post(x, "two", reply={"in_reply_to_tweet_id": first})
    reply = timeline(x, "?tweet.fields=created_at,referenced_tweets,conversation_id")["data"][0]
    assert reply["created_at"] == "2026-03-05T00:01:00.041Z"
    assert reply["referenced_tweets"] == [{"type": "replied_to", "id": first}]
    assert reply["conversation_id"] == first


def test_a_timeline_comes_in_pages(x: X) -> None:
    for number in range(7):
        post(x, f"number {number}")
    first = timeline(x, "?max_results=5")
    second = timeline(x, f"?max_results=5&pagination_token={first['meta']['next_token']}")
    assert (len(first["data"]), len(second["data"]), "next_token" in second["meta"]) == (5, 2, False)


def test_a_timeline_can_begin_after_a_post(x: X) -> None:
    first = post(x, "one").json()["data"]["id"]
    post(x, "two")
    assert [one["text"] for one in timeline(x, f"?since_id={first}")["data"]] == ["two"]


def test_an_empty_timeline_has_no_data(x: X) -> None:
    assert timeline(x) == {"meta": {"result_count": 0}}


@pytest.mark.parametrize("query", ["?max_results=4", "?max_results=101", "?max_results=x", "?tweet.fields=a", "?a=b"])
def test_it_refuses_a_question(x: X, query: str) -> None:
    assert timeline(x, query)["title"] == "Invalid Request"


def test_text_comes_back_with_links_shortened_and_markup_escaped(x: X) -> None:
    post(x, "Bread & roses <3 https://press.example.org/harbour, now")
    one = timeline(x, "?tweet.fields=entities")["data"][0]
    url = one["entities"]["urls"][0]
    assert one["text"].startswith("Bread &amp; roses &lt;3 https://t.co/")
    assert one["text"][url["start"] : url["end"]] == url["url"]
    assert url["expanded_url"] == "https://press.example.org/harbour"
