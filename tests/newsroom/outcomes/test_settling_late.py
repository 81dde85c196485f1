"""Answers that come after their lease, after a decision, or to what another took over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.delivery import Outcome, Rejected, Retry, Sent, Unconfirmed
from bot.newsroom.lift.sending import LEASE, Claim
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store import board
from bot.store.models import Attempt
from tests import premises
from tests.newsroom.outcomes.doubts import in_doubt, state

pytestmark = pytest.mark.django_db


def test_a_claim_whose_lease_ran_out_is_due_again(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    premises.claimed(room, "x")
    world.clock.now += LEASE - timedelta(microseconds=1)
    settling.recover(room)
    assert state() == "claimed"
    world.clock.forward(microseconds=1)
    assert settling.recover(room) == ()
    assert (state(), premises.delivery("x").claim) == ("due", "")


def test_what_was_being_sent_when_its_lease_ran_out_is_in_doubt_with_an_alert(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room)
    premises.begun(room, "x")
    world.clock.now += LEASE
    assert [alarm.code for alarm in settling.recover(room)] == ["unconfirmed-x"]
    assert state() == "unconfirmed"
    assert settling.recover(room) == ()


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [(Sent("1"), "sent"), (Rejected("403"), "rejected"), (Retry("503"), "retrying"), (Unconfirmed("?"), "unconfirmed")],
    ids=["sent", "rejected", "retry", "unconfirmed"],
)
def test_an_answer_after_the_lease_counts_as_long_as_nobody_acted_on_the_doubt(
    room: Newsroom, world: premises.QuietWorld, outcome: Outcome, becomes: str
) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    world.clock.now += LEASE
    settling.recover(room)
    premises.answered(room, held, outcome)
    assert state() == becomes
    open_alerts = {alert["code"] for alert in board.alerts()}
    assert open_alerts == ({f"{becomes}-x"} if becomes in ("rejected", "unconfirmed") else set())


def test_an_answer_after_somebody_decided_changes_nothing_but_its_own_attempt(room: Newsroom) -> None:
    held = in_doubt(room)
    settling.decide(room, premises.delivery("x").id, "resend", "Ann")
    premises.begun(room, "x")
    premises.answered(room, held, Sent("late"), attempt=1)
    assert (state(), premises.delivery("x").receipt) == ("sending", "")
    assert Attempt.objects.get(number=2).ended_at is None


def test_a_late_answer_ends_the_attempt_that_it_answers(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    late = premises.begun(room, "x")
    world.clock.now += LEASE
    settling.recover(room)
    settling.decide(room, premises.delivery("x").id, "resend", "Ann")
    premises.begun(room, "x")
    premises.answered(room, late, Sent("late"), attempt=1)
    assert list(Attempt.objects.order_by("number").values_list("outcome", flat=True)) == ["sent", ""]


def test_an_answer_to_what_another_has_taken_over_changes_nothing(room: Newsroom) -> None:
    premises.lifted(room)
    premises.begun(room, "x")
    stranger = Claim(premises.delivery("x").id, "x", "another")
    premises.answered(room, stranger, Sent("1"))
    assert state() == "sending"
