"""A receiver that is gone, or fails for days, is disabled with an alert, until a person enables it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.delivery import Outcome, Rejected, Retry, Sent, Unconfirmed
from bot.core.errors import UnknownChannel
from bot.newsroom.lift import arming, claiming, lifting
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import endpoints, stranding
from bot.newsroom.outcomes.endpoints import PATIENCE, EndpointDisabled, NothingDisabled
from bot.store import board
from bot.store.endpoints import disabled, log
from bot.store.models import Delivery, Endpoint, JournalRow
from tests import premises

pytestmark = pytest.mark.django_db
GONE = Rejected("partner.example.org says that this endpoint is gone (410).", gone=True)


def tried(room: Newsroom, outcome: Outcome) -> list[str]:
    """One more attempt at the webhook; the codes of the alarms that it raised."""
    Delivery.objects.filter(channel="partners", attempts__gt=0).update(state="due")
    return [alarm.code for alarm in premises.answered(room, premises.begun(room, "partners"), outcome)]


@pytest.fixture
def gone(room: Newsroom) -> Newsroom:
    """A newsroom whose webhook has just answered 410."""
    premises.lifted(room, channels=("partners",))
    tried(room, GONE)
    return room


def test_410_disables_at_once_with_an_alert(room: Newsroom) -> None:
    premises.lifted(room, channels=("partners",))
    assert tried(room, GONE) == ["rejected-partners", "disabled-partners"]
    assert disabled() == {"partners"}
    (text,) = [alert["text"] for alert in board.alerts() if alert["code"] == "disabled-partners"]
    assert text.startswith("partners is disabled: partner.example.org says that")
    assert JournalRow.objects.filter(release=None, actor="clock", act="disable").count() == 1


@pytest.mark.parametrize("outcome", [Retry("503"), Unconfirmed("no answer"), Rejected("401")])
def test_five_days_of_failures_disable_and_not_a_moment_less(
    room: Newsroom, world: premises.QuietWorld, outcome: Outcome
) -> None:
    premises.lifted(room, channels=("partners",))
    tried(room, Retry("503"))
    world.clock.now += PATIENCE - timedelta(microseconds=1)
    assert "disabled-partners" not in tried(room, outcome)
    world.clock.forward(microseconds=1)
    assert "disabled-partners" in tried(room, outcome)
    assert "nothing has reached it for 5 days" in Endpoint.objects.get().because


def test_one_success_wipes_the_slate(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room, channels=("partners",))
    tried(room, Retry("503"))
    world.clock.forward(days=4)
    tried(room, Sent("d"))
    assert not Endpoint.objects.exists()
    world.clock.forward(days=4)
    tried(room, Retry("503"))
    assert disabled() == frozenset()


def test_a_disabled_receiver_alerts_once_however_often_it_fails(room: Newsroom) -> None:
    premises.approved(room, slug="first", channels=("partners",))
    premises.lifted(room, "second", ("partners",))
    one, other = premises.begun(room, "partners"), premises.begun(room, "partners")
    assert "disabled-partners" in [alarm.code for alarm in premises.answered(room, one, GONE)]
    assert "disabled-partners" not in [alarm.code for alarm in premises.answered(room, other, GONE)]


def test_only_webhooks_have_receivers_to_disable(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room, channels=("x",))
    premises.answered(room, premises.begun(room, "x"), Retry("503"))
    world.clock.forward(days=6)
    Delivery.objects.update(state="due")
    premises.answered(room, premises.begun(room, "x"), Retry("503"))
    assert not Endpoint.objects.exists()


def test_nothing_is_approved_for_a_disabled_receiver(gone: Newsroom) -> None:
    with pytest.raises(
        EndpointDisabled, match=r'"partners" is disabled: .* \(410\)\. Ask them, then `embargo enable partners`'
    ):
        premises.approved(gone, slug="next", channels=("partners",))


def test_what_was_approved_before_waits_with_an_alert_and_goes_when_it_is_enabled(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room, premises.until(room, hours=3), "next", ("partners",))
    premises.lifted(room, "first", ("partners",))
    tried(room, GONE)
    assert arming.soon(room, room.now() + timedelta(days=1), {"partners": 4}) == {}
    world.clock.forward(hours=1)
    assert premises.lift(room).slugs == ("next",)
    assert claiming.claim(room, {"partners": 4}).claims == ()
    (alarm,) = stranding.unclaimable(room)
    assert (alarm.code, alarm.release) == ("unsendable-partners", "next")
    assert "`embargo enable partners`" in alarm.text
    assert stranding.unclaimable(room) == ()
    assert endpoints.enable(room, "partners", "Ann") == 1
    premises.answered(room, premises.begun(room, "partners"), Sent("d"))
    assert [alert["code"] for alert in board.alerts("next")] == []


def test_what_was_armed_for_a_receiver_that_was_disabled_since_does_not_leave(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    release = premises.approved(room, channels=("partners",))
    armed = list(arming.arm(room, [premises.delivery("partners").id]))
    assert armed
    assert release.instant is not None
    Endpoint.objects.create(channel="partners", disabled_at=room.now())
    world.clock.now = release.instant
    assert lifting.lift_due(room, world.reading(), armed).begun == ()
    assert premises.delivery("partners").state == "due"


def test_enabling_is_on_record_and_cures_the_alert(gone: Newsroom) -> None:
    endpoints.enable(gone, "partners", "Ann")
    assert disabled() == frozenset()
    assert "disabled-partners" not in [alert["code"] for alert in board.alerts()]
    assert JournalRow.objects.filter(release=None, actor="Ann", act="enable").count() == 1


def test_what_is_not_disabled_is_not_enabled(room: Newsroom) -> None:
    with pytest.raises(NothingDisabled):
        endpoints.enable(room, "partners", "Ann")
    with pytest.raises(UnknownChannel):
        endpoints.enable(room, "nowhere", "Ann")


def test_the_log_of_a_channel_has_every_attempt_the_newest_first(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room, channels=("partners", "x"))
    tried(room, Retry("503"))
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    world.clock.forward(seconds=5)
    Delivery.objects.filter(channel="partners").update(state="due")
    held = premises.begun(room, "partners")
    assert log("partners", 1)[0]["took_ms"] is None
    world.clock.forward(milliseconds=40)
    premises.answered(room, held, Sent("d"))
    assert [(line["attempt"], line["outcome"], line["took_ms"], line["because"]) for line in log("partners", 10)] == [
        (2, "sent", 40, None),
        (1, "retry", 0, "503"),
    ]
    assert len(log("partners", 1)) == 1
