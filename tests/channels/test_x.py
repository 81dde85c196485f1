from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import LeaseLost, Order, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.rendition import Post, Thread
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, THREAD, Kept, channel, order, sent

WORDS = [post.text for post in THREAD.posts]


@pytest.fixture
def account(sandbox: Sandbox) -> Channel:
    return channel("x", "x", base_url=sandbox.x_url, timeout=0.5)


def asked(**changes: object) -> Order:
    return order(THREAD.to_bytes(), **changes)


def posted(sandbox: Sandbox) -> list[str]:
    return [post.text for post in sandbox.x.received]


def test_a_thread_is_a_chain_of_replies_word_for_word(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    outcome = sent(account, asked(), wire)
    assert posted(sandbox) == WORDS
    ids = [post.id for post in sandbox.x.received]
    assert [post.in_reply_to for post in sandbox.x.received] == [None, ids[0], ids[1]]
    assert outcome == Sent(ids[0], f"https://x.com/i/web/status/{ids[0]}")


def test_every_id_is_kept_as_it_comes(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    keep = Kept()
    sent(account, asked(), wire, keep)
    ids = [post.id for post in sandbox.x.received]
    assert keep.all == [{"ids": ids[:1]}, {"ids": ids[:2]}, {"ids": ids}]


def test_a_thread_goes_on_where_it_stopped(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("x", Fault("status", skip=1, status=429, retry_after=60))
    keep = Kept()
    first = sent(account, asked(), wire, keep)
    assert isinstance(first, Retry)
    assert "Post 2 of 3" in first.because
    assert isinstance(sent(account, asked(progress=keep.last, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


def test_429_waits_until_the_limit_begins_again(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("x", Fault("status", status=429, retry_after=300))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert timedelta(seconds=298) <= outcome.after <= timedelta(seconds=303)


@pytest.mark.parametrize("fault", ["drop_after", "hang"])
def test_an_unanswered_post_that_arrived_is_found_and_not_posted_again(
    sandbox: Sandbox, account: Channel, wire: Network, fault: str
) -> None:
    sandbox.faults.add("x", Fault(fault, skip=1, seconds=1.5))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last, at=datetime.now(UTC)), wire)
    assert isinstance(found, Repeat)
    assert found.progress == {"ids": [post.id for post in sandbox.x.received]}
    assert isinstance(sent(account, asked(progress=found.progress, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


def test_an_unanswered_post_that_never_arrived_is_posted(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("x", Fault("drop_before"))
    first = asked()
    assert isinstance(sent(account, first, wire), Unconfirmed)
    assert account.reconcile(first, wire) == Repeat("X has 0 of 3 posts.", {"ids": []})
    assert isinstance(sent(account, first, wire), Sent)
    assert posted(sandbox) == WORDS


def test_a_last_post_without_an_answer_is_found_to_be_the_end(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("x", Fault("drop_after", skip=2))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last), wire)
    assert isinstance(found, Sent)
    assert found.receipt == sandbox.x.received[0].id


def test_a_duplicate_that_is_our_own_is_taken_for_what_it_is(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    first = asked()
    sandbox.faults.add("x", Fault("drop_after"))
    sent(account, first, wire)
    assert isinstance(sent(account, first, wire), Sent)  # as if nobody had looked
    assert posted(sandbox) == WORDS


def test_the_same_words_from_before_the_lift_are_not_this_release(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sent(account, order(Thread(THREAD.posts[:1], "en").to_bytes()), wire)
    later = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    outcome = sent(account, asked(merge={"lift": later}), wire)
    assert isinstance(outcome, Rejected)
    assert "same words" in outcome.because
    assert len(posted(sandbox)) == 1


def test_a_lost_lease_ends_the_thread_at_once(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    def lost() -> None:
        raise LeaseLost(delivery="d-1")

    with pytest.raises(LeaseLost):
        sent(account, asked(), wire, Kept(lost))
    assert len(posted(sandbox)) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_while_it_was_handled_is_in_doubt(
    sandbox: Sandbox, account: Channel, wire: Network, status: int
) -> None:
    sandbox.faults.add("x", Fault("status", status=status))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


def test_a_doubt_stays_one_while_x_cannot_be_asked(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("x", Fault("status", status=503))
    assert isinstance(account.reconcile(asked(), wire), Unconfirmed)


def test_wrong_credentials_are_named_by_their_variables(sandbox: Sandbox, wire: Network) -> None:
    wrong = channel("x", "x", ENVIRONMENT | {"X_API_SECRET": "not-the-secret"}, base_url=sandbox.x_url)
    outcome = sent(wrong, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "X_" in outcome.because
    assert "not-the-secret" not in outcome.because
    assert [check.ok for check in wrong.check(wire)] == [False]


def test_doctor_names_the_account_and_posts_nothing(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    (check,) = account.check(wire)
    assert check.ok
    assert "@examplerights" in check.detail
    assert posted(sandbox) == []


def test_missing_credentials_are_named() -> None:
    assert channel("x", "x", {"BOT_API_KEY": "k"}, options={"credentials_env": "BOT"}).missing() == [
        "BOT_API_SECRET",
        "BOT_ACCESS_TOKEN",
        "BOT_ACCESS_TOKEN_SECRET",
    ]


@pytest.mark.parametrize(
    ("texts", "words"),
    [((), "no post"), (("x" * 281,), "281 of 280"), (("one", " "), "Post 2 is empty"), (("one", "one"), "same words")],
)
def test_what_x_would_refuse_is_said_before_the_approval(texts: tuple[str, ...], words: str) -> None:
    doubts = channel("x", "x").doubts(Thread(tuple(map(Post, texts)), "en").to_bytes())
    assert len(doubts) == 1
    assert words in doubts[0]


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.x\] token"):
        channel("x", "x", options={"token": "t"})
