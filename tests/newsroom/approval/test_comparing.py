"""What a page showed against what stands now."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core.roles import NotYourVerb, Role, SignedIn
from bot.newsroom.approval import approving, comparing
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Approval
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Newsroom:
    premises.readers(3)
    made = premises.newsroom(premises.QuietWorld())
    premises.queued(made)
    return made


def test_what_was_shown_is_approved(room: Newsroom) -> None:
    seen = comparing.shown(approving.plan(room, "cranes"))
    assert comparing.sign_off(room, "cranes", seen, "Ben").digest == approving.plan(room, "cranes").digest


def test_what_a_form_carries_tells_nothing_of_the_text(room: Newsroom) -> None:
    seen = comparing.shown(approving.plan(room, "cranes"))
    assert not any(word in seen for word in ("zinnober", "Harbour", "stand still"))


def test_another_setting_of_the_same_text_is_a_change_too(room: Newsroom) -> None:
    seen = comparing.shown(approving.plan(room, "cranes"))
    other = replace(room, config=premises.configuration(office={"name": "Harbour Watch International"}))
    with pytest.raises(comparing.ChangedSinceShown, match="is set otherwise"):
        comparing.sign_off(other, "cranes", seen, "Ben")


def test_a_channel_more_or_less_is_told(room: Newsroom) -> None:
    plan = approving.plan(room, "cranes")
    was = json.loads(comparing.shown(plan))
    was["channels"] = ["press", "fax"]
    told = [str(one) for one in comparing.shifts(plan.release, was, plan.binding)]
    assert told[:3] == ["x was added", "partners was added", "fax was taken out"]


def test_who_is_on_the_list_counts_and_not_only_how_many(room: Newsroom) -> None:
    plan = approving.plan(room, "cranes")
    was = json.loads(comparing.shown(plan))
    was["audience"]["press"][2] = "another"
    (shift,) = comparing.shifts(plan.release, was, plan.binding)
    assert str(shift) == "press still goes to 3 on press, but not to the same people"


def test_a_first_plan_has_nothing_to_be_compared_with(room: Newsroom) -> None:
    assert comparing.since_last_approval(room, approving.plan(room, "cranes")) is None


def test_an_approval_that_was_voided_is_still_what_is_compared_with(room: Newsroom) -> None:
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Cranes stand still"), "Ann", keep=False)
    since = comparing.since_last_approval(room, approving.plan(room, "cranes"))
    assert since is not None and since.approval.void_at is not None
    assert [change.place for change in since.changes] == ["headline"]


def test_a_writer_signs_nothing_off(room: Newsroom) -> None:
    seen = comparing.shown(approving.plan(room, "cranes"))
    desk = replace(room, person=SignedIn("Ann", Role.WRITER))
    with pytest.raises(NotYourVerb):
        comparing.sign_off(desk, "cranes", seen, "Ann")
    assert not Approval.objects.exists()
