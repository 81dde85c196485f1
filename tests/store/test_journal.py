"""The journal shows when a row was changed, removed, put elsewhere or cut off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from bot.core.embargo import at_instant
from bot.newsroom.newsroom import Newsroom
from bot.store import journal
from bot.store.models import JournalRow, Release
from bot.store.sealing import Keyring
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(room: Newsroom) -> Release:
    """A release with five rows on record."""
    release = premises.queued(room)
    for number in range(4):
        room.record(release, "Ann", "note", number=number)
    return reread(release)


def reread(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def rows(release: Release) -> list[JournalRow]:
    return list(JournalRow.objects.filter(release=release).order_by("number"))


def test_an_untouched_chain_holds(room: Newsroom, release: Release) -> None:
    assert len(rows(release)) == 5
    assert journal.broken_at(room.keyring, release) is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "Ben"},
        {"act": "approve"},
        {"facts": {"number": 99}},
        {"facts": {}},
        {"verified": True},
        {"at": premises.NINE + timedelta(microseconds=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_shows(room: Newsroom, release: Release, change: dict[str, object]) -> None:
    JournalRow.objects.filter(release=release, number=3).update(**change)
    assert journal.broken_at(room.keyring, release) == 3


def test_a_removed_row_shows(room: Newsroom, release: Release) -> None:
    JournalRow.objects.get(release=release, number=3).delete()
    assert journal.broken_at(room.keyring, release) == 3


def test_a_removed_row_shows_though_the_others_were_numbered_anew(room: Newsroom, release: Release) -> None:
    JournalRow.objects.get(release=release, number=3).delete()
    for number in (4, 5):
        JournalRow.objects.filter(release=release, number=number).update(number=F("number") - 1)
    assert journal.broken_at(room.keyring, release) == 3


def test_rows_that_changed_places_show(room: Newsroom, release: Release) -> None:
    for frm, to in ((2, 99), (3, 2), (99, 3)):
        JournalRow.objects.filter(release=release, number=frm).update(number=to)
    assert journal.broken_at(room.keyring, release) == 2


def test_rows_that_were_cut_off_at_the_end_show(room: Newsroom, release: Release) -> None:
    JournalRow.objects.get(release=release, number=5).delete()
    assert journal.broken_at(room.keyring, release) == 5


def test_a_row_that_nobody_signed_shows(room: Newsroom, release: Release) -> None:
    JournalRow.objects.create(release=release, number=6, at=premises.NINE, actor="Eve", act="approve", mac="0" * 64)
    assert journal.broken_at(room.keyring, release) == 6


def test_a_row_of_another_release_does_not_fit_in(room: Newsroom, release: Release) -> None:
    other = premises.queued(room, slug="other")
    JournalRow.objects.filter(release=release, number=1).update(mac=rows(other)[0].mac)
    assert journal.broken_at(room.keyring, release) == 1


def test_another_key_does_not_confirm_a_chain(release: Release) -> None:
    assert journal.broken_at(Keyring((("00000001", b"x" * 32),)), release) == 1


def test_a_chain_holds_on_after_a_change_of_keys(room: Newsroom, release: Release) -> None:
    rotated = Keyring((("00000002", b"n" * 32), *room.keyring.keys))
    journal.write(rotated, release, room.now(), "Ann", "note", {})
    assert journal.broken_at(rotated, reread(release)) is None


def test_the_offices_own_chain_holds_and_shows_a_change(room: Newsroom) -> None:
    for number in range(3):
        room.record(None, "Ann", "import", number=number)
    assert journal.broken_at(room.keyring, None) is None
    JournalRow.objects.filter(release=None, number=2).update(actor="Ben")
    assert journal.broken_at(room.keyring, None) == 2


def test_a_row_is_written_after_the_newest_one_however_old_the_release_in_hand_is(
    room: Newsroom, release: Release
) -> None:
    stale = reread(release)
    room.record(release, "Ann", "note")
    room.record(stale, "Ben", "note")
    assert [row.number for row in rows(release)] == [1, 2, 3, 4, 5, 6, 7]
    assert journal.broken_at(room.keyring, reread(release)) is None


def test_who_claims_a_name_is_not_called_verified(room: Newsroom) -> None:
    release = premises.queued(room, at_instant(room.now() + timedelta(hours=1), "soon", "UTC"))
    assert [row.verified for row in rows(release)] == [False]
