"""A ledger belongs to the installation whose engine ran over it first; a copy elsewhere sends nothing until it is adopted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting
from bot.store import board
from bot.store.models import JournalRow, Tenancy
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(room: Newsroom) -> Newsroom:
    """The first engine over the ledger has run here."""
    home = replace(room, identity="sha256:here")
    assert adopting.move_in(home) == (True, ())
    return home


@pytest.fixture
def elsewhere(here: Newsroom) -> Newsroom:
    """The same ledger, in another installation's hands."""
    return replace(here, identity="sha256:elsewhere")


def test_a_ledger_that_no_engine_ran_over_is_nobodys(room: Newsroom) -> None:
    assert not adopting.foreign(replace(room, identity="sha256:here"))


def test_the_first_engine_moves_in_on_the_record_and_stays(here: Newsroom) -> None:
    assert adopting.move_in(here) == (True, ())
    assert Tenancy.objects.get().identity == "sha256:here"
    assert JournalRow.objects.filter(release=None, act="adopt", actor="engine").count() == 1


def test_two_steps_of_one_engine_that_move_in_at_once_are_both_at_home(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = replace(room, identity="sha256:here")
    transact = world.transact

    def after_the_other(work: Callable[[], object]) -> object:
        monkeypatch.setattr(world, "transact", transact)
        assert adopting.move_in(home) == (True, ())
        return transact(work)

    monkeypatch.setattr(world, "transact", after_the_other)
    assert adopting.move_in(home) == (True, ())
    assert board.alerts() == []
    assert JournalRow.objects.filter(act="adopt").count() == 1


def test_an_engine_elsewhere_may_not_act_and_says_so_once(elsewhere: Newsroom) -> None:
    may, (alarm,) = adopting.move_in(elsewhere)
    assert (may, alarm.code) == (False, "copy")
    assert "embargo adopt" in alarm.text
    assert adopting.move_in(elsewhere) == (False, ())
    assert adopting.foreign(elsewhere)
    assert [alert["code"] for alert in board.alerts()] == ["copy"]


def test_whoever_adopts_it_takes_it_away_from_where_it_was(here: Newsroom, elsewhere: Newsroom) -> None:
    adopting.move_in(elsewhere)
    adopting.adopt(elsewhere, "Ann")
    assert adopting.move_in(elsewhere) == (True, ())
    assert adopting.move_in(here)[0] is False
    assert JournalRow.objects.filter(release=None, act="adopt", actor="Ann").count() == 1


def test_adopting_clears_the_alert(elsewhere: Newsroom) -> None:
    adopting.move_in(elsewhere)
    adopting.adopt(elsewhere, "Ann")
    assert board.alerts() == []


def test_there_is_nothing_to_adopt_at_home(here: Newsroom) -> None:
    with pytest.raises(adopting.OursAlready):
        adopting.adopt(here, "Ann")


def test_an_installation_without_an_identity_is_not_asked(here: Newsroom, room: Newsroom) -> None:
    assert adopting.move_in(room) == (True, ())
    assert not adopting.foreign(room)


def test_before_it_is_adopted_what_is_due_is_shown(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room, "gone")
    premises.approved(room, slug="soon")
    premises.approved(room, premises.until(room, hours=1), "first")
    premises.queued(room, slug="unapproved")
    world.clock.forward(hours=1)
    shown = [(one.slug, one.stage, one.passed, one.deliveries) for one in adopting.due(room)]
    assert shown == [("first", "approved", True, 3), ("soon", "approved", False, 3), ("gone", "lifted", True, 3)]
