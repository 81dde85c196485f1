"""What the board says of a release, in the shape that scripts rely on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.embargo import on_my_word
from bot.core.errors import UnknownRelease
from bot.newsroom.hold import holding
from bot.newsroom.lift import lifting
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.models import Delivery, Reader, RecipientEvent
from bot.store.sealing import Keyring
from tests import premises

pytestmark = pytest.mark.django_db


def shown(room: Newsroom, people: bool = False) -> dict[str, Any]:
    (release,) = board.status(room.keyring, room.now(), people=people)["releases"]
    assert isinstance(release, dict)
    return release


def test_an_approved_release_is_told_with_its_embargo_and_what_waits(room: Newsroom) -> None:
    premises.approved(room)
    release = shown(room)
    assert release["slug"] == "cranes"
    assert release["headline"] == premises.TEXT.headline
    assert release["stage"] == "approved"
    assert release["version"] == premises.TEXT.digest
    assert release["embargo"]["utc"] == "2026-03-05T11:00:00Z"
    assert release["embargo"]["wall"] == "2026-03-05T11:00"
    assert release["embargo"]["zone"] == "Europe/London"
    assert release["lifted_at"] is None
    assert release["paused_because"] is None
    assert sorted((one["channel"], one["kind"], one["recipients"], one["state"]) for one in release["deliveries"]) == [
        ("partners", "webhook", 0, "waiting"),
        ("press", "email", 3, "waiting"),
        ("x", "x", 0, "waiting"),
    ]


def test_the_address_of_its_page_is_told_only_after_the_lift(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    assert shown(room)["page"] is None
    world.clock.forward(hours=2)
    lifting.lift_due(room, world.reading())
    assert shown(room)["page"] == "/releases/harbour-cranes-to-stand-still-for-a-week"


def test_lateness_is_counted_from_the_instant(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    world.clock.forward(hours=2, milliseconds=3)
    lifting.lift_due(room, world.reading())
    Delivery.objects.filter(channel="x").update(state="sent", accepted_at=world.clock.forward(milliseconds=38))
    release = shown(room)
    assert release["lifted_at"] == "2026-03-05T11:00:00.003Z"
    assert next(one for one in release["deliveries"] if one["channel"] == "x")["lateness_ms"] == 41


def test_an_approved_release_past_its_instant_is_overdue(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    assert shown(room)["overdue"] is False
    world.clock.forward(hours=2, seconds=6)
    assert shown(room)["overdue"] is True


def test_a_paused_release_says_why(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures under review")
    assert shown(room)["stage"] == "paused"
    assert shown(room)["paused_because"] == "figures under review"


def test_a_release_on_somebodys_word_has_no_instant_yet(room: Newsroom) -> None:
    premises.approved(room, on_my_word("Europe/London"))
    assert shown(room)["embargo"]["utc"] is None
    assert shown(room)["overdue"] is False


def test_people_are_told_each_with_their_own_state_where_it_differs(room: Newsroom) -> None:
    premises.approved(room)
    row = Delivery.objects.get(channel="press")
    Delivery.objects.filter(pk=row.pk).update(state="sent", accepted_at=room.now())
    RecipientEvent.objects.create(delivery=row, email="reader2@example.org", state="rejected", at=room.now())
    press = next(one for one in shown(room, people=True)["deliveries"] if one["channel"] == "press")
    assert [(one["email"], one["state"]) for one in press["people"]] == [
        ("reader1@example.org", "sent"),
        ("reader2@example.org", "rejected"),
        ("reader3@example.org", "sent"),
    ]
    assert "people" not in next(one for one in shown(room)["deliveries"] if one["channel"] == "press")


def test_without_the_key_the_board_still_tells_all_but_the_headline(room: Newsroom) -> None:
    premises.approved(room)
    (release,) = board.status(Keyring((("0000000f", b"f" * 32),)), room.now())["releases"]
    assert release["headline"] is None
    assert release["stage"] == "approved"


def test_an_unknown_slug_is_refused(room: Newsroom) -> None:
    with pytest.raises(UnknownRelease, match='no release "nothing"'):
        board.status(room.keyring, room.now(), "nothing")


def test_it_is_idle_when_nothing_is_approved_due_or_retrying(room: Newsroom, world: premises.QuietWorld) -> None:
    assert board.idle(room.now())
    premises.queued(room, slug="waits-for-approval")
    assert board.idle(room.now())
    premises.approved(room)
    assert not board.idle(room.now())
    world.clock.forward(hours=2)
    lifting.lift_due(room, world.reading())
    assert not board.idle(room.now())
    Delivery.objects.update(state="unconfirmed", next_at=room.now() + timedelta(seconds=30))
    assert board.idle(room.now()), "what nobody but a person can clear up keeps nobody waiting"
    Delivery.objects.update(next_at=room.now())
    assert not board.idle(room.now())


def test_open_alerts_are_told_until_they_are_cleared(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.queued(room, premises.until(room, minutes=1))
    world.clock.forward(minutes=1)
    lifting.alert_unapproved(room, room.now())
    assert [alert["code"] for alert in board.alerts()] == ["unapproved"]
    holding.move(room, "cranes", premises.until(room, hours=1), "Ann")
    assert board.alerts("cranes") == []


def test_someone_who_left_is_not_taken_out_of_what_was_approved(room: Newsroom) -> None:
    premises.approved(room)
    audience.leave(room, Reader.objects.get(email="reader1@example.org"))
    press = next(one for one in shown(room)["deliveries"] if one["channel"] == "press")
    assert press["recipients"] == 3
