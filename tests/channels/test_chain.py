"""A thread grows post by post, and says where it stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.chain import Failure, lengthened, thread_doubts
from bot.core import measure
from bot.core.delivery import LeaseLost, Rejected, Retry
from bot.core.rendition import Post, Thread

BUSY = Retry("The provider asks to slow down.", timedelta(seconds=9))


def one_more(out: list[int]) -> list[int]:
    return [*out, len(out)]


def test_what_is_out_is_kept_after_every_post() -> None:
    kept: list[list[int]] = []
    assert lengthened([], 3, one_more, kept.append) == [0, 1, 2]
    assert kept == [[0], [0, 1], [0, 1, 2]]


def test_it_goes_on_from_what_is_out() -> None:
    kept: list[list[int]] = []
    assert lengthened([0, 1], 3, one_more, kept.append) == [0, 1, 2]
    assert kept == [[0, 1, 2]]


def test_several_posts_that_are_found_at_once_count() -> None:
    assert lengthened([], 3, lambda out: [*out, 7, 8], [].append) == [7, 8, 7, 8]


def test_where_it_stops_is_told() -> None:
    def busy(out: list[int]) -> list[int] | Failure:
        return one_more(out) if len(out) < 2 else BUSY

    outcome = lengthened([], 4, busy, [].append)
    assert outcome == Retry("The provider asks to slow down. Post 3 of 4; out so far: 2.", timedelta(seconds=9))


def test_a_single_post_needs_no_place() -> None:
    assert lengthened([], 1, lambda out: Rejected("No."), [].append) == Rejected("No.")


def test_a_lost_lease_goes_through() -> None:
    def lost(out: list[int]) -> None:
        raise LeaseLost(delivery="d-1")

    with pytest.raises(LeaseLost):
        lengthened([], 2, one_more, lost)


def test_every_post_is_looked_at() -> None:
    thread = Thread((Post("x" * 301), Post(" "), Post("x" * 302)), "en")
    assert thread_doubts(thread, measure.BLUESKY, "https://a.example") == [
        "Post 1 is too long for Bluesky: 301 of 300.",
        "Post 2 is empty.",
        "Post 3 is too long for Bluesky: 302 of 300.",
    ]
