"""How far a release has come, channel by channel and person by person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.delivery import Person, Sent, Unconfirmed
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Approval
from bot.store.progress import Leg, approvals_that_went, legs, troubled
from bot.store.recipients import failures_of, people_of
from tests import premises

pytestmark = pytest.mark.django_db


def _legs(room: Newsroom) -> dict[str, Leg]:
    approval = Approval.objects.select_related("release").get()
    return {leg.channel: leg for leg in legs(approval.release, approval.pk)}


def test_channels_stand_in_the_release_s_own_order(room: Newsroom) -> None:
    release = premises.approved(room, channels=("x", "partners", "press"))
    assert release.approval
    assert [leg.channel for leg in legs(release, release.approval.pk)] == ["x", "partners", "press"]


def test_a_mailing_counts_its_people(room: Newsroom) -> None:
    premises.readers(2500)
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent("m"))
    press = _legs(room)["press"]
    assert (press.total, press.sent, press.everybody, press.reached, press.under_way) == (3, 1, 2500, 1000, 2)


def test_lateness_is_that_of_the_last_one_taken(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    assert _legs(room)["x"].late is None
    world.clock.forward(seconds=12)
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    assert _legs(room)["x"].late == timedelta(seconds=12)


def test_a_doubt_comes_with_every_try_that_was_made(room: Newsroom) -> None:
    release = premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("no answer"))
    (one,) = troubled(release)
    assert [(attempt.number, attempt.outcome, attempt.detail) for attempt in one.tries] == [
        (1, "unconfirmed", "no answer")
    ]


def test_before_the_lift_no_round_has_gone(room: Newsroom) -> None:
    release = premises.approved(room)
    assert approvals_that_went(release) == []


def test_only_the_deliveries_of_a_page_are_opened(room: Newsroom) -> None:
    premises.readers(2500)
    release = premises.lifted(room)
    assert release.approval
    page = people_of(room.keyring, release, release.approval, "press", 11)
    assert (page.pages, page.total, page.people[0].email) == (25, 2500, "reader1001@example.org")


def test_a_page_runs_on_from_one_delivery_into_the_next(room: Newsroom) -> None:
    premises.readers(1050)
    release = premises.lifted(room)
    assert release.approval
    last = people_of(room.keyring, release, release.approval, "press", 11)
    assert [one.email for one in last.people] == [f"reader{number}@example.org" for number in range(1001, 1051)]


def test_who_did_not_get_it_is_found_without_opening_anything(room: Newsroom) -> None:
    release = premises.lifted(room)
    refused = Person("reader2@example.org", "rejected", "550")
    premises.answered(room, premises.begun(room, "press"), Sent("m", people=(refused,)))
    assert release.approval
    found = failures_of(release, release.approval, "press")
    assert [(one.email, one.detail) for one in found.people] == [("reader2@example.org", "550")]
