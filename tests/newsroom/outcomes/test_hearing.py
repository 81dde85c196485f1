"""What SendGrid tells of each recipient is on record where it differs, and settles what is in doubt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.delivery import Sent, Unconfirmed
from bot.core.events import NotGenuine
from bot.newsroom.lift import sending
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import hearing, settling
from bot.newsroom.outcomes.hearing import Heard, NobodyListens
from bot.sandbox.sendgrid_events import EventPoster
from bot.store import board
from bot.store.models import Delivery, JournalRow, Reader, RecipientEvent
from tests import premises

pytestmark = pytest.mark.django_db
POSTER = EventPoster()
PRESS = {"press": {"kind": "email", "list": "press", "sender": "Press <press@example.org>", "events_key_env": "EVENTS"}}


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    plain = premises.newsroom(world)
    config = premises.configuration(channels=PRESS)
    return Newsroom(config, plain.keyring, {**plain.environment, "EVENTS": POSTER.verification_key}, world)


@pytest.fixture
def numbers(room: Newsroom) -> list[str]:
    """The three people of a mailing that has lifted, by their number."""
    premises.lifted(room, channels=("press",))
    return [str(pk) for pk in Reader.objects.order_by("pk").values_list("pk", flat=True)]


def told(room: Newsroom, kind: str, *people: str, seconds: float = 1, **more: Any) -> Heard:
    """SendGrid posts one event for each of `people`, of that many seconds after the instant."""
    release = premises.delivery("press").release
    assert release.instant is not None
    events = [
        {
            "event": kind,
            "delivery": premises.delivery("press").id,
            "recipient": one,
            "timestamp": release.instant.timestamp() + seconds,
            "sg_event_id": f"{kind}-{one}",
        }
        | more
        for one in people
    ]
    assert isinstance(room.world, premises.QuietWorld)
    room.world.clock.now = max(room.world.clock.now, release.instant + timedelta(seconds=seconds))
    headers, body = POSTER.signed(events, room.now())
    return hearing.hear(room, "sendgrid", "press", headers, body)


def states() -> dict[str, str]:
    return dict(RecipientEvent.objects.order_by("email").values_list("email", "state"))


def sent(room: Newsroom) -> None:
    premises.answered(room, premises.begun(room, "press"), Sent("m-1"))


def in_doubt(room: Newsroom) -> None:
    premises.answered(room, premises.begun(room, "press"), Unconfirmed("no answer"))


def look_up(room: Newsroom) -> str:
    """As the engine does, if it is time; the delivery's state after it."""
    for delivery in settling.in_doubt(room):
        asked = sending.order_in_doubt(room, delivery)
        assert asked is not None
        settling.settle_found(room, delivery, room.channel("press").reconcile(asked[1], Network()))
    return premises.delivery("press").state


def test_that_a_mail_was_processed_needs_no_row_beside_a_delivery_that_was_sent(
    room: Newsroom, numbers: list[str]
) -> None:
    sent(room)
    assert told(room, "processed", *numbers) == Heard(3, 0)
    assert states() == {}


def test_what_became_of_each_is_shown_by_name(room: Newsroom, numbers: list[str]) -> None:
    sent(room)
    told(room, "delivered", numbers[0])
    told(room, "bounce", numbers[1], reason="550 no such box")
    (release,) = board.status(room.keyring, room.now(), people=True)["releases"]
    people = {one["email"]: one["state"] for one in release["deliveries"][0]["people"]}
    assert people == {
        "reader1@example.org": "delivered",
        "reader2@example.org": "bounced",
        "reader3@example.org": "sent",
    }
    assert RecipientEvent.objects.get(state="bounced").detail == "550 no such box"


def test_disorder_and_repeats_change_nothing(room: Newsroom, numbers: list[str]) -> None:
    sent(room)
    told(room, "delivered", numbers[0], seconds=3)
    before = list(RecipientEvent.objects.values())
    for kind in ("deferred", "processed", "delivered"):
        told(room, kind, numbers[0], seconds=2)
    told(room, "delivered", numbers[0], seconds=3)
    assert list(RecipientEvent.objects.values()) == before


def test_several_tellings_in_one_post_leave_one_row(room: Newsroom, numbers: list[str]) -> None:
    sent(room)
    told(room, "deferred", *numbers, *numbers)
    assert RecipientEvent.objects.count() == 3


