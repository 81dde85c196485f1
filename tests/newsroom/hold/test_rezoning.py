"""Beirut, 2023: the rules of 2023c move 10 April 09:00 from 07:00Z, as 2023b had it, to 06:00Z. Somebody has to say which."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.embargo import resolve, wall_choices
from bot.core.zones import TZDB_VERSION
from bot.newsroom.copy.filing import get
from bot.newsroom.hold import holding, rezoning
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.models import Release
from tests import premises

pytestmark = pytest.mark.django_db
WALL = datetime.fromisoformat("2023-04-10T09:00")
BEFORE, NOW = datetime(2023, 4, 10, 7, 0, tzinfo=UTC), datetime(2023, 4, 10, 6, 0, tzinfo=UTC)


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    world.clock.now = datetime(2023, 3, 26, 12, 0, tzinfo=UTC)
    return premises.newsroom(world)


def approved_in_beirut(room: Newsroom, slug: str = "cranes") -> Release:
    """As an installation with the older rules approved it."""
    release = premises.approved(room, resolve(WALL, "Asia/Beirut"), slug)
    Release.objects.filter(pk=release.pk).update(instant=BEFORE, embargo_tzdb="2023b")
    release.refresh_from_db()
    return release


def test_the_installed_rules_are_the_newer_ones() -> None:
    assert [instant for instant, _ in wall_choices(WALL, "Asia/Beirut")] == [NOW]


def test_a_release_that_lifts_soon_is_paused_and_both_instants_are_named(room: Newsroom) -> None:
    release = approved_in_beirut(room)
    (alarm,) = rezoning.hold_before(room, BEFORE)
    assert (alarm.code, alarm.release) == ("zone", "cranes")
    for named in ("2023-04-10T07:00:00Z", "2023-04-10T06:00:00Z", TZDB_VERSION, "embargo resume cranes", "Asia/Beirut"):
        assert named in alarm.text
    release.refresh_from_db()
    assert (release.stage, release.paused_for) == ("paused", "zone")
    assert "2023-04-10T06:00:00Z" in release.paused_because
    assert rezoning.hold_before(room, BEFORE) == ()
    assert [alert["code"] for alert in board.alerts("cranes")] == ["zone"]


def test_one_that_lifts_later_is_left_to_the_look_through_all_of_them(room: Newsroom) -> None:
    approved_in_beirut(room)
    assert rezoning.hold_before(room, NOW) == ()
    after, alarms = rezoning.hold_after(room, 0)
    assert (after, [alarm.release for alarm in alarms]) == (None, ["cranes"])


def test_all_that_wait_are_looked_through_some_at_a_time(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rezoning, "AT_ONCE", 2)
    for slug in ("one", "two", "three"):
        approved_in_beirut(room, slug)
    key: int | None = 0
    seen = []
    while key is not None:
        key, alarms = rezoning.hold_after(room, key)
        seen.append([alarm.release for alarm in alarms])
    assert seen == [["one", "two"], ["three"]]


def test_nothing_lifts_by_old_rules_even_if_nobody_has_looked_before(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    approved_in_beirut(room)
    world.clock.now = BEFORE
    lifted = premises.lift(room)
    assert (lifted.slugs, [alarm.code for alarm in lifted.alarms]) == ((), ["zone"])


def test_resuming_keeps_the_instant_that_was_approved(room: Newsroom, world: premises.QuietWorld) -> None:
    approved_in_beirut(room)
    rezoning.hold_before(room, BEFORE)
    holding.resume(room, "cranes", "Ben")
    assert rezoning.hold_before(room, BEFORE) == ()
    world.clock.now = NOW
    assert premises.lift(room) == lifting.Lifted()
    world.clock.now = BEFORE
    assert premises.lift(room).slugs == ("cranes",)


def test_moving_it_is_a_decision_too(room: Newsroom) -> None:
    approved_in_beirut(room)
    rezoning.hold_before(room, BEFORE)
    holding.move(room, "cranes", resolve(WALL.replace(hour=10), "Asia/Beirut"), "Ben")
    release = get("cranes")
    assert (release.stage, release.instant, release.embargo_tzdb) == ("approved", BEFORE, TZDB_VERSION)
    assert board.alerts() == []


def test_moving_it_to_what_the_new_rules_say_is_earlier_and_needs_an_approval(room: Newsroom) -> None:
    approved_in_beirut(room)
    rezoning.hold_before(room, BEFORE)
    assert holding.move(room, "cranes", resolve(WALL, "Asia/Beirut"), "Ben").voided
    assert (get("cranes").stage, board.alerts()) == ("awaiting", [])


def test_rules_that_changed_elsewhere_hold_nothing(room: Newsroom) -> None:
    premises.approved(room, resolve(WALL, "Europe/London"))
    Release.objects.update(embargo_tzdb="2023b")
    assert rezoning.hold_before(room, BEFORE) == ()
    assert rezoning.hold_after(room, 0) == (None, ())


def test_a_wall_time_that_the_new_rules_skip_is_asked_about(room: Newsroom) -> None:
    release = approved_in_beirut(room)
    assert rezoning.other_meaning(release, lambda wall, zone: [(NOW, "before"), (NOW.replace(hour=8), "after")]) == (
        "2023-04-10T06:00:00Z or 2023-04-10T08:00:00Z"
    )


def test_a_zone_that_is_no_longer_known_is_asked_about(room: Newsroom) -> None:
    release = approved_in_beirut(room)
    release.embargo_zone = "Asia/Nowhere"
    assert rezoning.other_meaning(release).startswith("no instant (")


def test_what_waits_for_a_word_or_was_given_with_its_offset_has_no_rules(room: Newsroom) -> None:
    given = premises.approved(room, resolve(WALL, "+03:00"))
    given.embargo_tzdb = "2023b"
    assert rezoning.other_meaning(given) == ""
    given.embargo_kind = "on_my_word"
    given.instant = BEFORE
    assert rezoning.other_meaning(given) == ""


def test_what_was_resolved_with_the_installed_rules_is_not_resolved_again(room: Newsroom) -> None:
    release = premises.approved(room, resolve(WALL, "Asia/Beirut"))

    def never(*_: object) -> list[tuple[datetime, str]]:
        raise AssertionError("nobody asks")

    assert rezoning.other_meaning(release, never) == ""
