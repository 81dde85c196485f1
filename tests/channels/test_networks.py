"""What holds of a thread on X, Mastodon and Bluesky alike. What is one network's own stands in its own file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network as Wire
from bot.core.delivery import LeaseLost, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.rendition import Post, Thread
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.networks import NETWORKS, WORDS, Network, asked
from tests.channels.orders import Kept, channel, sent

pytestmark = pytest.mark.parametrize("network", NETWORKS, ids=str)


@pytest.fixture
def account(network: Network, sandbox: Sandbox) -> Channel:
    return network.open(sandbox)


def test_a_thread_is_a_chain_of_replies_word_for_word(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    outcome = sent(account, asked(), wire)
    posts = network.posts(sandbox)
    assert network.posted(sandbox) == WORDS
    assert [post.in_reply_to for post in posts] == [None, posts[0].id, posts[1].id]
    assert {post.conversation_id for post in posts} == {posts[0].id}
    assert isinstance(outcome, Sent)
    assert outcome.receipt == posts[0].id


def test_every_post_is_kept_as_it_comes(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    keep = Kept()
    sent(account, asked(), wire, keep)
    ids = [post.id for post in network.posts(sandbox)]
    assert [network.kept(kept) for kept in keep.all] == [ids[:1], ids[:2], ids]


def test_a_thread_goes_on_where_it_stopped(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before + 1, status=429, retry_after=60))
    keep = Kept()
    first = sent(account, asked(), wire, keep)
    assert isinstance(first, Retry)
    assert "Post 2 of 3" in first.because
    outcome = sent(account, asked(progress=keep.last, attempt=2), wire)
    assert isinstance(outcome, Sent)
    assert outcome.receipt == network.posts(sandbox)[0].id
    assert network.posted(sandbox) == WORDS


def test_429_waits_until_the_limit_begins_again(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before, status=429, retry_after=300))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert timedelta(seconds=298) <= outcome.after <= timedelta(seconds=303)


@pytest.mark.parametrize("fault", ["drop_after", "hang"])
def test_an_unanswered_post_that_arrived_is_found_and_not_posted_again(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire, fault: str
) -> None:
    sandbox.faults.add(network.name, Fault(fault, skip=network.before + 1, seconds=1.5))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last, at=datetime.now(UTC)), wire)
    assert isinstance(found, Repeat)
    assert found.progress is not None
    assert network.kept(found.progress) == [post.id for post in network.posts(sandbox)]
    assert isinstance(sent(account, replace(first, progress=found.progress, attempt=2), wire), Sent)
    assert network.posted(sandbox) == WORDS


def test_an_unanswered_post_that_never_arrived_is_posted(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("drop_before", skip=network.before))
    first = asked()
    assert isinstance(sent(account, first, wire), Unconfirmed)
    found = account.reconcile(first, wire)
    assert isinstance(found, Repeat)
    assert "0 of 3 posts" in found.because
    assert isinstance(sent(account, first, wire), Sent)
    assert network.posted(sandbox) == WORDS


def test_a_last_post_without_an_answer_is_found_to_be_the_end(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("drop_after", skip=network.before + 2))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last), wire)
    assert isinstance(found, Sent)
    assert found.receipt == network.posts(sandbox)[0].id


def test_a_lost_lease_ends_the_thread_at_once(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    def lost() -> None:
        raise LeaseLost(delivery="d-1")

    with pytest.raises(LeaseLost):
        sent(account, asked(), wire, Kept(lost))
    assert len(network.posted(sandbox)) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failure_while_it_was_handled_is_in_doubt(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire, status: int
) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before, status=status))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


def test_an_answer_that_does_not_say_which_post_it_is_is_in_doubt(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before, status=200))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


def test_nobody_listening_took_nothing(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    options = dict(account.config.options)
    outcome = sent(channel(network.name, network.name, base_url="http://127.0.0.1:9", options=options), asked(), wire)
    assert isinstance(outcome, Retry)
    assert "could not be reached" in outcome.because


def test_a_redirect_is_not_followed(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    sandbox.faults.add(network.name, Fault("status", status=302))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "redirects are not followed" in outcome.because


def test_a_text_that_the_network_finds_too_long_is_rejected_and_asked_for_no_more(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    long = asked(Thread((Post("It is a fact. " * 60),), "en"))
    assert account.doubts(long.rendition) != []
    outcome = sent(account, long, wire)
    assert isinstance(outcome, Rejected)
    assert network.posted(sandbox) == []
