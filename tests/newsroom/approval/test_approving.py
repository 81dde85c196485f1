"""One word signs off version, renditions, channels, audience and embargo together, and nothing less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.configuration import Configuration
from bot.core.errors import UnknownList
from bot.core.workflow import WrongStage
from bot.newsroom.approval.approving import ChangedMeanwhile, FourEyes, approve
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import lifting
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import CredentialsMissing, EmptyList, ProviderWouldRefuse, plan
from bot.store import board
from bot.store.contents import open_audience, open_rendition
from bot.store.models import Alert, Approval, Delivery, JournalRow, Reader, Release, Rendition
from tests import premises

pytestmark = pytest.mark.django_db
NEW_TEXT = replace(premises.TEXT, headline="Harbour cranes to stand still for two weeks")


@pytest.fixture
def release(room: Newsroom) -> Release:
    """A release that Ann queued, for three readers, X and a partner."""
    premises.readers(3)
    return premises.queued(room)


def changed_config(room: Newsroom, config: Configuration) -> Newsroom:
    return Newsroom(config, room.keyring, room.environment, room.world)


def test_the_approved_bytes_are_stored_sealed_for_every_channel_and_the_page(room: Newsroom, release: Release) -> None:
    shown = plan(room, "cranes")
    approval = approve(room, shown, "Ben")
    stored = {row.channel: open_rendition(room.keyring, "cranes", row) for row in approval.renditions.all()}
    assert stored == {part.channel: part.content for part in shown.parts}
    assert set(stored) == {"", "press", "x", "partners"}


def test_the_approved_people_are_frozen_in_their_delivery(room: Newsroom, release: Release) -> None:
    approve(room, plan(room, "cranes"), "Ben")
    people = open_audience(room.keyring, premises.delivery("press"))
    assert [seat.email for seat in people] == ["reader1@example.org", "reader2@example.org", "reader3@example.org"]


def test_a_long_list_is_parted_into_as_many_as_a_request_carries(room: Newsroom) -> None:
    premises.readers(2500)
    premises.approved(room)
    rows = Delivery.objects.filter(channel="press").order_by("ordinal")
    assert [row.recipients for row in rows] == [1000, 1000, 500]
    people = [seat.email for row in rows for seat in open_audience(room.keyring, row)]
    assert len(set(people)) == 2500


def test_nothing_is_stored_while_it_is_only_shown(room: Newsroom, release: Release) -> None:
    plan(room, "cranes")
    assert not Rendition.objects.exists()
    assert not Delivery.objects.exists()


def test_the_binding_names_lists_with_their_counts(room: Newsroom, release: Release) -> None:
    binding = plan(room, "cranes").binding
    assert binding["audience"]["press"][:2] == ["press", 3]  # type: ignore[index]
    assert binding["channels"] == ["press", "x", "partners"]


def test_the_same_thing_shown_twice_has_the_same_name(room: Newsroom, release: Release) -> None:
    assert plan(room, "cranes").digest == plan(room, "cranes").digest


CHANGES: dict[str, Callable[[Newsroom], object]] = {
    "the version": lambda room: filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann"),
    "the audience, by one more": lambda room: _more("cleo@example.org"),
    "the audience, by one less": lambda room: audience.leave(room, Reader.objects.all()[0]),
    "the audience, by another address": lambda room: Reader.objects.filter(email="reader1@example.org").update(
        email="other@example.org"
    ),
    "the embargo, by a second": lambda room: holding.move(
        room, "cranes", premises.until(room, hours=2, seconds=1), "Ann"
    ),
    "the embargo's words": lambda room: holding.move(
        room, "cranes", filing.worded(premises.until(room, hours=2), "at eleven"), "Ann"
    ),
}


def _more(email: str) -> None:
    Reader.objects.create(list_id=Reader.objects.all()[0].list_id, email=email)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_binding_changes_with(room: Newsroom, release: Release, change: Callable[[Newsroom], object]) -> None:
    before = plan(room, "cranes").digest
    change(room)
    assert plan(room, "cranes").digest != before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_since_it_was_shown_is_not_approved(
    room: Newsroom, release: Release, change: Callable[[Newsroom], object]
) -> None:
    shown = plan(room, "cranes")
    change(room)
    with pytest.raises(ChangedMeanwhile, match="Look at it again"):
        approve(room, shown, "Ben")
    assert not Approval.objects.exists()
    assert not Delivery.objects.exists()
    assert filing.get("cranes").stage == "awaiting"


def test_the_binding_changes_with_a_rendition_alone(room: Newsroom, release: Release) -> None:
    office = {"contact": "Somebody else, other@example.org"}
    config = premises.configuration(office=office)
    other = plan(changed_config(room, config), "cranes")
    before = plan(room, "cranes")
    assert other.version == before.version
    assert other.binding["renditions"] != before.binding["renditions"]
    assert other.digest != before.digest


def test_the_binding_changes_with_the_channels(room: Newsroom) -> None:
    premises.readers(3)
    premises.queued(room)
    premises.queued(room, slug="only-x", channels=("x",))
    all_of_them, one = plan(room, "cranes").binding, plan(room, "only-x").binding
    assert (all_of_them["channels"], one["channels"]) == (["press", "x", "partners"], ["x"])


def test_who_queued_it_can_not_approve_it(room: Newsroom, release: Release) -> None:
    with pytest.raises(FourEyes, match=r"Ann queued this or wrote in it.*--alone REASON"):
        approve(room, plan(room, "cranes"), "Ann")
    assert not Approval.objects.exists()


def test_writing_ones_name_otherwise_makes_nobody_a_second_person(room: Newsroom, release: Release) -> None:
    with pytest.raises(FourEyes):
        approve(room, plan(room, "cranes"), "ANN")


def test_who_queued_it_can_not_approve_the_edit_of_another(room: Newsroom, release: Release) -> None:
    filing.edit(room, "cranes", NEW_TEXT, "Ben")
    for writer in ("Ann", "Ben"):
        with pytest.raises(FourEyes):
            approve(room, plan(room, "cranes"), writer)
    approve(room, plan(room, "cranes"), "Cleo")


def test_an_office_may_do_with_two_eyes(room: Newsroom, release: Release) -> None:
    config = premises.configuration(office={"four_eyes": False})
    approve(changed_config(room, config), plan(room, "cranes"), "Ann")
    assert filing.get("cranes").stage == "approved"


def test_alone_is_on_record_with_its_reason_and_alerts_the_others(room: Newsroom, release: Release) -> None:
    approval = approve(room, plan(room, "cranes"), "Ann", alone="the others are at the harbour")
    assert approval.alone == "the others are at the harbour"
    assert JournalRow.objects.get(act="approve").facts["alone"] == "the others are at the harbour"
    (alert,) = board.alerts("cranes")
    assert alert["code"] == "approved-alone"
    assert "the others are at the harbour" in alert["text"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_alone_needs_a_reason(room: Newsroom, release: Release, reason: str) -> None:
    with pytest.raises(FourEyes):
        approve(room, plan(room, "cranes"), "Ann", alone=reason)


@pytest.mark.parametrize(
    ("channel", "variable"),
    [
        ("press", "SENDGRID_API_KEY"),
        ("x", "X_ACCESS_TOKEN"),
        ("partners", "PARTNERS_WEBHOOK_SECRET"),
    ],
)
def test_missing_credentials_are_named_before_anybody_approves(
    room: Newsroom, release: Release, channel: str, variable: str
) -> None:
    environment = {name: value for name, value in room.environment.items() if name != variable}
    poor = Newsroom(room.config, room.keyring, environment, room.world)
    with pytest.raises(CredentialsMissing, match=f'"{channel}" lacks its credentials: set {variable} '):
        plan(poor, "cranes")


def test_all_missing_variables_are_named_at_once(room: Newsroom, release: Release) -> None:
    environment = {name: value for name, value in room.environment.items() if not name.startswith("X_")}
    with pytest.raises(CredentialsMissing) as refused:
        plan(Newsroom(room.config, room.keyring, environment, room.world), "cranes")
    assert refused.value.facts["variables"] == "X_API_KEY, X_API_SECRET, X_ACCESS_TOKEN, X_ACCESS_TOKEN_SECRET"


def test_no_credential_shows_in_the_newsrooms_representation(room: Newsroom) -> None:
    shown = repr(room)
    assert not [value for value in premises.SECRETS.values() if value in shown]


def test_a_list_that_is_not_there_is_named(room: Newsroom) -> None:
    premises.queued(room)
    with pytest.raises(UnknownList, match='no media list "press"'):
        plan(room, "cranes")


def test_a_list_that_everybody_left_is_refused(room: Newsroom, release: Release) -> None:
    for reader in Reader.objects.all():
        audience.leave(room, reader)
    with pytest.raises(EmptyList, match='"press" has nobody on it'):
        plan(room, "cranes")


def test_what_a_provider_would_refuse_is_said_before_anybody_approves(room: Newsroom) -> None:
    premises.readers(1)
    bad = dict(room.environment) | {"PARTNERS_WEBHOOK_SECRET": "not a secret"}
    premises.queued(room, channels=("partners",))
    with pytest.raises(ProviderWouldRefuse, match=r'"partners" would refuse this: .*whsec_'):
        plan(Newsroom(room.config, room.keyring, bad, room.world), "cranes")


def test_a_newer_approval_takes_the_place_of_the_one_before(room: Newsroom, release: Release) -> None:
    first = approve(room, plan(room, "cranes"), "Ben")
    filing.edit(room, "cranes", NEW_TEXT, "Ann", keep=True)
    second = approve(room, plan(room, "cranes"), "Ben")
    first.refresh_from_db()
    release.refresh_from_db()
    assert first.void_at is not None
    assert first.void_because == "replaced by a newer approval by Ben"
    assert release.approval == second
    assert second.version.number == 2
    waiting = Delivery.objects.filter(state="waiting")
    assert {row.rendition.approval_id for row in waiting} == {second.pk}
    assert waiting.count() == 3


def test_a_paused_release_that_is_approved_anew_stays_paused(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    approve(room, plan(room, "cranes"), "Ben")
    assert filing.get("cranes").stage == "paused"


@pytest.mark.parametrize("end", ["cancelled", "lifted"])
def test_what_is_over_can_not_be_approved(room: Newsroom, end: str) -> None:
    if end == "lifted":
        premises.lifted(room)
    else:
        premises.queued(room)
        holding.cancel(room, "cranes", "Ann")
    with pytest.raises(WrongStage, match=f"is {end}"):
        plan(room, "cranes")


def test_what_was_cancelled_while_it_was_shown_is_not_approved(room: Newsroom, release: Release) -> None:
    shown = plan(room, "cranes")
    holding.cancel(room, "cranes", "Ann")
    with pytest.raises(WrongStage):
        approve(room, shown, "Ben")


def test_approved_after_its_instant_it_leaves_at_once_and_is_not_called_late(
    room: Newsroom, release: Release, world: premises.QuietWorld
) -> None:
    world.clock.forward(days=2)
    approve(room, plan(room, "cranes"), "Ben")
    assert premises.lift(room).slugs == ("cranes",)
    assert premises.delivery("x").due_at == world.clock.now


def test_an_approval_closes_the_alert_that_it_was_missing(
    room: Newsroom, release: Release, world: premises.QuietWorld
) -> None:
    world.clock.forward(hours=3)
    lifting.alert_unapproved(room, room.now())
    assert Alert.objects.filter(code="unapproved", cleared_at=None).exists()
    approve(room, plan(room, "cranes"), "Ben")
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_the_approval_is_on_record_with_what_it_binds(room: Newsroom, release: Release) -> None:
    approval = approve(room, plan(room, "cranes"), "Ben")
    row = JournalRow.objects.get(act="approve")
    assert (row.actor, row.verified, row.at) == ("Ben", False, room.now())
    assert row.facts["approval"] == approval.digest
    assert row.facts["version"] == premises.TEXT.digest
