"""Whoever holds a release and is told so has held it: nothing that comes later lets it go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.embargo import on_my_word
from bot.core.errors import UnknownRelease
from bot.core.workflow import WrongStage
from bot.newsroom.copy.filing import get
from bot.newsroom.hold import holding
from bot.newsroom.hold.holding import NotOnMyWord
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.models import Approval, JournalRow
from tests import premises
from tests.newsroom.hold.deliveries import states

pytestmark = pytest.mark.django_db


def test_moved_later_it_keeps_its_approval_and_lifts_at_the_new_instant(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    release = premises.approved(room)
    moved = holding.move(room, "cranes", premises.until(room, hours=3), "Ann")
    assert not moved.voided
    assert get("cranes").approval == release.approval
    world.clock.forward(hours=2, minutes=59)
    assert premises.lift(room).slugs == ()
    world.clock.forward(minutes=1)
    assert premises.lift(room).slugs == ("cranes",)


def test_moved_to_the_same_instant_it_keeps_its_approval(room: Newsroom) -> None:
    premises.approved(room)
    assert not holding.move(room, "cranes", premises.until(room, hours=2), "Ann").voided


def test_moved_earlier_it_is_approved_no_longer_and_it_is_said_by_whom_it_was(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    moved = holding.move(room, "cranes", premises.until(room, hours=1), "Ann")
    assert (moved.voided, moved.approved_by) == (True, "Ben")
    assert (get("cranes").stage, get("cranes").approval) == ("awaiting", None)
    assert Approval.objects.get().void_because == "its embargo was moved earlier"
    world.clock.forward(hours=2)
    assert premises.lift(room).slugs == ()
    assert set(states().values()) == {"cancelled"}


def test_a_move_is_on_record_from_when_to_when(room: Newsroom) -> None:
    release = premises.approved(room)
    holding.move(room, "cranes", premises.until(room, hours=3), "Cleo")
    row = release.journal.get(act="move")
    assert (row.actor, row.facts["frm"], row.facts["to"]) == ("Cleo", "2026-03-05T11:00:00Z", "2026-03-05T12:00:00Z")


def test_a_paused_release_moved_later_stays_paused_and_approved(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    assert not holding.move(room, "cranes", premises.until(room, hours=3), "Ann").voided
    assert get("cranes").stage == "paused"


def test_a_paused_release_does_not_lift_and_alerts_once_when_its_instant_comes(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures under review")
    assert lifting.alert_paused(room, room.now()) == ()
    world.clock.forward(hours=2)
    assert premises.lift(room) == lifting.Lifted()
    (alarm,) = lifting.alert_paused(room, room.now())
    assert (alarm.code, alarm.release) == ("held", "cranes")
    assert "figures under review" in alarm.text
    assert lifting.alert_paused(room, room.now()) == ()


@pytest.mark.parametrize("way_out", ["resume", "move", "cancel", "move earlier"])
def test_the_alert_of_a_paused_release_is_closed_by_whatever_decides_it(
    room: Newsroom, world: premises.QuietWorld, way_out: str
) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    world.clock.forward(hours=2)
    lifting.alert_paused(room, room.now())
    match way_out:
        case "resume":
            holding.resume(room, "cranes", "Ben")
        case "move":
            holding.move(room, "cranes", premises.until(room, hours=1), "Ann")
        case "cancel":
            holding.cancel(room, "cranes", "Ann")
        case _:
            holding.move(room, "cranes", premises.until(room, hours=-1), "Ann")
    assert board.alerts() == []


def test_a_resumed_release_waits_on_for_its_instant(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    assert holding.resume(room, "cranes", "Ben") is False
    assert get("cranes").paused_because == ""
    assert premises.lift(room).slugs == ()
    world.clock.forward(hours=2)
    assert premises.lift(room).slugs == ("cranes",)


def test_resumed_after_its_instant_it_leaves_at_once_and_that_is_said(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    world.clock.forward(hours=9)
    assert holding.resume(room, "cranes", "Ben") is True
    assert premises.lift(room).slugs == ("cranes",)


def test_a_cancelled_release_never_lifts(room: Newsroom, world: premises.QuietWorld) -> None:
    release = premises.approved(room)
    holding.cancel(room, "cranes", "Ann")
    world.clock.forward(hours=2)
    assert premises.lift(room) == lifting.Lifted()
    assert set(states().values()) == {"cancelled"}
    assert premises.acts(release)[-1] == ("Ann", "cancel")


VERBS: dict[str, Callable[[Newsroom], object]] = {
    "pause": lambda room: holding.pause(room, "cranes", "Ann", "figures"),
    "resume": lambda room: holding.resume(room, "cranes", "Ann"),
    "move": lambda room: holding.move(room, "cranes", premises.until(room, hours=3), "Ann"),
    "cancel": lambda room: holding.cancel(room, "cranes", "Ann"),
    "lift": lambda room: holding.give_word(room, "cranes", "Ann"),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_once_it_has_lifted_it_is_too_late_and_says_since_when_and_what_still_helps(
    room: Newsroom, verb: Callable[[Newsroom], object]
) -> None:
    premises.lifted(room)
    with pytest.raises(WrongStage, match=r"is lifted since 2026-03-05T11:00:00Z.*embargo stop cranes"):
        verb(room)
    assert set(states().values()) == {"due"}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_cancelled_release_can_not_be_brought_back(room: Newsroom, verb: Callable[[Newsroom], object]) -> None:
    premises.approved(room)
    holding.cancel(room, "cranes", "Ann")
    with pytest.raises(WrongStage, match="is cancelled: "):
        verb(room)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_an_unknown_release_is_named(room: Newsroom, verb: Callable[[Newsroom], object]) -> None:
    with pytest.raises(UnknownRelease, match='no release "cranes"'):
        verb(room)


def test_what_is_not_approved_has_nothing_to_pause(room: Newsroom) -> None:
    premises.queued(room)
    with pytest.raises(WrongStage, match="embargo approve cranes"):
        holding.pause(room, "cranes", "Ann", "figures")


def test_on_somebodys_word_it_waits_however_long_it_takes(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room, on_my_word("Europe/London"))
    world.clock.forward(days=400)
    assert premises.lift(room) == lifting.Lifted()
    assert lifting.instants_before(world.clock.now, room.config.clock.margin) == []


def test_when_the_word_is_given_that_is_its_instant(room: Newsroom, world: premises.QuietWorld) -> None:
    release = premises.approved(room, on_my_word("Europe/London"))
    world.clock.forward(hours=5)
    at = holding.give_word(room, "cranes", "Cleo")
    assert at == world.clock.now
    assert premises.lift(room).slugs == ("cranes",)
    release.refresh_from_db()
    assert (release.instant, release.lifted_at, release.embargo_kind) == (at, at, "on_my_word")
    assert ("Cleo", "word") in premises.acts(release)


def test_without_an_approval_the_word_lets_nothing_go(room: Newsroom) -> None:
    premises.queued(room, on_my_word("Europe/London"))
    with pytest.raises(WrongStage, match="embargo approve cranes"):
        holding.give_word(room, "cranes", "Cleo")


def test_a_word_does_not_lift_what_waits_for_its_embargo(room: Newsroom) -> None:
    premises.approved(room)
    with pytest.raises(NotOnMyWord, match="embargo move cranes --now"):
        holding.give_word(room, "cranes", "Cleo")
    assert premises.lift(room).slugs == ()


def test_a_release_on_somebodys_word_that_is_given_a_time_has_to_be_approved_again(room: Newsroom) -> None:
    premises.approved(room, on_my_word("Europe/London"))
    assert holding.move(room, "cranes", premises.until(room, hours=3), "Ann").voided


def test_that_somebody_sent_it_by_hand_is_put_on_record(room: Newsroom, world: premises.QuietWorld) -> None:
    release = premises.approved(room)
    world.clock.forward(hours=3)
    premises.lift(room)
    holding.cancel(room, "cranes", "Ann", sent_by_hand=True)
    row = JournalRow.objects.get(release=release, act="cancel")
    assert (row.actor, row.facts["sent_by_hand"]) == ("Ann", True)
    assert board.alerts() == []
