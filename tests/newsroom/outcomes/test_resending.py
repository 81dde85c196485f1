"""Sending again: to those whom it did not reach, never to those who have it."""

from __future__ import annotations

import pytest

from bot.core.delivery import Person, Rejected, Sent, Unconfirmed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.newsroom.outcomes.resending import NothingFailed, Resent, resend
from bot.store.contents import open_audience
from bot.store.models import Delivery, Reader, RecipientEvent
from tests import premises

pytestmark = pytest.mark.django_db
MISSED = Person("reader3@example.org", "rejected", "mailbox full")


def test_what_was_refused_is_due_again(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Rejected("no"))
    assert resend(room, "cranes", "Ben") == Resent(1, 0, 0)
    assert premises.delivery("partners").state == "due"


def test_what_was_taken_is_left_alone(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent())
    with pytest.raises(NothingFailed):
        resend(room, "cranes", "Ben")
    assert premises.delivery("press").state == "sent"


def test_what_is_in_doubt_is_for_a_person_to_settle(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("no answer"))
    with pytest.raises(NothingFailed, match="embargo settle"):
        resend(room, "cranes", "Ben")


def test_whom_a_mail_missed_gets_one_of_their_own_and_nobody_else_does(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent(people=(MISSED,)))
    assert resend(room, "cranes", "Ben") == Resent(0, 1, 0)
    row = Delivery.objects.get(channel="press", state="due")
    assert [seat.email for seat in open_audience(room.keyring, row)] == [MISSED.email]
    assert [one.email for one in premises.ordered(room, "press").people] == [MISSED.email]


def test_nobody_is_resent_to_twice_for_one_miss(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent(people=(MISSED,)))
    resend(room, "cranes", "Ben")
    with pytest.raises(NothingFailed):
        resend(room, "cranes", "Ben")
    assert RecipientEvent.objects.get(email=MISSED.email).state == "resent"


def test_who_has_left_since_is_not_resent_to(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent(people=(MISSED,)))
    Reader.objects.filter(email=MISSED.email).update(left_at=room.now())
    with pytest.raises(NothingFailed):
        resend(room, "cranes", "Ben")


def test_one_channel_can_be_named(room: Newsroom) -> None:
    premises.lifted(room)
    for channel in ("x", "partners"):
        premises.answered(room, premises.begun(room, channel), Rejected("no"))
    assert resend(room, "cranes", "Ben", "x").deliveries == 1
    assert premises.delivery("partners").state == "rejected"


def test_an_alert_goes_with_what_it_was_about(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Rejected("no"))
    resend(room, "cranes", "Ben")
    held = premises.begun(room, "partners")
    assert not settling.settle(room, lambda: [settling.Settled(held, Sent())])
    assert premises.delivery("partners").state == "sent"
