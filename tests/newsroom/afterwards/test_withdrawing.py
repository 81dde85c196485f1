"""Taking it back: a withdrawal, with a reason and by two people, and a recall of a mail."""

from __future__ import annotations

from typing import cast

import pytest

from bot.core.rendition import Thread
from bot.core.workflow import WrongStage
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.carrying import TwoPeople
from bot.newsroom.afterwards.standing import Draft, NoMailWent, NoReason
from bot.newsroom.approval import approving
from bot.newsroom.lift import sending
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_rendition, open_version
from bot.store.models import Alert, Delivery, Release, Rendition
from tests import premises
from tests.newsroom.afterwards.harbour import (
    RIGHT,
    approve,
    content,
    corrected,
    mail,
    readers_of,
    sent,
)

pytestmark = pytest.mark.django_db


def test_a_withdrawal_has_a_reason(room: Newsroom, out: Release) -> None:
    with pytest.raises(NoReason):
        standing.withdraw(room, "cranes", "Ann", "  ")


@pytest.mark.parametrize("alone", [None, "nobody else is up"])
def test_a_withdrawal_takes_two_people_whatever_the_settings_say(world: premises.QuietWorld, alone: str | None) -> None:
    room = premises.newsroom(world, premises.configuration(office={"four_eyes": False}))
    premises.lifted(room)
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    with pytest.raises(TwoPeople):
        approving.approve(room, approving.plan(room, "cranes"), "ann", alone)
    approve(room)


def test_asking_for_a_withdrawal_stops_what_has_not_left(room: Newsroom) -> None:
    premises.lifted(room)
    sent(room, "press")
    filed = standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    assert filed.stopped is not None
    assert filed.stopped.cancelled == 2
    approval = approve(room)
    reached = Delivery.objects.filter(rendition__approval=approval).values_list("channel", flat=True)
    assert set(reached) == {"press", "partners"}  # nothing was posted that could be answered


def test_nothing_is_left_to_be_read_of_what_is_withdrawn(room: Newsroom, out: Release) -> None:
    corrected(room)
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    approval = approve(room)
    out.refresh_from_db()
    assert out.stage == "withdrawn"
    assert open_version(room.keyring, approval.version).body == ()
    for row in Rendition.objects.filter(approval=approval):
        made = open_rendition(room.keyring, "cranes", row).decode()
        assert "zinnober" not in made
        assert "vermilion" not in made
        assert "It was not ours to tell." in made
    with pytest.raises(WrongStage):
        standing.correct(room, "cranes", Draft(RIGHT), "Ann")


def test_posts_are_deleted_where_that_was_asked_for(room: Newsroom, out: Release) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.", delete_posts=True)
    thread = Thread.from_bytes(content(room, approve(room), "x"))
    assert (thread.posts, thread.removes) == ((), ("19000",))


def test_a_recall_goes_to_those_who_got_the_mail_and_changes_nothing_else(room: Newsroom, out: Release) -> None:
    standing.recall(room, "cranes", "Ann")
    approval = approve(room)
    assert set(Rendition.objects.filter(approval=approval).values_list("channel", flat=True)) == {"press"}
    assert mail(room, approval).subject.startswith("PLEASE DISREGARD: ")
    assert "zinnober" not in mail(room, approval).text
    before = out.approval_id
    out.refresh_from_db()
    assert (out.stage, out.approval_id, out.revised_at) == ("lifted", before, None)


def test_a_recall_has_somebody_to_go_to(room: Newsroom) -> None:
    premises.lifted(room)
    standing.recall(room, "cranes", "Ann")
    with pytest.raises(NoMailWent):
        approving.plan(room, "cranes")


def test_a_recall_gets_no_correction_of_its_own(room: Newsroom, out: Release) -> None:
    standing.recall(room, "cranes", "Ann")
    recall = approve(room)
    sent(room, "press")
    approval = corrected(room)
    assert readers_of(room, approval) == readers_of(room, recall)


def test_what_follows_a_withdrawn_release_may_still_leave(room: Newsroom, out: Release) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    approve(room)
    held = premises.claimed(room, "press")
    assert sending.begin(room, lambda: [held]) == [held]


def test_whoever_takes_back_what_somebody_else_filed_does_not_do_it_unseen(room: Newsroom, out: Release) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    standing.drop(room, "cranes", "Wanda")
    (told,) = Alert.objects.filter(code="taken-back")
    assert told.text == "Wanda took back the withdrawal of cranes that Ann had filed: nobody is told of it."
    assert told.cleared_at is not None  # it asks nothing of anybody
    assert ("taken-back", told.text, "cranes") in cast(premises.QuietWorld, room.world).alarms


def test_what_one_filed_oneself_is_taken_back_without_a_word(room: Newsroom, out: Release) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    standing.drop(room, "cranes", "Ann")
    assert not Alert.objects.filter(code="taken-back").exists()
