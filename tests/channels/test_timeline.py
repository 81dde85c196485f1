from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.timeline import Posted, continued, same_words
from bot.sandbox.mastodon_rules import as_html
from bot.sandbox.x_shape import shortened

LIFT = datetime(2020, 3, 5, 0, 1, tzinfo=UTC)


def listed(number: int, text: str, before: int | None = None, at: datetime = LIFT) -> Posted:
    return Posted(str(number), text, at, None if before is None else str(before))


def test_a_thread_is_found_as_far_as_it_goes() -> None:
    posts = [listed(3, "three", 2), listed(2, "two", 1), listed(1, "one")]
    assert continued([], ["one", "two", "three", "four"], posts, LIFT) == ["1", "2", "3"]


def test_what_is_known_is_not_looked_for_again() -> None:
    assert continued(["7"], ["one", "two"], [listed(8, "two", 7)], LIFT) == ["7", "8"]


def test_a_reply_to_something_else_is_not_part_of_it() -> None:
    assert continued(["1"], ["one", "two"], [listed(9, "two", 5), listed(8, "two")], LIFT) == ["1"]


def test_a_post_from_before_the_lift_is_not_part_of_it() -> None:
    assert continued([], ["one"], [listed(1, "one", at=LIFT - timedelta(hours=1))], LIFT) == []


def test_of_two_the_one_that_was_taken_first_counts() -> None:
    assert continued([], ["one"], [listed(2, "one"), listed(1, "one")], LIFT) == ["1"]


def test_links_that_x_did_not_explain_are_left_aside() -> None:
    assert same_words("Rivers https://press.example.org/rivers", "Rivers https://t.co/abc")
    assert not same_words("Lakes https://press.example.org/rivers", "Rivers https://t.co/abc")


def test_another_link_is_another_post() -> None:
    assert not same_words("Rivers https://press.example.org/1", "Rivers https://press.example.org/2")


WORDS = st.sampled_from(
    ["Rivers", "&", "<clean>", "“start”", "example.org", "https://press.example.org/a?b=1&copy=2", "\n"]
)


@given(st.lists(WORDS, min_size=1).map(" ".join))
def test_our_own_words_are_known_again_as_x_gives_them_back(text: str) -> None:
    returned, urls = shortened(text)
    theirs = Posted.of({"id": "1", "text": returned, "entities": {"urls": urls}})
    assert same_words(text, theirs.text)


def status(text: str, **more: object) -> Posted:
    return Posted.of_status({"id": "1", "content": as_html(text), "created_at": LIFT, **more})


@pytest.mark.parametrize(
    "text",
    [
        "Rivers & lakes <3\n\nA second paragraph\nand a line",
        "Read https://press.example.org/2026/03/half-of-harbour-workers-breathe-air?a=1&b=2.",
        "Thanks to @ann@social.example, and @bo too",
        "“A start” – example.org’s words",
    ],
)
def test_a_status_is_read_back_from_its_html(text: str) -> None:
    assert same_words(text, status(text).text)


def test_a_status_says_what_it_replies_to() -> None:
    assert (status("one", in_reply_to_id=7).replies_to, status("one").replies_to) == ("7", None)


def test_another_link_is_another_status() -> None:
    assert not same_words("Rivers https://press.example.org/1", status("Rivers https://press.example.org/2").text)


@given(st.lists(WORDS, min_size=1).map(" ".join))
def test_our_own_words_are_known_again_as_mastodon_gives_them_back(text: str) -> None:
    assert same_words(text, status(text).text)


@pytest.mark.parametrize("name", ["referenced_tweets", "referenced_posts"])
def test_what_x_calls_a_post_or_a_tweet_is_the_same(name: str) -> None:
    listed = {"id": "2", "text": "A start", name: [{"type": "replied_to", "id": "1"}]}
    assert Posted.of(listed).replies_to == "1"
