"""A webhook can go out once more, under the id it always had; nothing else can."""

from __future__ import annotations

import pytest

from bot.core.delivery import Outcome, Rejected, Retry, Sent, Unconfirmed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import redelivering
from bot.newsroom.outcomes.endpoints import EndpointDisabled
from bot.newsroom.outcomes.redelivering import NotRepeatable, NotThereYet
from bot.newsroom.outcomes.settling import UnknownDelivery
from bot.store import board
from bot.store.models import Endpoint
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", [Sent("d"), Rejected("401"), Unconfirmed("no answer"), Retry("503")])
def test_it_is_due_again_at_once_under_its_own_id(room: Newsroom, outcome: Outcome) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), outcome)
    before = premises.delivery("partners")
    redelivering.redeliver(room, before.id, "Ann")
    assert premises.claimed(room, "partners").delivery == before.id
    assert premises.acts(before.release)[-1] == ("Ann", "redeliver")
    assert [alert for alert in board.alerts() if alert["code"].endswith("-partners")] == []


def test_of_its_lateness_the_first_acceptance_counts(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Sent("d"))
    first = premises.delivery("partners").accepted_at
    world.clock.forward(days=2)
    redelivering.redeliver(room, premises.delivery("partners").id, "Ann")
    premises.answered(room, premises.begun(room, "partners"), Sent("d"))
    assert premises.delivery("partners").accepted_at == first


@pytest.mark.parametrize("channel", ["press", "x"])
def test_what_would_arrive_as_a_second_one_is_not_redelivered(room: Newsroom, channel: str) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, channel), Sent("1"))
    with pytest.raises(NotRepeatable, match=f"goes to {channel}"):
        redelivering.redeliver(room, premises.delivery(channel).id, "Ann")
    assert premises.delivery(channel).state == "sent"


def test_what_has_not_left_yet_is_not_redelivered(room: Newsroom) -> None:
    premises.lifted(room)
    for _ in range(2):
        with pytest.raises(NotThereYet):
            redelivering.redeliver(room, premises.delivery("partners").id, "Ann")
        if premises.delivery("partners").state == "due":
            premises.begun(room, "partners")


def test_nothing_is_redelivered_to_a_disabled_receiver(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Rejected("gone", gone=True))
    with pytest.raises(EndpointDisabled):
        redelivering.redeliver(room, premises.delivery("partners").id, "Ann")
    assert Endpoint.objects.exists()


def test_an_unknown_delivery_is_named(room: Newsroom) -> None:
    with pytest.raises(UnknownDelivery, match='"nothing"'):
        redelivering.redeliver(room, "nothing", "Ann")
