"""The tables of moves are what the code does: each move in them is made by a verb, and the watch in conftest sees no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core import delivery, workflow
from bot.core.delivery import Rejected, Repeat, Retry, Sent, State, Unconfirmed
from bot.core.workflow import Stage
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import arming, lifting, sending
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import redelivering, settling
from tests import premises

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
Scene = Callable[[Newsroom, premises.QuietWorld], object]
RELEASES: dict[tuple[Stage, Stage], list[Scene]] = {}
DELIVERIES: dict[tuple[State, State], list[Scene]] = {}
# What later work brings: a draft on the desk, and the withdrawal of what has left.
NOT_YET = {(Stage.DRAFT, Stage.AWAITING), (Stage.DRAFT, Stage.CANCELLED), (Stage.LIFTED, Stage.WITHDRAWN)}


def release(was: Stage, became: Stage) -> Callable[[Scene], Scene]:
    """The scene moves a release so."""

    def note(scene: Scene) -> Scene:
        RELEASES.setdefault((was, became), []).append(scene)
        return scene

    return note


def moved(was: State, became: State) -> Callable[[Scene], Scene]:
    """The scene moves a delivery so."""

    def note(scene: Scene) -> Scene:
        DELIVERIES.setdefault((was, became), []).append(scene)
        return scene

    return note


def x_id() -> str:
    return premises.delivery("x").id


@release(Stage.AWAITING, Stage.APPROVED)
def approval(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)


@release(Stage.AWAITING, Stage.CANCELLED)
def cancel_before_approval(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.queued(room)
    holding.cancel(room, "cranes", "Ann")


@release(Stage.APPROVED, Stage.LIFTED)
@moved(State.WAITING, State.DUE)
def lift(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)


@release(Stage.APPROVED, Stage.PAUSED)
def pause(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ann", "figures")


@release(Stage.APPROVED, Stage.PAUSED)
def too_late(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    world.clock.forward(hours=9)
    premises.lift(room)


@release(Stage.PAUSED, Stage.APPROVED)
def resume(room: Newsroom, world: premises.QuietWorld) -> None:
    pause(room, world)
    holding.resume(room, "cranes", "Ann")


@release(Stage.APPROVED, Stage.AWAITING)
@moved(State.WAITING, State.CANCELLED)
def move_earlier(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    holding.move(room, "cranes", premises.until(room, hours=1), "Ann")


@release(Stage.PAUSED, Stage.AWAITING)
def edit_and_stop(room: Newsroom, world: premises.QuietWorld) -> None:
    pause(room, world)
    filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann", keep=False)


@release(Stage.APPROVED, Stage.CANCELLED)
@moved(State.WAITING, State.CANCELLED)
def cancel(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    holding.cancel(room, "cranes", "Ann")


@release(Stage.PAUSED, Stage.CANCELLED)
def stop_while_paused(room: Newsroom, world: premises.QuietWorld) -> None:
    pause(room, world)
    holding.stop(room, "cranes", "Ann")


@moved(State.DUE, State.CLAIMED)
@moved(State.CLAIMED, State.SENDING)
def begin(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.begun(room, "x")


@moved(State.DUE, State.SENDING)
def lift_of_what_was_armed(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    armed = list(arming.arm(room, [x_id()]))
    world.clock.forward(hours=2)
    lifting.lift_due(room, world.reading(), armed)


@moved(State.DUE, State.CANCELLED)
@moved(State.CLAIMED, State.CANCELLED)
def stop(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.claimed(room, "x")
    holding.stop(room, "cranes", "Ann")


@moved(State.CLAIMED, State.RETRYING)
def a_withdrawal_waits_for_a_doubt(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    sending.put_off(room, premises.claimed(room, "x"), "another post may be out")


@moved(State.CLAIMED, State.DUE)
def claim_expires(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.claimed(room, "x")
    world.clock.now += sending.LEASE
    settling.recover(room)


@moved(State.SENDING, State.SENT)
def accepted(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Sent("1"))


@moved(State.SENDING, State.RETRYING)
def failed(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Retry("503"))


@moved(State.SENDING, State.REJECTED)
def refused(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Rejected("403"))


@moved(State.SENDING, State.UNCONFIRMED)
def unanswered(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("no answer"))


@moved(State.SENDING, State.CANCELLED)
def fails_after_a_stop(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    holding.stop(room, "cranes", "Ann")
    premises.answered(room, held, Retry("503"))


@moved(State.RETRYING, State.DUE)
def time_for_another_try(room: Newsroom, world: premises.QuietWorld) -> None:
    failed(room, world)
    world.clock.forward(hours=1)
    settling.recover(room)


@moved(State.RETRYING, State.CANCELLED)
def stop_while_retrying(room: Newsroom, world: premises.QuietWorld) -> None:
    failed(room, world)
    holding.stop(room, "cranes", "Ann")


@moved(State.UNCONFIRMED, State.SENT)
def found(room: Newsroom, world: premises.QuietWorld) -> None:
    unanswered(room, world)
    settling.settle_found(room, x_id(), Sent("1"))


@moved(State.UNCONFIRMED, State.RETRYING)
def not_found(room: Newsroom, world: premises.QuietWorld) -> None:
    unanswered(room, world)
    settling.settle_found(room, x_id(), Repeat("not there"))


@moved(State.UNCONFIRMED, State.DUE)
def settled_as_resend(room: Newsroom, world: premises.QuietWorld) -> None:
    unanswered(room, world)
    settling.decide(room, x_id(), "resend", "Ann")


@moved(State.UNCONFIRMED, State.REJECTED)
def found_refused(room: Newsroom, world: premises.QuietWorld) -> None:
    unanswered(room, world)
    settling.settle_found(room, x_id(), Rejected("suspended"))


@moved(State.UNCONFIRMED, State.CANCELLED)
def not_found_after_a_stop(room: Newsroom, world: premises.QuietWorld) -> None:
    unanswered(room, world)
    holding.stop(room, "cranes", "Ann")
    settling.settle_found(room, x_id(), Repeat("not there"))


@moved(State.REJECTED, State.DUE)
def refused_and_sent_again(room: Newsroom, world: premises.QuietWorld) -> None:
    refused(room, world)
    settling.decide(room, x_id(), "resend", "Ann")


@moved(State.SENT, State.DUE)
def redelivered(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Sent("1"))
    redelivering.redeliver(room, premises.delivery("partners").id, "Ann")


Moves = Callable[[], set[tuple[str, str, str]]]
SCENES = [
    pytest.param(what, was, became, scene, id=f"{was}-{became}-{scene.__name__}")
    for what, table in (("release", RELEASES), ("delivery", DELIVERIES))
    for (was, became), scenes in table.items()
    for scene in scenes
]


@pytest.mark.parametrize(("what", "was", "became", "scene"), SCENES)
def test_a_verb_makes_the_move(
    room: Newsroom, world: premises.QuietWorld, seen: Moves, what: str, was: str, became: str, scene: Scene
) -> None:
    scene(room, world)
    assert (what, was, became) in seen()


def test_every_move_of_a_release_in_the_table_is_made_by_some_verb() -> None:
    listed = {(was, became) for was, row in workflow.MOVES.items() for became in row}
    assert listed - NOT_YET == set(RELEASES)


def test_every_move_of_a_delivery_in_the_table_is_made_by_some_verb() -> None:
    assert {(was, became) for was, row in delivery.MOVES.items() for became in row} == set(DELIVERIES)
