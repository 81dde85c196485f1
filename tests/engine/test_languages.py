"""A release in two languages through the real engine: it leaves at one instant, and everybody reads their own."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.core.release import Release as Text
from bot.engine.clock import Clock
from bot.engine.process import Engine
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.plan.planning import plan
from bot.store import board
from bot.store.models import Reader
from tests import premises

pytestmark = pytest.mark.django_db(transaction=True)
FRENCH: Text = replace(premises.TEXT, headline="Les grues du port s’arrêtent une semaine", language="fr")


def test_every_reader_gets_the_mail_in_their_language_and_a_partner_gets_both() -> None:
    with premises.sandbox() as sandbox:
        room = premises.live_newsroom(premises.configuration(sandbox))
        premises.readers(4)
        Reader.objects.filter(email__in=["reader2@example.org", "reader4@example.org"]).update(language="fr-CA")
        embargo = premises.until(room, seconds=1)
        release = filing.queue(room, replace(premises.TEXT, translations=(FRENCH,)), embargo, (), "Ann", "cranes")
        approving.approve(room, plan(room, "cranes"), "Ben")
        clock = Clock(engine := Engine(room))
        clock.start()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and (engine.busy() or not board.idle(room.now())):
            time.sleep(0.05)
        clock.stop()
        room.world.close()  # type: ignore[attr-defined]

        assert {request.subject: set(request.recipients) for request in sandbox.sendgrid.received} == {
            premises.TEXT.headline: {"reader1@example.org", "reader3@example.org"},
            FRENCH.headline: {"reader2@example.org", "reader4@example.org"},
        }
        assert {hook.body["title"]: hook.body["language"] for hook in sandbox.hooks.received} == {
            premises.TEXT.headline: "en",
            FRENCH.headline: "fr",
        }
        assert len({hook.webhook_id for hook in sandbox.hooks.received}) == 2
        assert all(one.noted.at >= embargo.instant for one in sandbox.arrivals() if embargo.instant)
        release.refresh_from_db()
        assert release.stage == "lifted"
