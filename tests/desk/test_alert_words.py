"""Alerts as the desk tells them: those that the newsroom really raises, in each language, and none with a command in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from bot.channels.bounce_box import NoMailbox
from bot.core.configuration import ClockRules
from bot.core.delivery import Rejected, Sent, Unconfirmed
from bot.core.workflow import Hold
from bot.core.world import Reading
from bot.desk.alert_words import in_words
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import approving
from bot.newsroom.hold import holding, minding, rezoning, stopping_all
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import collecting, endpoints, settling, stranding
from bot.newsroom.published import guessing
from bot.newsroom.record import adopting
from bot.store.models import Alert, Delivery, Endpoint, Release
from tests import premises

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Berlin")
LONG_AFTER = timedelta(hours=5)


def at(room: Newsroom, after: timedelta = timedelta(0)) -> None:
    """The instant of the release has come, and so much more."""
    instant = Release.objects.get().instant
    assert instant is not None
    room.world.clock.now = instant + after  # type: ignore[attr-defined]


def unapproved(room: Newsroom) -> None:
    premises.queued(room)
    at(room)
    lifting.alert_unapproved(room, room.now())


def held(room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ann", "a call")
    at(room)
    lifting.alert_paused(room, room.now())


def late(room: Newsroom) -> None:
    premises.approved(room)
    at(room, LONG_AFTER)
    premises.lift(room)


def dropped(room: Newsroom) -> None:
    premises.approved(room)
    Release.objects.update(late="drop")
    late_again = room
    at(late_again, LONG_AFTER)
    premises.lift(room)


def doubted(room: Newsroom) -> None:
    now = room.now()
    minding.watch(room, Reading(now, now, "doubtful", ("its sources disagree",)))


def rezoned(room: Newsroom) -> None:
    release = premises.approved(room)
    room.world.transact(lambda: rezoning.hold(room, release, "2026-03-05T12:01:00Z"))


def refused(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Rejected("a duplicate"))


def unconfirmed(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("no answer came"))


def unsendable(room: Newsroom) -> None:
    premises.lifted(room)
    stranding.unsendable(room, premises.claimed(room, "x"), "a seal is broken")


def stranded(room: Newsroom) -> None:
    premises.lifted(room)
    Delivery.objects.filter(channel="x").update(channel="gone")
    stranding.unclaimable(room)


def disabled(room: Newsroom) -> None:
    premises.lifted(room)
    Endpoint.objects.create(channel="partners", disabled_at=room.now(), because="It said 410.")
    stranding.unclaimable(room)


def receiver_gone(room: Newsroom) -> None:
    Endpoint.objects.create(channel="partners")
    room.world.transact(lambda: endpoints._disable(room, "partners", "it said 410", room.now()))


def alone(room: Newsroom) -> None:
    premises.readers(3)
    premises.queued(room)
    approving.approve(room, approving.plan(room, "cranes"), "Ann", "nobody else is up")


def alone_afterwards(room: Newsroom) -> None:
    premises.lifted(room)
    standing.update(room, "cranes", standing.Draft(premises.TEXT.__class__(**_changed())), "Ann")
    approving.approve(room, approving.plan(room, "cranes"), "Ann", "nobody else is up")


def found_late(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    premises.answered(room, held, Unconfirmed("no answer came"))
    Release.objects.update(stage="withdrawn")
    settling.settle_found(room, held.delivery, Sent("1", "https://x.example.org/1"))


def taken_back(room: Newsroom) -> None:
    premises.lifted(room)
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    standing.drop(room, "cranes", "Wanda")


def stopped(room: Newsroom) -> None:
    stopping_all.stop_everything(room, "Ann", "a wrong name")


def guessed(room: Newsroom) -> None:
    guessing.report_guessing(room, 60, 10)


def foreign(room: Newsroom) -> None:
    Alert.objects.create(code="ledger", text=str(adopting.ForeignLedger()), raised_at=room.now())


def unreadable(room: Newsroom) -> None:
    error = NoMailbox(channel="press", problem="the server refused the password")
    collecting._alarm(room, "press", str(error))


def _changed() -> dict[str, object]:
    return {name: getattr(premises.TEXT, name) for name in premises.TEXT.__slots__} | {"headline": "Cranes move again"}


RAISED: list[Callable[[Newsroom], None]] = [
    *(unapproved, held, late, dropped, doubted, rezoned, refused, unconfirmed, unsendable, stranded, disabled),
    *(receiver_gone, alone, alone_afterwards, stopped, guessed, foreign, found_late, taken_back, unreadable),
]


@pytest.mark.parametrize("raise_it", RAISED)
def test_what_the_newsroom_raises_is_told_in_every_language_and_without_a_command(
    room: Newsroom, raise_it: Callable[[Newsroom], None]
) -> None:
    raise_it(room)
    text = Alert.objects.order_by("-pk")[0].text
    told = set()
    for language in ("en", "fr", "de", "es"):
        with translation.override(language):
            told.add(in_words(text, ZONE))
    assert len(told) == 4, told
    assert not [one for one in told if "`" in one or "%(" in one]


def test_a_time_is_told_in_the_reader_s_zone(room: Newsroom) -> None:
    unapproved(room)
    told = in_words(Alert.objects.get().text, ZONE)
    assert not re.search(r"\dT\d", told)


def test_an_alert_that_is_not_known_stays_as_it_is() -> None:
    assert in_words("the cat sits on the server", ZONE) == "the cat sits on the server"


def test_holds_are_what_they_were() -> None:
    """A new hold wants a sentence above."""
    assert {*Hold} == {"late", "clock", "zone"} and ClockRules().late in ("send", "ask", "drop")
