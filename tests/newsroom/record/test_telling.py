"""Everybody who is to be told is told once, also when a crash came between; good news only if it is wanted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.delivery import Rejected, Retry, Sent
from bot.newsroom import alerting
from bot.newsroom.hold import holding
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import telling
from bot.newsroom.record.telling import GRACE
from bot.store import board
from bot.store.models import Alert, Delivery, Release
from tests import premises

pytestmark = pytest.mark.django_db


def wanting(room: Newsroom, **alerts: Any) -> Newsroom:
    """The same newsroom, with this in `[alerts]`."""
    return Newsroom(premises.configuration(alerts=alerts), room.keyring, room.environment, room.world)


def raised(room: Newsroom, code: str = "unapproved", release: Release | None = None) -> Alarm:
    room.world.transact(lambda: alerting.raise_alert(room, release, code, f"{code}!"))
    return Alarm(code, f"{code}!", release.slug if release else "")


def told(room: Newsroom) -> list[str]:
    """What one tick tells: the texts of the notices."""
    return [alarm.text for alarm in telling.notices(room)]


def test_what_was_told_is_not_told_again(room: Newsroom, world: premises.QuietWorld) -> None:
    alarms = [raised(room, release=premises.queued(room)), raised(room, "disabled-partners")]
    telling.catch_up(room, alarms)
    world.clock.now += GRACE
    assert telling.catch_up(room, []) == ()
    assert not Alert.objects.filter(told_at=None).exists()


def test_what_nobody_told_is_told_after_a_while(room: Newsroom, world: premises.QuietWorld) -> None:
    first, second = raised(room, release=premises.queued(room)), raised(room, "disabled-partners")
    assert telling.catch_up(room, []) == ()
    world.clock.now += GRACE
    assert telling.catch_up(room, [first]) == (second,)


def test_what_a_clock_that_was_ahead_raised_is_told_all_the_same(room: Newsroom, world: premises.QuietWorld) -> None:
    Alert.objects.create(code="held", text="cranes is held.", raised_at=room.now() + timedelta(hours=1))
    assert [one.code for one in telling.catch_up(room, [])] == ["held"]


def test_what_was_cured_before_anybody_was_told_is_not_told(room: Newsroom, world: premises.QuietWorld) -> None:
    release = premises.queued(room)
    raised(room, release=release)
    world.clock.forward(seconds=5)
    room.world.transact(lambda: alerting.clear_alerts(room, release))
    world.clock.now += GRACE
    assert telling.catch_up(room, []) == ()


def test_the_same_trouble_a_second_time_is_told_a_second_time(room: Newsroom, world: premises.QuietWorld) -> None:
    telling.catch_up(room, [raised(room, "disabled-partners")])
    room.world.transact(lambda: alerting.clear_alerts(room, None, "disabled-partners"))
    again = raised(room, "disabled-partners")
    world.clock.now += GRACE
    assert telling.catch_up(room, []) == (again,)


def test_no_notice_is_told_that_nobody_asked_for(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    world.clock.forward(hours=1, minutes=55)
    assert told(room) == []
    world.clock.forward(minutes=5)
    premises.lift(room)
    assert told(room) == []
    assert not Alert.objects.exists()


def test_a_quarter_of_an_hour_before_its_instant_a_release_is_ready_once(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    room = wanting(room, ready="15m")
    premises.approved(room)
    world.clock.forward(hours=1, minutes=44)
    assert told(room) == []
    world.clock.forward(minutes=1)
    assert told(room) == ["cranes is ready: it goes at 11:00 on 05 March 2026 (Europe/London) to press, x, partners."]
    world.clock.forward(minutes=5)
    assert told(room) == []
    assert board.alerts() == []


def test_a_release_that_is_moved_is_ready_once_more(room: Newsroom, world: premises.QuietWorld) -> None:
    room = wanting(room, ready="15m")
    premises.approved(room)
    world.clock.forward(hours=1, minutes=50)
    told(room)
    holding.move(room, "cranes", premises.until(room, hours=3), "Ann")
    world.clock.forward(hours=2, minutes=50)
    assert [text[:16] for text in told(room)] == ["cranes is ready:"]


def test_a_release_that_nobody_approved_or_that_is_paused_is_not_ready(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    room = wanting(room, ready="15m")
    premises.queued(room, slug="forgotten")
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    world.clock.forward(hours=1, minutes=50)
    texts = " ".join(told(room))
    assert "and nobody has approved it: nothing will be sent." in texts
    assert "and it is paused (figures): nothing will be sent." in texts
    assert set(Alert.objects.values_list("code", flat=True)) == {"not-ready"}


def test_whoever_approves_at_the_last_minute_needs_no_notice(room: Newsroom, world: premises.QuietWorld) -> None:
    room = wanting(room, ready="15m")
    premises.approved(room, premises.until(room, minutes=10))
    assert told(room) == []


def finished(room: Newsroom, **outcomes: Any) -> None:
    for channel, outcome in outcomes.items():
        premises.answered(room, premises.begun(room, channel), outcome)


def test_when_all_is_out_it_says_so_once_with_links(room: Newsroom) -> None:
    room = wanting(room, out=True)
    premises.lifted(room)
    finished(room, press=Sent("1"), x=Sent("2", "https://x.example.org/2"))
    assert told(room) == []
    finished(room, partners=Sent("3"))
    page = "https://press.example.org/releases/harbour-cranes-to-stand-still-for-a-week"
    assert told(room) == [f"cranes is out: 3 of 3. {page} https://x.example.org/2"]
    assert told(room) == []


def test_what_is_not_out_is_named_with_the_reason(room: Newsroom) -> None:
    room = wanting(room, out=True)
    premises.lifted(room)
    finished(room, press=Sent("1"), x=Rejected("the key is revoked (401)"), partners=Sent("3"))
    (text,) = told(room)
    assert text.startswith("cranes is out: 2 of 3. x is rejected (the key is revoked (401)). https://")


def test_after_a_minute_it_no_longer_waits_for_what_is_tried_again_and_tells_the_end_too(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    room = wanting(room, out=True)
    premises.lifted(room)
    finished(room, press=Sent("1"), x=Sent("2"), partners=Retry("503"))
    assert told(room) == []
    world.clock.forward(seconds=61)
    assert [text[:47] for text in told(room)] == ["cranes is out: 2 of 3. partners is retrying (50"]
    assert told(room) == []
    Delivery.objects.filter(channel="partners").update(state="due")
    finished(room, partners=Sent("3"))
    assert [text[:23] for text in told(room)] == ["cranes is out: 3 of 3. "]


def test_what_left_longer_ago_than_anything_is_tried_is_no_news(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    finished(room, press=Sent("1"), x=Sent("2"), partners=Sent("3"))
    world.clock.now += timedelta(days=8)
    assert told(wanting(room, out=True)) == []


def test_a_notice_counts_as_told_like_an_alert(room: Newsroom, world: premises.QuietWorld) -> None:
    room = wanting(room, out=True)
    premises.lifted(room)
    finished(room, press=Sent("1"), x=Sent("2"), partners=Sent("3"))
    notices = telling.notices(room)
    world.clock.now += GRACE
    assert telling.catch_up(room, []) == notices
    telling.catch_up(room, notices)
    assert telling.catch_up(room, []) == ()