@pytest.mark.parametrize(
    ("kind", "state"), [("spamreport", "complained"), ("unsubscribe", None), ("group_unsubscribe", None)]
)
def test_whoever_complains_or_leaves_is_off_the_list_on_record(
    room: Newsroom, numbers: list[str], kind: str, state: str | None
) -> None:
    sent(room)
    assert told(room, kind, numbers[0]) == Heard(1, 1)
    assert told(room, kind, numbers[0]) == Heard(1, 0)
    assert Reader.objects.get(pk=int(numbers[0])).left_at is not None
    assert Reader.objects.filter(left_at=None).count() == 2
    act = "suppress" if state == "complained" else "leave"
    assert JournalRow.objects.filter(release=None, actor="sendgrid", act=act).count() == 1
    assert states().get("reader1@example.org") == state


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("bounce", {"type": "bounce", "reason": "550 5.1.1 No such user"}),
        ("bounce", {"type": "bounce", "status": "5.2.1", "reason": "disabled"}),
        ("bounce", {"type": "bounce", "reason": "gone", "bounce_classification": "Invalid Address"}),
        ("dropped", {"reason": "Bounced Address"}),
    ],
)
def test_a_mailbox_that_is_not_there_is_written_to_on_no_list(
    room: Newsroom, numbers: list[str], kind: str, more: dict[str, str]
) -> None:
    sent(room)
    premises.readers(1, "another-list")
    assert told(room, kind, numbers[0], **more) == Heard(1, 1)
    assert Reader.objects.filter(email="reader1@example.org", left_because="bounce").count() == 2


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("bounce", {"type": "blocked", "reason": "550 5.1.1 looks like it"}),
        ("bounce", {"type": "bounce", "reason": "552 5.2.2 mailbox full"}),
        ("bounce", {"type": "bounce", "reason": "550 5.7.1 policy"}),
        ("dropped", {"reason": "Spam Content"}),
        ("deferred", {"response": "450 4.1.1 later"}),
    ],
)
def test_what_may_pass_takes_nobody_off(room: Newsroom, numbers: list[str], kind: str, more: dict[str, str]) -> None:
    sent(room)
    assert told(room, kind, numbers[0], **more) == Heard(1, 0)
    assert not Reader.objects.exclude(left_at=None).exists()


def test_nobody_whom_the_delivery_did_not_go_to_is_touched(room: Newsroom, numbers: list[str]) -> None:
    sent(room)
    premises.readers(1, "another-list")
    stranger = Reader.objects.get(list__name="another-list")
    for someone in (str(stranger.pk), "999", "", "reader1@example.org"):
        assert told(room, "unsubscribe", someone) == Heard()
    assert not Reader.objects.exclude(left_at=None).exists()


def test_a_delivery_that_has_not_left_or_is_another_channels_is_not_spoken_of(
    room: Newsroom, numbers: list[str]
) -> None:
    assert told(room, "delivered", *numbers) == Heard()
    sent(room)
    Delivery.objects.update(channel="elsewhere")
    row = Delivery.objects.get()
    event = {"event": "bounce", "delivery": row.id, "recipient": numbers[0], "timestamp": 1}
    assert hearing.hear(room, "sendgrid", "press", *POSTER.signed([event], room.now())) == Heard()
    assert states() == {}


@pytest.mark.parametrize(("provider", "channel"), [("sendgrid", "x"), ("smtp", "press"), ("sendgrid", "nowhere")])
def test_only_a_channel_that_takes_events_listens(room: Newsroom, provider: str, channel: str) -> None:
    with pytest.raises(NobodyListens):
        hearing.hear(room, provider, channel, {}, b"[]")
    with pytest.raises(NobodyListens):
        hearing.hear(premises.newsroom(), "sendgrid", "press", {}, b"[]")


def test_what_is_not_signed_by_sendgrid_is_on_no_record(room: Newsroom, numbers: list[str]) -> None:
    sent(room)
    event = {"event": "unsubscribe", "delivery": premises.delivery("press").id, "recipient": numbers[0]}
    with pytest.raises(NotGenuine):
        hearing.hear(room, "sendgrid", "press", *EventPoster().signed([event], room.now()))
    assert not Reader.objects.exclude(left_at=None).exists()


def test_a_doubt_ends_as_soon_as_everybody_was_heard_of(room: Newsroom, numbers: list[str]) -> None:
    in_doubt(room)
    assert look_up(room) == "unconfirmed"
    told(room, "processed", *numbers, seconds=2)
    assert look_up(room) == "sent"
    row = premises.delivery("press")
    assert row.due_at is not None and row.accepted_at == row.due_at + timedelta(seconds=2)
    assert states() == {}
    assert board.alerts() == []


def test_after_ten_minutes_only_those_of_whom_nothing_was_heard_are_sent_to_again(
    room: Newsroom, numbers: list[str], world: premises.QuietWorld
) -> None:
    in_doubt(room)
    told(room, "processed", numbers[0])
    told(room, "bounce", numbers[1])
    assert look_up(room) == "unconfirmed"
    world.clock.forward(minutes=30)
    assert look_up(room) == "retrying"
    world.clock.forward(minutes=30)
    settling.recover(room)
    order = premises.ordered(room, "press")
    body = room.channel("press").build(order).decode()
    assert "reader3@example.org" in body
    assert "reader1@example.org" not in body and "reader2@example.org" not in body


def test_a_person_who_resends_does_not_reach_those_who_have_it(room: Newsroom, numbers: list[str]) -> None:
    in_doubt(room)
    told(room, "processed", *numbers[:2])
    settling.decide(room, premises.delivery("press").id, "resend", "Ann")
    order = premises.ordered(room, "press")
    assert b"reader2@" not in room.channel("press").build(order)


def test_without_any_event_the_doubt_stays_and_a_person_is_asked(
    room: Newsroom, numbers: list[str], world: premises.QuietWorld
) -> None:
    in_doubt(room)
    for _ in range(5):
        world.clock.forward(hours=1)
        assert look_up(room) == "unconfirmed"
    assert [alert["code"] for alert in board.alerts()] == ["unconfirmed-press"]
