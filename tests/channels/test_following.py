"""After the lift: a post goes under the first one of its thread, posts are deleted, a mail stands in the thread of its mail."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import Message

import pytest

from bot.channels.base import Channel
from bot.channels.letters import Letters
from bot.channels.sendgrid_body import body_for
from bot.channels.wire import Network as Wire
from bot.core.delivery import Answered, Order, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.rendition import Post, Thread
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.networks import NETWORKS, Network, asked
from tests.channels.orders import MAIL, Kept, order, person, sent

CORRECTION = Thread((Post("CORRECTION: It is 1,300 places. https://press.example.org/rivers"),), "en")
each_network = pytest.mark.parametrize("network", NETWORKS, ids=str)


@pytest.fixture
def account(network: Network, sandbox: Sandbox) -> Channel:
    return network.open(sandbox)


def following(keep: Kept, receipt: str = "", **changes: object) -> Order:
    answers = Answered("d-1", receipt, keep.last if keep.all else {})
    return order(CORRECTION.to_bytes(), **{"delivery": "d-2", "answers": answers, **changes})


def out(account: Channel, wire: Wire) -> tuple[Kept, Sent]:
    keep = Kept()
    outcome = sent(account, asked(), wire, keep)
    assert isinstance(outcome, Sent)
    return keep, outcome


@each_network
def test_what_follows_is_a_reply_to_the_first_post(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    keep, _ = out(account, wire)
    assert isinstance(sent(account, following(keep), wire), Sent)
    first, *_, last = network.posts(sandbox)
    assert (last.text, last.in_reply_to) == (CORRECTION.posts[0].text, first.id)
    assert last.conversation_id == first.id


@each_network
def test_the_receipt_is_enough_to_find_the_first_post(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    _, outcome = out(account, wire)
    sent(account, following(Kept(), outcome.receipt or ""), wire)
    assert network.posts(sandbox)[-1].in_reply_to == network.posts(sandbox)[0].id


@each_network
def test_where_nothing_is_out_it_just_posts(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    assert isinstance(sent(account, following(Kept()), wire), Sent)
    assert [post.in_reply_to for post in network.posts(sandbox)] == [None]


@each_network
def test_a_reply_whose_answer_was_lost_is_found_where_it_is(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    keep, _ = out(account, wire)
    before = 2 if network.name == "bluesky" else 0
    sandbox.faults.add(network.name, Fault("drop_after", skip=before and 1))
    assert isinstance(sent(account, following(keep), wire), Unconfirmed)
    assert isinstance(account.reconcile(following(keep), wire), Sent)
    assert len(network.posts(sandbox)) == 4


@each_network
def test_posts_are_deleted_the_last_first(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    keep, _ = out(account, wire)
    ids = tuple(network.kept(keep.last))
    removal, gone = order(Thread((), "en", removes=ids).to_bytes(), delivery="d-2"), Kept()
    assert account.doubts(removal.rendition) == []
    assert sent(account, removal, wire, gone) == Sent("deleted 3")
    assert all(post.deleted_at for post in network.posts(sandbox))
    assert gone.last == {"removed": list(reversed(ids))}


@each_network
def test_a_post_that_somebody_deleted_before_is_no_trouble(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    keep, _ = out(account, wire)
    removal = order(Thread((), "en", removes=tuple(network.kept(keep.last))).to_bytes(), delivery="d-2")
    sent(account, removal, wire)
    assert isinstance(sent(account, removal, wire), Sent)


@each_network
def test_a_deletion_goes_on_where_it_stopped(network: Network, sandbox: Sandbox, account: Channel, wire: Wire) -> None:
    keep, _ = out(account, wire)
    removes, gone = tuple(network.kept(keep.last)), Kept()
    removal = order(Thread((), "en", removes=removes).to_bytes(), delivery="d-2")
    sandbox.faults.add(network.name, Fault("status", skip=network.before + 1, status=429, retry_after=60))
    stopped = sent(account, removal, wire, gone)
    assert isinstance(stopped, Retry)
    assert "Deleted so far: 1 of 3" in stopped.because
    again = order(removal.rendition, delivery="d-2", progress=gone.last, attempt=2)
    assert isinstance(sent(account, again, wire), Sent)
    assert isinstance(account.reconcile(again, wire), Repeat)


def test_somebody_elses_post_is_not_deleted(sandbox: Sandbox, wire: Wire) -> None:
    network = NETWORKS[0]
    account = network.open(sandbox)
    out(account, wire)
    sandbox.x.received[0].author = "somebody"
    removal = order(Thread((), "en", removes=(sandbox.x.received[0].id,)).to_bytes(), delivery="d-2")
    assert isinstance(sent(account, removal, wire), Rejected)


def letter(one: Order) -> Message:
    return message_from_bytes(Letters(one, "press").written_to(person(7)))


def test_a_mail_stands_in_the_thread_of_the_mail_that_it_follows() -> None:
    first = letter(order(MAIL.to_bytes()))
    next_one = letter(order(MAIL.to_bytes(), delivery="d-2", answers=Answered("d-1")))
    assert first["In-Reply-To"] is None
    assert next_one["In-Reply-To"] == next_one["References"] == first["Message-ID"]
    assert next_one["Message-ID"] != first["Message-ID"]


def test_a_mail_through_sendgrid_does_too() -> None:
    def headers(one: Order) -> dict[str, str]:
        found: dict[str, str] = json.loads(body_for(one, [person(7)], "press", []))["personalizations"][0]["headers"]
        return found

    first = headers(order(MAIL.to_bytes()))
    next_one = headers(order(MAIL.to_bytes(), delivery="d-2", answers=Answered("d-1")))
    assert "In-Reply-To" not in first
    assert next_one["In-Reply-To"] == next_one["References"] == first["Message-ID"]
