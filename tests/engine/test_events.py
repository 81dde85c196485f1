"""A mailing whose answer got lost, and SendGrid's own word on it: the whole way, over real sockets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.newsroom.outcomes import hearing
from bot.sandbox.faults import Fault
from bot.sandbox.sendgrid_events import EventPoster
from bot.sandbox.server import Sandbox
from bot.store import board
from bot.store.models import Delivery, RecipientEvent
from tests import premises
from tests.engine.conftest import live, running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_sendgrid_tells_of_each_recipient_ends_the_doubt_and_nobody_gets_it_twice(sandbox: Sandbox) -> None:
    poster = EventPoster()
    press = {"kind": "email", "list": "press", "sender": "Press <press@example.org>"}
    press |= {"base_url": f"{sandbox.url}/sendgrid", "events_key_env": "EVENTS"}
    room, _ = live(premises.configuration(sandbox, channels={"press": press}))
    room = replace(room, environment={**room.environment, "EVENTS": poster.verification_key})
    sandbox.faults.add("sendgrid", Fault("drop_after"))
    premises.approved(room, premises.until(room, seconds=0.3), channels=("press",))
    with running(room):
        wait_for(lambda: Delivery.objects.get().state == "unconfirmed")
        (mail,) = sandbox.sendgrid.received
        now = datetime.now(UTC)
        headers, body = poster.signed(poster.about(mail, "processed", now), now)
        assert hearing.hear(room, "sendgrid", "press", headers, body).events == 3
        wait_for(lambda: Delivery.objects.get().state == "sent")
    assert len(sandbox.sendgrid.received) == 1
    assert not RecipientEvent.objects.exists()
    assert board.alerts() == []
