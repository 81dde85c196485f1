"""While the clock is in doubt nothing lifts, nothing is lost, and everybody knows; a source or a person ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.world import Reading
from bot.newsroom.copy.filing import get
from bot.newsroom.hold import holding, minding
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.models import ClockMark, Delivery, JournalRow
from tests import premises

pytestmark = pytest.mark.django_db
WHY = "the clock was set forward by 1 h"


def doubtful(room: Newsroom, lasting: bool = True, **ahead: float) -> Reading:
    """It is now, or as much later as the clock says."""
    now = room.now()
    return Reading(now, now + timedelta(**ahead), "doubtful", (WHY,), lasting)


def codes() -> list[str]:
    return [alert["code"] for alert in board.alerts()]


def test_what_can_be_due_while_the_clock_is_in_doubt_is_paused_with_an_alert(room: Newsroom) -> None:
    release = premises.approved(room)
    lifted = lifting.lift_due(room, doubtful(room, hours=2))
    assert (lifted.slugs, [(alarm.code, alarm.release) for alarm in lifted.alarms]) == (
        (),
        [("clock", ""), ("clock", "cranes")],
    )
    assert WHY in lifted.alarms[1].text and "embargo resume cranes" in lifted.alarms[1].text
    release.refresh_from_db()
    assert (release.stage, release.paused_for, release.paused_because) == ("paused", "clock", WHY)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    assert ("clock", "pause") in premises.acts(release)


def test_what_can_not_be_due_yet_goes_on_waiting(room: Newsroom) -> None:
    premises.approved(room)
    assert lifting.lift_due(room, doubtful(room, hours=2, microseconds=-1)) == lifting.Lifted()
    assert get("cranes").stage == "approved"


def test_one_alert_about_a_paused_release_is_enough(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    lifting.lift_due(room, doubtful(room, hours=2))
    world.clock.forward(hours=3)
    assert lifting.alert_paused(room, room.now()) == ()


def test_a_doubt_is_told_once_and_remembered_where_it_lasts(room: Newsroom) -> None:
    (alarm,) = minding.watch(room, doubtful(room))
    assert (alarm.code, alarm.release) == ("clock", "")
    assert WHY in alarm.text
    assert minding.watch(room, doubtful(room)) == ()
    assert codes() == ["clock"]
    assert minding.remembered() == minding.Remembered(room.now(), WHY, 0)


def test_a_doubt_that_passes_by_itself_is_told_and_not_remembered(room: Newsroom) -> None:
    assert len(minding.watch(room, doubtful(room, lasting=False))) == 1
    assert minding.remembered().doubt == ""


def test_when_the_clock_is_believed_again_the_alert_goes_and_what_waited_for_it_waits_for_its_instant(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    release = premises.approved(room)
    minding.watch(room, doubtful(room))
    lifting.lift_due(room, doubtful(room, hours=2))
    assert minding.watch(room, room.world.reading()) == ()
    assert (get("cranes").stage, codes(), minding.remembered().doubt) == ("approved", [], "")
    assert ("clock", "resume") in premises.acts(release)
    assert premises.lift(room) == lifting.Lifted()
    world.clock.forward(hours=2)
    assert premises.lift(room).slugs == ("cranes",)


def test_what_a_person_paused_stays_paused_whatever_the_clock_does(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", WHY)
    minding.watch(room, doubtful(room))
    minding.watch(room, room.world.reading())
    assert get("cranes").stage == "paused"


def test_what_waited_so_long_that_it_is_late_is_asked_about(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    world.clock.forward(hours=2)
    lifting.lift_due(room, doubtful(room))
    world.clock.forward(hours=1)
    minding.watch(room, room.world.reading())
    assert [alarm.code for alarm in premises.lift(room).alarms] == ["late"]
    assert get("cranes").paused_for == "late"


def test_resuming_one_of_them_says_that_the_clock_is_right(room: Newsroom) -> None:
    release = premises.approved(room)
    premises.approved(room, slug="other")
    minding.watch(room, doubtful(room))
    lifting.lift_due(room, doubtful(room, hours=2))
    holding.resume(room, "cranes", "Ben")
    assert (get("cranes").stage, get("other").stage) == ("approved", "paused")
    assert minding.remembered() == minding.Remembered(room.now(), "", 1)
    assert JournalRow.objects.filter(release=None, act="believe", actor="Ben").count() == 1
    assert ("Ben", "resume") in premises.acts(release)
    minding.watch(room, room.world.reading())
    assert get("other").stage == "approved"


def test_a_person_can_say_so_without_a_release(room: Newsroom) -> None:
    premises.approved(room)
    lifting.lift_due(room, doubtful(room, hours=2))
    assert minding.agree(room, "Ben") == 1


def test_resuming_what_was_not_paused_for_the_clock_says_nothing_of_it(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    holding.resume(room, "cranes", "Ben")
    assert minding.remembered().agreements == 0


def test_the_mark_follows_the_time_every_few_seconds(room: Newsroom, world: premises.QuietWorld) -> None:
    minding.watch(room, room.world.reading())
    begun = room.now()
    world.clock.forward(seconds=4.9)
    minding.watch(room, room.world.reading())
    assert minding.remembered().mark == begun
    world.clock.forward(seconds=0.1)
    minding.watch(room, room.world.reading())
    assert minding.remembered().mark == begun + minding.MARK_EVERY
    assert ClockMark.objects.count() == 1


def test_a_lift_raises_the_mark_in_its_own_transaction(room: Newsroom) -> None:
    premises.approved(room)
    minding.watch(room, room.world.reading())
    release = premises.lifted(room, "second")
    assert minding.remembered().mark == release.lifted_at


def test_a_doubtful_time_is_no_mark_beyond_the_earliest_it_can_be(room: Newsroom) -> None:
    minding.watch(room, doubtful(room, hours=1))
    assert minding.remembered().mark == room.now()


def test_a_mark_that_was_too_high_comes_down_once_the_clock_is_believed(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    minding.watch(room, room.world.reading())
    world.clock.forward(hours=-1)
    minding.watch(room, room.world.reading())
    assert minding.remembered().mark == room.now()


def on(machine: str, process: str, room: Newsroom) -> Newsroom:
    """The same ledger as another process sees it, on a machine of that name."""
    return replace(room, machine=machine, process=process)


def test_a_doubt_on_one_machine_is_not_ended_by_another_that_is_sure(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    here, there = on("here", "1", room), on("there", "2", room)
    (alarm,) = minding.watch(here, doubtful(here))
    assert "the clock of here is in doubt" in alarm.text
    for _ in range(5):
        world.clock.forward(seconds=2)
        assert minding.watch(there, there.world.reading()) == ()
        assert minding.watch(here, doubtful(here)) == ()
        assert codes() == ["clock"]
    minding.watch(here, here.world.reading())
    assert codes() == []


def test_a_doubt_is_not_ended_by_another_process_of_its_machine(room: Newsroom, world: premises.QuietWorld) -> None:
    first, second = on("here", "1", room), on("here", "2", room)
    minding.watch(first, doubtful(first))
    minding.watch(second, second.world.reading())
    assert (codes(), minding.remembered("here").doubt) == (["clock"], WHY)
    world.clock.forward(seconds=minding.GONE_AFTER.total_seconds())
    minding.watch(second, second.world.reading())
    assert (codes(), minding.remembered("here").doubt) == ([], "")


def test_a_doubt_is_remembered_for_its_own_machine_only(room: Newsroom) -> None:
    here = on("here", "1", room)
    minding.watch(here, doubtful(here))
    assert minding.remembered("here") == minding.Remembered(room.now(), WHY, 0)
    assert minding.remembered("there").doubt == ""


def test_what_a_machine_that_is_sure_will_lift_is_not_paused_by_one_in_doubt(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    here, there = on("here", "1", room), on("there", "2", room)
    minding.watch(there, there.world.reading())
    assert lifting.lift_due(here, doubtful(here, hours=2)) == lifting.Lifted()
    assert get("cranes").stage == "approved"
    world.clock.forward(seconds=minding.GONE_AFTER.total_seconds())
    lifting.lift_due(here, doubtful(here, hours=2))
    assert get("cranes").stage == "paused", "the other has not been heard of for too long"


def test_who_was_sure_a_moment_ago_does_not_count_on_itself(room: Newsroom) -> None:
    premises.approved(room)
    here = on("here", "1", room)
    minding.watch(here, here.world.reading())
    lifting.lift_due(here, doubtful(here, hours=2))
    assert get("cranes").stage == "paused"


def test_a_person_who_says_that_clocks_are_right_ends_the_doubt_of_every_machine(room: Newsroom) -> None:
    here = on("here", "1", room)
    minding.watch(here, doubtful(here))
    minding.agree(on("there", "2", room), "Ben")
    assert (codes(), minding.remembered("here").doubt, minding.remembered("here").agreements) == ([], "", 1)
