"""A withdrawal while posts of its release are on their way, or in doubt: none of them stays out unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.delivery import LeaseLost, Rejected, Repeat, Sent, State, Unconfirmed
from bot.core.rendition import Thread
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import approving
from bot.newsroom.lift import sending
from bot.newsroom.lift.sending import Claim
from bot.newsroom.lift.threads import PATIENCE, NothingOut, StillInDoubt
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import left_standing, settling
from bot.store.models import Alert, Delivery
from tests import premises
from tests.newsroom.afterwards.harbour import sent

pytestmark = pytest.mark.django_db
FOUND = Sent("1234", "https://x.example.org/1234")


@pytest.fixture
def doubted(room: Newsroom) -> Claim:
    """Mail and webhook are out; of the post on X nobody knows."""
    premises.lifted(room)
    sent(room, "press", "partners")
    held = premises.begun(room, "x")
    premises.answered(room, held, Unconfirmed("no answer"))
    return held


def withdraw(room: Newsroom, delete_posts: bool = False) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.", delete_posts=delete_posts)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")


def withdrawal() -> Delivery:
    """With all that its order is made from."""
    row = Delivery.objects.get(channel="x", rendition__approval__version__standing="withdrawal")
    whole = sending.row_of(row.pk)
    assert whole is not None
    return whole


def open_alerts() -> list[str]:
    return list(Alert.objects.filter(cleared_at=None).values_list("code", flat=True))


def test_a_withdrawal_waits_until_a_doubt_on_its_channel_is_cleared_up(room: Newsroom, doubted: Claim) -> None:
    withdraw(room)
    with pytest.raises(StillInDoubt):
        sending.order_for(room, withdrawal())


def test_a_post_found_meanwhile_is_answered(room: Newsroom, doubted: Claim) -> None:
    withdraw(room)
    settling.settle_found(room, doubted.delivery, FOUND)
    assert sending.order_for(room, withdrawal()).under == "1234"
    assert open_alerts() == []


def test_a_post_found_meanwhile_is_deleted_where_that_was_asked_for(room: Newsroom, doubted: Claim) -> None:
    withdraw(room, delete_posts=True)
    settling.settle_found(room, doubted.delivery, FOUND)
    assert Thread.from_bytes(sending.order_for(room, withdrawal()).rendition).removes == ("1234",)


@pytest.mark.parametrize("found", [Repeat("not there"), Rejected("suspended")])
def test_where_nothing_is_out_nothing_is_said(room: Newsroom, doubted: Claim, found: Repeat | Rejected) -> None:
    withdraw(room)
    settling.settle_found(room, doubted.delivery, found)
    with pytest.raises(NothingOut):
        sending.order_for(room, withdrawal())
    assert left_standing.nothing_out(room, premises.claimed(room, "x"), "nothing is out") == ()
    assert withdrawal().state == State.CANCELLED


def test_a_thread_on_its_way_stops_when_its_release_is_withdrawn(room: Newsroom) -> None:
    premises.lifted(room)
    sent(room, "press", "partners")
    held = premises.begun(room, "x")
    sending.keep(room, held, {"ids": ["1"]})
    withdraw(room, delete_posts=True)
    with pytest.raises(LeaseLost):
        sending.keep(room, held, {"ids": ["1", "2"]})
    assert Delivery.objects.get(pk=held.delivery).state == State.CANCELLED
    assert Thread.from_bytes(sending.order_for(room, withdrawal()).rendition).removes == ("1", "2")


def test_what_is_known_to_be_out_does_not_wait_for_ever(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    sent(room, "press", "partners")
    held = premises.begun(room, "x")
    sending.keep(room, held, {"ids": ["1"]})
    premises.answered(room, held, Unconfirmed("no answer"))
    withdraw(room, delete_posts=True)
    with pytest.raises(StillInDoubt):
        sending.order_for(room, withdrawal())
    world.clock.now += PATIENCE
    assert Thread.from_bytes(sending.order_for(room, withdrawal()).rendition).removes == ("1",)


def test_what_is_found_after_its_withdrawal_went_raises_an_alert(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    sent(room, "press", "partners")
    held = premises.begun(room, "x")
    sending.keep(room, held, {"ids": ["1"]})
    premises.answered(room, held, Unconfirmed("no answer"))
    withdraw(room, delete_posts=True)
    world.clock.now += PATIENCE
    removal = premises.begun(room, "x")
    sending.keep(room, removal, {"removed": ["1"]})
    premises.answered(room, removal, Sent("deleted 1"))
    assert open_alerts() == ["unconfirmed-x"]
    settling.settle_found(room, held.delivery, Repeat("2 of 3", {"ids": ["1", "2"]}))
    assert open_alerts() == ["still-out-x"]


def test_a_post_that_a_person_settled_as_sent_is_theirs_to_take_down(room: Newsroom, doubted: Claim) -> None:
    withdraw(room)
    settling.decide(room, doubted.delivery, "sent", "Ann")
    assert open_alerts() == ["still-out-x"]
    settling.decide(room, doubted.delivery, "sent", "Ann")
    assert open_alerts() == []


def test_one_that_was_settled_before_the_withdrawal_too(room: Newsroom, doubted: Claim) -> None:
    settling.decide(room, doubted.delivery, "sent", "Ann")
    withdraw(room)
    alarms = left_standing.nothing_out(room, premises.claimed(room, "x"), "nothing is known")
    assert [alarm.code for alarm in alarms] == open_alerts() == ["still-out-x"]


def test_waiting_counts_as_no_try(room: Newsroom, doubted: Claim, world: premises.QuietWorld) -> None:
    withdraw(room)
    held = premises.claimed(room, "x")
    sending.put_off(room, held, "it waits")
    assert (withdrawal().state, withdrawal().attempts) == (State.RETRYING, 0)
    world.clock.now += timedelta(seconds=10)
    settling.recover(room)
    assert withdrawal().state == State.DUE
