"""Whoever tries addresses raises an alert, once; whoever follows a dead link does not, and nobody's address is kept."""

from __future__ import annotations

from typing import cast

import pytest
from django.test import Client

from bot.newsroom.newsroom import Newsroom
from bot.pressroom import watching
from bot.pressroom.opening import open_to_the_public, watch
from bot.store.models import Alert, JournalRow
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


def world(room: Newsroom) -> premises.QuietWorld:
    return cast(premises.QuietWorld, room.world)


def guess(count: int, address: str = "203.0.113.7", path: str = "/releases/guess-{}", **headers: str) -> None:
    for number in range(count):
        assert Client(REMOTE_ADDR=address).get(path.format(number), headers=headers).status_code == 404


def alerts(room: Newsroom) -> list[Alert]:
    world(room).run_submitted()
    return list(Alert.objects.filter(code="guessing"))


def test_many_guesses_from_one_place_raise_the_alert_once(room: Newsroom) -> None:
    guess(watching.FROM_ONE - 1)
    assert alerts(room) == []
    guess(3 * watching.FROM_ONE)
    (alert,) = alerts(room)
    assert "trying addresses" in alert.text and alert.cleared_at is None


def test_a_few_from_each_of_many_places_raise_it_too(room: Newsroom) -> None:
    for number in range(watching.FROM_ALL // 10):
        guess(10, f"203.0.113.{number}")
    assert len(alerts(room)) == 1


@pytest.mark.parametrize(
    "path",
    ["/pictures/{:032x}.jpg", "/files/{:032x}.pdf", "/beats/b{}", "/2030/{:02}", "/sitemap/2030-{}.xml", "/feed.{}"],
)
def test_guesses_at_pictures_files_beats_months_and_feeds_count(room: Newsroom, path: str) -> None:
    guess(watching.FROM_ONE, path=path)
    assert len(alerts(room)) == 1


def test_one_dead_link_that_everybody_follows_is_no_guess(room: Newsroom) -> None:
    for number in range(2 * watching.FROM_ONE):
        guess(1, path="/releases/gone")
        guess(1, f"203.0.113.{number}", "/releases/gone")
    assert alerts(room) == []


def test_whoever_looks_for_other_programs_is_not_our_business(room: Newsroom) -> None:
    guess(2 * watching.FROM_ALL, path="/wp-admin/{}.php")
    assert alerts(room) == []


def test_guesses_far_apart_are_none(room: Newsroom) -> None:
    for number in range(2 * watching.FROM_ONE):
        guess(1, path=f"/releases/guess-{number}")
        world(room).clock.forward(seconds=watching.SPAN / 10)
    assert alerts(room) == []


def test_behind_a_web_server_each_asker_is_told_apart(room: Newsroom) -> None:
    for number in range(3):
        guess(
            watching.FROM_ONE - 1,
            "127.0.0.1",
            f"/releases/{number}-{{}}",
            X_Forwarded_For=f"192.0.2.1, 203.0.113.{number}",
        )
    assert alerts(room) == []
    guess(1, "127.0.0.1", "/releases/last", X_Forwarded_For="203.0.113.1")
    assert len(alerts(room)) == 1


def test_the_alert_ends_when_nobody_has_guessed_for_a_while(room: Newsroom) -> None:
    guess(watching.FROM_ONE)
    assert len(alerts(room)) == 1
    world(room).clock.forward(seconds=watching.QUIET - 1)
    watch().calm()
    assert alerts(room)[0].cleared_at is None
    world(room).clock.forward(seconds=2)
    watch().calm()
    assert alerts(room)[0].cleared_at is not None


def test_nobodys_address_is_on_record_or_kept(room: Newsroom) -> None:
    guess(watching.FROM_ONE)
    (alert,) = alerts(room)
    assert "203.0.113.7" not in alert.text
    assert not any("203.0.113.7" in str(row.facts) for row in JournalRow.objects.all())
    assert "203.0.113.7" not in repr(vars(watch()))
    world(room).clock.forward(seconds=watching.SPAN + 1)
    guess(1)
    assert len(watch()._misses) == 1


def test_more_guesses_than_can_be_remembered_take_no_more_memory(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST", 100)
    guess(300)
    assert len(watch()._misses) <= 100
    assert sum(watch()._tried.values()) == len(watch()._misses)
