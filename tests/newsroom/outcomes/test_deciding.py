"""What a person decides about a delivery in doubt."""

from __future__ import annotations

import pytest

from bot.core.delivery import Person, Rejected, Sent, Unconfirmed
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.newsroom.outcomes.settling import NotInDoubt, UnknownDelivery
from bot.store import board
from bot.store.models import RecipientEvent
from tests import premises
from tests.newsroom.outcomes.doubts import in_doubt, state

pytestmark = pytest.mark.django_db


def test_a_person_may_decide_that_it_arrived(room: Newsroom, world: premises.QuietWorld) -> None:
    in_doubt(room)
    settling.decide(room, premises.delivery("x").id, "sent", "Ann")
    row = premises.delivery("x")
    assert (row.state, row.because, row.accepted_at) == ("sent", "settled as sent by Ann", world.clock.now)
    assert board.alerts() == []
    assert premises.acts(row.release)[-1] == ("Ann", "settle")


def test_a_person_may_decide_to_send_it_again(room: Newsroom) -> None:
    in_doubt(room)
    settling.decide(room, premises.delivery("x").id, "resend", "Ann")
    assert state() == "due"
    assert board.alerts() == []
    assert premises.claimed(room, "x")


def test_what_was_refused_can_be_sent_again_but_not_called_sent(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Rejected("401"))
    with pytest.raises(NotInDoubt, match="is rejected: there is nothing to settle"):
        settling.decide(room, premises.delivery("x").id, "sent", "Ann")
    settling.decide(room, premises.delivery("x").id, "resend", "Ann")
    assert state() == "due"
    assert board.alerts() == []


@pytest.mark.parametrize("answer", ["sent", "resend"])
def test_what_is_not_in_doubt_is_not_decided(room: Newsroom, answer: str) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    for channel in ("x", "press"):
        with pytest.raises(NotInDoubt):
            settling.decide(room, premises.delivery(channel).id, answer, "Ann")


def test_an_unknown_delivery_is_named(room: Newsroom) -> None:
    with pytest.raises(UnknownDelivery, match='no delivery "nothing"'):
        settling.decide(room, "nothing", "sent", "Ann")


def test_deciding_that_it_arrived_decides_it_for_the_people_in_doubt_too(room: Newsroom) -> None:
    people = (Person("reader1@example.org", "unconfirmed"), Person("reader2@example.org", "rejected"))
    in_doubt(room, "press", Unconfirmed("lost", people))
    settling.decide(room, premises.delivery("press").id, "sent", "Ann")
    events = dict(RecipientEvent.objects.values_list("email", "state"))
    assert events == {"reader1@example.org": "sent", "reader2@example.org": "rejected"}


def test_a_stopped_release_can_still_be_decided_about(room: Newsroom) -> None:
    in_doubt(room)
    holding.stop(room, "cranes", "Ann")
    settling.decide(room, premises.delivery("x").id, "sent", "Ann")
    assert state() == "sent"
