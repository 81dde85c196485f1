"""What a channel answered, and what becomes of a delivery by it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from bot.core.delivery import Person, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.newsroom.lift import claiming, sending
from bot.newsroom.lift.sending import LEASE
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling, stranding
from bot.store import board
from bot.store.models import Attempt, Delivery, RecipientEvent
from tests import premises
from tests.newsroom.outcomes.doubts import in_doubt, state

pytestmark = pytest.mark.django_db


def test_what_was_accepted_is_sent_with_its_receipt_and_time(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    world.clock.forward(milliseconds=41)
    assert premises.answered(room, held, Sent("123", "https://x.example.test/123")) == ()
    row = premises.delivery("x")
    assert (row.state, row.receipt, row.url) == ("sent", "123", "https://x.example.test/123")
    assert row.accepted_at == world.clock.now
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.ended_at) == ("sent", world.clock.now)


def test_what_failed_for_now_is_tried_again_later_and_not_sooner(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Retry("503", timedelta(seconds=90)))
    row = premises.delivery("x")
    assert (row.state, row.because) == ("retrying", "503")
    world.clock.forward(seconds=89)
    settling.recover(room)
    assert state() == "retrying"
    world.clock.forward(seconds=60)
    settling.recover(room)
    assert state() == "due"
    assert claiming.claim(room, {"x": 1}).claims


def test_what_fails_again_and_again_is_given_up_with_an_alert(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    while state() != "rejected":
        alarms = premises.answered(room, premises.begun(room, "x"), Retry("503"))
        world.clock.forward(days=2)
        settling.recover(room)
    assert [alarm.code for alarm in alarms] == ["rejected-x"]
    assert premises.delivery("x").because == "given up after 11 tries: 503"
    assert Attempt.objects.count() == 11


def test_what_was_refused_is_visible_with_its_reason_and_alerts(room: Newsroom) -> None:
    premises.lifted(room)
    (alarm,) = premises.answered(room, premises.begun(room, "x"), Rejected("403: duplicate"))
    assert (alarm.code, alarm.release) == ("rejected-x", "cranes")
    assert "403: duplicate" in alarm.text
    assert (state(), premises.delivery("x").because) == ("rejected", "403: duplicate")
    assert [alert["code"] for alert in board.alerts("cranes")] == ["rejected-x"]


def test_two_refusals_of_one_channel_are_one_alert(room: Newsroom) -> None:
    premises.readers(2000)
    premises.lifted(room, channels=("press",))
    one, other = premises.begun(room, "press"), premises.begun(room, "press")
    assert len(premises.answered(room, one, Rejected("400"))) == 1
    assert premises.answered(room, other, Rejected("400")) == ()


def test_without_an_answer_it_is_in_doubt_with_an_alert_and_is_not_sent_again(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    in_doubt(room)
    assert state() == "unconfirmed"
    assert [alert["code"] for alert in board.alerts()] == ["unconfirmed-x"]
    world.clock.forward(days=9)
    settling.recover(room)
    assert state() == "unconfirmed"
    assert claiming.claim(room, {"x": 4}).claims == ()


def test_a_doubt_is_looked_up_at_once(room: Newsroom) -> None:
    in_doubt(room)
    assert settling.in_doubt(room) == [premises.delivery("x").id]
    found = sending.order_in_doubt(room, premises.delivery("x").id)
    assert found is not None
    assert found[0] == "x"


def test_a_doubt_that_stays_is_looked_up_ever_less_often(room: Newsroom, world: premises.QuietWorld) -> None:
    in_doubt(room)
    waits = []
    for _ in range(5):
        settling.settle_found(room, premises.delivery("x").id, Unconfirmed("still no word"))
        assert settling.in_doubt(room) == []
        next_at = premises.delivery("x").next_at
        assert next_at is not None
        waits.append(next_at - world.clock.now)
        world.clock.now = next_at
    assert waits[0] >= timedelta(seconds=30)
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert state() == "unconfirmed"


def test_while_the_clock_shows_a_time_before_it_was_due_a_doubt_is_looked_up_every_few_minutes(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    in_doubt(room)
    world.clock.forward(
        hours=-1
    )  # it was set back: by its own age, the doubt would be asked about twice a minute for an hour
    settling.settle_found(room, premises.delivery("x").id, Unconfirmed("still no word"))
    assert premises.delivery("x").next_at == world.clock.now + timedelta(minutes=5)


def test_what_is_found_at_the_provider_is_sent_and_closes_the_alert(room: Newsroom) -> None:
    in_doubt(room)
    settling.settle_found(room, premises.delivery("x").id, Sent("123"))
    assert (state(), premises.delivery("x").receipt) == ("sent", "123")
    assert board.alerts() == []


def test_what_is_found_refused_is_rejected(room: Newsroom) -> None:
    in_doubt(room)
    settling.settle_found(room, premises.delivery("x").id, Rejected("suspended"))
    assert state() == "rejected"


def test_what_the_provider_does_not_have_is_tried_again_after_a_wait_from_where_it_stood(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    in_doubt(room)
    settling.settle_found(room, premises.delivery("x").id, Repeat("one of two is there", {"posts": ["1"]}))
    row = premises.delivery("x")
    assert row.state == "retrying"
    assert row.next_at is not None
    assert row.next_at > world.clock.now
    assert row.progress == {"posts": ["1"]}
    assert board.alerts() == []


def test_an_endpoint_that_never_answers_is_tried_ever_less_often_and_given_up(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room, channels=("partners",))
    began = []
    while state("partners") != "rejected":
        began.append(world.clock.now)
        premises.answered(room, premises.begun(room, "partners"), Unconfirmed("no answer"))
        alarms = settling.settle_found(room, premises.delivery("partners").id, Repeat("known by its webhook-id"))
        if state("partners") == "retrying":
            world.clock.now = premises.delivery("partners").next_at or world.clock.now
            settling.recover(room)
    waits = [later - earlier for earlier, later in itertools.pairwise(began)]
    assert len(began) == 10
    assert waits[0] >= timedelta(seconds=5)
    assert waits[1] >= timedelta(minutes=5)
    assert [alarm.code for alarm in alarms] == ["rejected-partners"]


def test_what_was_settled_meanwhile_is_left_as_it_is(room: Newsroom) -> None:
    in_doubt(room)
    delivery = premises.delivery("x").id
    settling.decide(room, delivery, "sent", "Ann")
    assert settling.settle_found(room, delivery, Repeat("not there")) == ()
    assert sending.order_in_doubt(room, delivery) is None
    assert state() == "sent"


def test_people_whose_fate_differs_are_on_record_each_with_the_newest(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "press")
    people = (Person("reader1@example.org", "rejected", "no such box"), Person("reader2@example.org", "deferred"))
    premises.answered(room, held, Retry("421", people=people))
    Delivery.objects.filter(channel="press").update(state="due")
    held = premises.begun(room, "press")
    premises.answered(room, held, Sent("1", people=(Person("reader2@example.org", "sent"),)))
    events = dict(RecipientEvent.objects.values_list("email", "state"))
    assert events == {"reader1@example.org": "rejected", "reader2@example.org": "sent"}


def test_what_cannot_be_built_alerts_once_and_is_due_again_when_its_lease_ends(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    assert [alarm.code for alarm in stranding.unsendable(room, held, "a key is missing")] == ["unsendable-x"]
    assert stranding.unsendable(room, held, "a key is missing") == ()
    assert premises.delivery("x").because == "a key is missing"
    world.clock.now += LEASE
    settling.recover(room)
    assert state() == "due"
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    assert board.alerts() == []


def test_what_belongs_to_a_channel_that_was_taken_out_alerts_instead_of_waiting_for_ever(room: Newsroom) -> None:
    premises.lifted(room)
    config = premises.configuration()
    del config.channels["x"]  # type: ignore[attr-defined]
    without = Newsroom(config, room.keyring, room.environment, room.world)
    (alarm,) = stranding.unclaimable(without)
    assert (alarm.code, alarm.release) == ("unsendable-x", "cranes")
    assert stranding.unclaimable(without) == ()
    assert stranding.unclaimable(room) == ()
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    assert board.alerts() == []


def test_a_batch_of_answers_is_settled_together(room: Newsroom) -> None:
    premises.lifted(room)
    helds = [premises.begun(room, channel) for channel in ("press", "x", "partners")]
    settling.settle(room, lambda: [settling.Settled(held, Sent(held.channel)) for held in helds])
    assert set(Delivery.objects.values_list("state", "receipt")) == {
        ("sent", "press"),
        ("sent", "x"),
        ("sent", "partners"),
    }
