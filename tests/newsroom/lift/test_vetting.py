"""Credentials are looked at ahead of a lift: when, and what becomes of the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.core.delivery import Check, Trouble
from bot.newsroom.hold import holding
from bot.newsroom.lift import vetting
from bot.newsroom.lift.vetting import Rounds
from bot.newsroom.newsroom import Newsroom
from bot.store.figures import standing
from bot.store.models import Alert, Vetting
from tests import premises

pytestmark = pytest.mark.django_db
WELL = [Check("x: X", True, "posts as @harbour")]
REVOKED = [Check("x: X", False, "X does not accept the credentials in X_… (401): Unauthorized", Trouble.REFUSED)]
SILENT = [Check("x: X", False, "X could not be reached.", Trouble.UNREACHED)]


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


def approved(room: Newsroom, slug: str = "cranes", **ahead: float) -> None:
    premises.approved(room, premises.until(room, **ahead), slug, ("x",))


def due(room: Newsroom, rounds: Rounds) -> list[str]:
    return vetting.due(room, rounds, vetting.coming(room))


def answer(room: Newsroom, rounds: Rounds, checks: list[Check]) -> list[str]:
    return [alarm.code for alarm in vetting.answered(room, rounds, "x", checks)]


def alerts() -> list[str]:
    return list(Alert.objects.filter(cleared_at=None).values_list("code", flat=True))


def asked_at(room: Newsroom, rounds: Rounds, world: premises.QuietWorld, until: datetime) -> list[timedelta]:
    """How long before `until` the provider is asked, if it is well each time and somebody looks every 30 seconds."""
    found = []
    while room.now() < until:
        if due(room, rounds):
            found.append(until - room.now())
            answer(room, rounds, WELL)
        world.clock.forward(seconds=30)
    return found


def test_it_is_asked_after_the_approval_every_two_hours_and_before_the_instant(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    until = room.now() + timedelta(hours=5)
    approved(room, hours=5)
    assert asked_at(room, rounds, world, until) == [timedelta(hours=hours) for hours in (5, 3, 1)] + [
        timedelta(minutes=15)
    ]


def test_nobody_is_asked_while_nothing_is_approved(room: Newsroom, rounds: Rounds) -> None:
    premises.queued(room)
    assert due(room, rounds) == []


def test_nobody_is_asked_shortly_before_an_instant(room: Newsroom, rounds: Rounds) -> None:
    approved(room, seconds=20)
    assert due(room, rounds) == []


def test_nobody_is_asked_while_a_lift_is_late(room: Newsroom, rounds: Rounds, world: premises.QuietWorld) -> None:
    approved(room, seconds=60)
    world.clock.forward(seconds=61)
    assert due(room, rounds) == []


def test_a_paused_release_whose_instant_is_past_is_in_nobodys_way(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    approved(room, seconds=60)
    holding.pause(room, "cranes", "Ann", "wait for the minister")
    world.clock.forward(hours=1)
    assert due(room, rounds) == ["x"]


def test_a_further_approval_asks_again_but_not_at_every_one(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    approved(room, hours=9)
    answer(room, rounds, WELL)
    world.clock.forward(minutes=5)
    approved(room, "bridges", hours=9)
    assert due(room, rounds) == []
    world.clock.forward(minutes=5)
    assert due(room, rounds) == ["x"]


def test_a_refusal_is_told_at_once_and_names_what_it_would_stop(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    (alarm,) = vetting.answered(room, rounds, "x", REVOKED)
    assert alarm.code == "credentials-x"
    assert "does not accept the credentials in X_…" in alarm.text
    assert "cranes goes there at 18:00 on 05 March 2026 (Europe/London)" in alarm.text
    assert alerts() == ["credentials-x"]


def test_a_refusal_is_told_once_and_looked_at_again_in_ten_minutes(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    approved(room, hours=9)
    answer(room, rounds, REVOKED)
    world.clock.forward(minutes=9)
    assert due(room, rounds) == []
    world.clock.forward(minutes=1)
    assert due(room, rounds) == ["x"]
    assert answer(room, rounds, REVOKED) == []


def test_an_alert_goes_when_the_credentials_work_again(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    answer(room, rounds, REVOKED)
    answer(room, Rounds(), WELL)  # as after a restart
    assert alerts() == []


def test_one_silence_is_no_news_and_three_in_a_row_are(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    approved(room, hours=9)
    told = []
    for _ in range(4):
        told += answer(room, rounds, SILENT)
        world.clock.forward(minutes=10)
    assert told == ["unreached-x"]
    assert alerts() == ["unreached-x"]


def test_silences_apart_are_none_in_a_row(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    for checks in (SILENT, SILENT, WELL, SILENT, SILENT):
        assert answer(room, rounds, checks) == []


def test_after_a_silence_it_is_asked_soon(room: Newsroom, rounds: Rounds, world: premises.QuietWorld) -> None:
    approved(room, hours=9)
    answer(room, rounds, SILENT)
    world.clock.forward(minutes=2)
    assert due(room, rounds) == ["x"]


def test_a_refusal_after_silences_takes_their_place(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    for checks in (SILENT, SILENT, SILENT, REVOKED):
        answer(room, rounds, checks)
    assert alerts() == ["credentials-x"]


def test_a_silence_says_nothing_of_a_refusal_before_it(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    for checks in (REVOKED, SILENT, SILENT):
        answer(room, rounds, checks)
    assert alerts() == ["credentials-x"]


def test_an_alert_goes_when_nothing_goes_there_any_more(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    answer(room, rounds, REVOKED)
    holding.cancel(room, "cranes", "Ann")
    vetting.drop(room, rounds, vetting.coming(room))
    assert alerts() == []


def test_a_paused_release_is_cared_for_like_an_approved_one(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    holding.pause(room, "cranes", "Ann", "wait for the minister")
    assert due(room, rounds) == ["x"]


def test_one_channel_is_asked_at_a_time(rounds: Rounds) -> None:
    assert rounds.take("x")
    assert not rounds.take("press")
    rounds.done()
    assert rounds.take("press")


def test_a_figure_counts_these_alerts_without_the_channel(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    answer(room, rounds, REVOKED)
    assert standing(room.now()).alerts == {"credentials": 1}


def test_what_a_provider_answered_last_is_kept(room: Newsroom, rounds: Rounds, world: premises.QuietWorld) -> None:
    approved(room, hours=5)
    answer(room, rounds, WELL)
    world.clock.forward(hours=2)
    answer(room, rounds, REVOKED)
    kept = Vetting.objects.get()
    assert (kept.channel, kept.by, kept.at) == ("x", "clock", room.now())
    assert kept.checks == [["x: X", False, REVOKED[0].detail]]


def beside(room: Newsroom, **secrets: str) -> Newsroom:
    """Another process at the same ledger."""
    return type(room)(room.config, room.keyring, {**room.environment, **secrets}, room.world)


def test_processes_with_the_same_credentials_ask_once_between_them(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    approved(room, hours=9)
    answer(room, rounds, WELL)
    other, others = beside(room), Rounds()
    assert due(other, others) == []
    world.clock.forward(hours=2)
    assert due(other, others) == ["x"]
    answer(other, others, WELL)
    assert due(room, rounds) == []


def test_a_process_with_other_credentials_asks_for_itself(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    answer(room, rounds, REVOKED)
    assert due(beside(room, X_ACCESS_TOKEN="a new one"), Rounds()) == ["x"]


def test_a_process_that_begins_anew_with_the_same_credentials_goes_on_with_what_was_answered(
    room: Newsroom, rounds: Rounds, world: premises.QuietWorld
) -> None:
    approved(room, hours=9)
    for _ in range(2):
        answer(room, rounds, SILENT)
    again = Rounds()
    assert due(room, again) == []
    world.clock.forward(minutes=2)
    assert due(room, again) == ["x"]
    assert answer(room, again, SILENT) == ["unreached-x"]


def test_what_somebody_asked_by_hand_does_not_keep_the_engine_from_asking(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    vetting.note(room, "x", "Ann", REVOKED)
    assert due(room, rounds) == ["x"]
    assert answer(room, rounds, REVOKED) == ["credentials-x"]


def test_the_ledger_has_a_mark_of_the_credentials_and_not_them(room: Newsroom, rounds: Rounds) -> None:
    approved(room, hours=9)
    answer(room, rounds, WELL)
    kept = Vetting.objects.get()
    assert len(kept.asked_with) == 64
    assert room.environment["X_ACCESS_TOKEN"] not in str(vars(kept))
