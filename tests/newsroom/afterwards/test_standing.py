"""What may follow a lift, who may ask for it, and how it is filed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.standing import Change, Standing
from bot.core.workflow import WrongStage
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.carrying import FollowUpChanged
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.afterwards.standing import Draft, NothingAwaits, NothingDiffers, SayWhatWasWrong
from bot.newsroom.approval import approving
from bot.newsroom.approval.approving import FourEyes
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import claiming
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.models import Delivery, Release
from tests import premises
from tests.newsroom.afterwards.harbour import (
    NOW,
    OTHER,
    RIGHT,
    WAS,
    approve,
    corrected,
)

pytestmark = pytest.mark.django_db


def test_a_release_stays_lifted_while_its_correction_awaits_an_approval(room: Newsroom, out: Release) -> None:
    filed = standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    out.refresh_from_db()
    assert out.stage == "lifted"
    assert out.approval_id is not None
    assert out.follow_up is not None
    assert out.follow_up.number == filed.number == 2
    assert filed.changes == ("body",)
    assert not Delivery.objects.exclude(state="sent").exists()


def test_the_sentence_that_differs_is_found(room: Newsroom, out: Release) -> None:
    assert standing.correct(room, "cranes", Draft(RIGHT), "Ann").note.changes == (Change("en", WAS, NOW),)


def test_what_was_wrong_has_to_be_said_where_more_than_one_thing_differs(room: Newsroom, out: Release) -> None:
    with pytest.raises(SayWhatWasWrong):
        standing.correct(room, "cranes", Draft(OTHER), "Ann")
    with pytest.raises(SayWhatWasWrong):
        standing.correct(room, "cranes", Draft(OTHER), "Ann", was="A week.")
    filed = standing.correct(room, "cranes", Draft(OTHER), "Ann", "A week.", "Ten days.")
    assert filed.note.changes == (Change("en", "A week.", "Ten days."),)


def test_nothing_is_filed_when_nothing_differs(room: Newsroom, out: Release) -> None:
    with pytest.raises(NothingDiffers):
        standing.fix(room, "cranes", Draft(premises.TEXT), "Ann")


def test_only_what_has_lifted_is_corrected(room: Newsroom) -> None:
    premises.approved(room)
    with pytest.raises(WrongStage):
        standing.correct(room, "cranes", Draft(RIGHT), "Ann")


def test_whoever_filed_a_correction_does_not_approve_it(room: Newsroom, out: Release) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ben")
    with pytest.raises(FourEyes):
        approve(room, "Ben")
    approve(room, "Ann")  # who queued the release, and has not written this


def test_what_awaits_an_approval_can_be_taken_back(room: Newsroom, out: Release) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    assert standing.drop(room, "cranes", "Ben") == Standing.CORRECTION
    with pytest.raises(NothingAwaits):
        standing.drop(room, "cranes", "Ben")
    assert standing.correct(room, "cranes", Draft(RIGHT), "Ann").number == 3


def test_what_is_approved_is_what_was_shown(room: Newsroom, out: Release) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    shown = approving.plan(room, "cranes")
    filed = standing.withdraw(room, "cranes", "Cleo", "It was not ours to tell.")
    assert filed.instead_of == "correction"
    with pytest.raises(FollowUpChanged):
        approving.approve(room, shown, "Ben")


def test_a_stop_after_a_recall_was_asked_for_leaves_the_recall_waiting(room: Newsroom, out: Release) -> None:
    standing.recall(room, "cranes", "Ann")
    with pytest.raises(holding.NothingToStop):
        holding.stop(room, "cranes", "Ben")
    assert isinstance(approving.plan(room, "cranes"), FollowUp)


def test_a_stop_holds_a_correction_back_too(room: Newsroom, out: Release) -> None:
    corrected(room)
    assert holding.stop(room, "cranes", "Ben").cancelled == 3
    assert not claiming.claim(room, {"press": 5, "x": 5, "partners": 5}).claims


def test_the_board_tells_every_round_and_what_awaits(room: Newsroom, out: Release) -> None:
    approval = corrected(room)
    standing.update(room, "cranes", Draft(OTHER), "Ann", "Ten days.")
    shown = board.status(room.keyring, room.now(), "cranes")["releases"][0]
    assert [row["standing"] for row in shown["deliveries"] if row["channel"] == "x"] == [None, "correction"]
    assert shown["follow_up"] == {"standing": "update", "number": 3, "by": "Ann"}
    assert datetime.fromisoformat(shown["revised_at"]).astimezone(UTC) == approval.at


def test_it_is_all_on_record(room: Newsroom, out: Release) -> None:
    corrected(room)
    standing.fix(room, "cranes", Draft(OTHER), "Ann")
    standing.drop(room, "cranes", "Ben")
    assert premises.acts(out)[3:] == [
        ("Ann", "follow-up"),
        ("Ben", "approve"),
        ("clock", "follow"),
        ("Ann", "follow-up"),
        ("Ben", "discard"),
    ]


def test_an_edit_after_the_lift_says_what_to_do_instead(room: Newsroom, out: Release) -> None:
    with pytest.raises(WrongStage, match="embargo correct cranes FILE"):
        filing.edit(room, "cranes", RIGHT, "Ann")
