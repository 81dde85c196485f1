from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Retry, Sent, Unconfirmed
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


def test_doctor_names_the_account_and_what_is_left_and_posts_nothing(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    who, limits = account.check(wire)
    assert (who.ok, who.detail) == (True, "posts as @examplerights")
    assert limits.ok
    assert "requests like this one in 15 minutes: 74 of 75 left until" in limits.detail
    assert posted(sandbox) == []


def test_a_thread_waits_for_its_limit_instead_of_running_into_it(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.x.limits["post"] = 2
    keep, first = Kept(), asked()
    outcome = sent(account, first, wire, keep)
    assert isinstance(outcome, Retry)
    assert "Post 3 of 3; out so far: 2" in outcome.because
    assert outcome.after is not None
    assert timedelta(minutes=14, seconds=55) <= outcome.after <= timedelta(minutes=15, seconds=5)
    assert sandbox.x.refused == []
    sandbox.x.limits["post"] = 100
    assert isinstance(sent(account, replace(first, progress=keep.last, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


def test_a_thread_waits_for_the_accounts_limit_of_a_day(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.x.daily_posts = 1
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert timedelta(hours=23, minutes=59) <= outcome.after <= timedelta(days=1)
    assert sandbox.x.refused == []


def test_a_thread_that_ends_with_its_limit_is_sent(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.x.limits["post"] = 3
    assert isinstance(sent(account, asked(), wire), Sent)


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
