"""What was built ahead of its instant goes with the lift, unless anything has changed since: then it is built anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery import Sent
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import arming, lifting, sending
from bot.newsroom.lift.arming import Armed
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Attempt, Reader, Rendition
from tests import premises

pytestmark = pytest.mark.django_db
HANDS = {"press": 4, "x": 4, "partners": 4}


def armed(room: Newsroom) -> list[Armed]:
    """Everything that waits, built."""
    waiting = arming.soon(room, room.now() + timedelta(days=1), HANDS)
    return list(arming.arm(room, list(waiting)))


def begun(room: Newsroom, world: premises.QuietWorld, ready: list[Armed], **span: float) -> list[str]:
    """The channels whose delivery begins with the lift, after that span."""
    world.clock.forward(**(span or {"hours": 2}))
    return sorted(one.channel for one in lifting.lift_due(room, world.reading(), ready).begun)


def test_what_is_armed_begins_with_the_lift_and_its_attempt_is_on_record(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    ready = armed(room)
    assert begun(room, world, ready) == ["partners", "press", "x"]
    row = premises.delivery("x")
    assert (row.state, row.attempts, row.lease_until) == ("sending", 1, room.now() + sending.LEASE)
    assert Attempt.objects.filter(number=1, began_at=room.now()).count() == 3
    claim = arming.claim_of(next(one for one in ready if one.channel == "x"))
    sending.require_mine(room, claim)
    premises.answered(room, claim, Sent("1"), attempt=1)
    assert premises.delivery("x").state == "sent"


def test_what_is_armed_is_what_would_be_built_at_the_lift(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    ready = {one.channel: one for one in armed(room)}
    world.clock.forward(hours=2)
    premises.lift(room)
    for name, one in ready.items():
        order = premises.ordered(room, name)
        assert one.body == room.channel(name).build(order)
        assert (one.order.rendition, one.order.people) == (order.rendition, order.people)


def test_nothing_that_is_armed_goes_a_microsecond_before_its_instant(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    assert begun(room, world, armed(room), hours=2, microseconds=-1) == []
    assert premises.delivery("x").state == "waiting"


CHANGES: dict[str, tuple[Callable[[Newsroom], object], list[str]]] = {
    "somebody left the list": (
        lambda room: audience.leave(room, Reader.objects.order_by("pk")[0]),
        ["partners", "x"],
    ),
    "it was moved later": (lambda room: holding.move(room, "cranes", premises.until(room, hours=3), "Ann"), []),
    "it was paused": (lambda room: holding.pause(room, "cranes", "Ben", "figures"), []),
    "it was cancelled": (lambda room: holding.cancel(room, "cranes", "Ann"), []),
    "it was edited and stopped": (
        lambda room: filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann", keep=False),
        [],
    ),
    "another text was approved": (lambda room: _approved_anew(room), []),
    "another text was filed beside it": (
        lambda room: filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann", keep=True),
        ["partners", "press", "x"],
    ),
}


def _approved_anew(room: Newsroom) -> None:
    filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann", keep=True)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")


@pytest.mark.parametrize(("change", "goes"), CHANGES.values(), ids=CHANGES)
def test_of_what_was_armed_only_what_still_holds_goes_when(
    room: Newsroom, world: premises.QuietWorld, change: Callable[[Newsroom], object], goes: list[str]
) -> None:
    premises.approved(room)
    ready = armed(room)
    change(room)
    assert begun(room, world, ready) == goes


def test_what_does_not_hold_any_more_is_due_and_built_anew(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    ready = armed(room)
    audience.leave(room, Reader.objects.order_by("pk")[0])
    begun(room, world, ready)
    assert premises.delivery("press").state == "due"
    people = premises.ordered(room, "press").people
    assert [person.email for person in people] == ["reader2@example.org", "reader3@example.org"]


def test_a_release_that_was_moved_later_and_back_is_not_sent_by_its_old_arming_early(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    ready = armed(room)
    holding.move(room, "cranes", premises.until(room, hours=3), "Ann")
    assert begun(room, world, ready, hours=2) == []
    assert begun(room, world, ready, hours=1) == []
    assert premises.delivery("x").state == "due"


def test_no_more_is_armed_than_a_channel_has_hands_for_the_soonest_first(room: Newsroom) -> None:
    premises.approved(room, premises.until(room, seconds=9), "later", ("x",))
    premises.approved(room, premises.until(room, seconds=5), "sooner", ("x",))
    found = arming.soon(room, room.now() + timedelta(seconds=10), {"x": 1, "press": 0})
    assert list(found.values()) == [room.now() + timedelta(seconds=5)]


@pytest.mark.parametrize("stage", ["awaiting", "paused", "cancelled"])
def test_what_is_not_approved_is_not_armed(room: Newsroom, stage: str) -> None:
    premises.readers(1)
    if stage == "awaiting":
        premises.queued(room)
    else:
        premises.approved(room)
        if stage == "paused":
            holding.pause(room, "cranes", "Ben", "figures")
        else:
            holding.cancel(room, "cranes", "Ben")
    assert armed(room) == []


def test_what_can_not_be_opened_is_not_armed(room: Newsroom) -> None:
    premises.approved(room, channels=("x",))
    row = Rendition.objects.get(channel="x")
    Rendition.objects.filter(pk=row.pk).update(content=bytes(row.content)[:-1] + b"!")
    assert armed(room) == []
