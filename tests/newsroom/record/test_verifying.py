"""Whatever single thing is done to the record behind the bot's back, `journal verify` says where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import UnknownRelease
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import anchoring
from bot.newsroom.record.verifying import history, verify
from bot.store.journal import chained
from bot.store.models import Alert, JournalRow, Reader, Release
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: premises.QuietWorld, tmp_path: Path) -> Newsroom:
    """Anchored; two releases with five and four rows on record, and the office with three."""
    room = replace(premises.newsroom(world), anchors=tmp_path / "journal.anchors")
    premises.readers(3)
    for slug, notes in (("cranes", 4), ("ferries", 3)):
        release = premises.queued(room, slug=slug)
        for number in range(notes):
            room.record(release, "Ann", "note", number=number)
    for reader in Reader.objects.all():
        audience.leave(room, reader)
    anchoring.anchor(room)
    return room


def of(slug: str | None) -> list[JournalRow]:
    return list(JournalRow.objects.filter(release__slug=slug).order_by("number"))


def shorten(room: Newsroom, slug: str | None, many: int) -> None:
    """What somebody would do who knows the ledger: the release's own count and head are set back as well."""
    rows = of(slug)
    JournalRow.objects.filter(pk__in=[row.pk for row in rows[-many:]]).delete()
    kept = rows[:-many]
    Release.objects.filter(slug=slug).update(journal_rows=len(kept), journal_head=kept[-1].mac if kept else "")


def test_an_untouched_record_is_whole(room: Newsroom) -> None:
    found = verify(room)
    assert (found.rows, found.releases, found.anchored, found.faults) == (12, 2, 3, [])


def test_one_release_can_be_looked_at_alone(room: Newsroom) -> None:
    JournalRow.objects.filter(release__slug="ferries", number=2).update(actor="Eve")
    assert verify(room, "cranes").faults == []
    assert len(verify(room, "ferries").faults) == 1
    with pytest.raises(UnknownRelease):
        verify(room, "nothing")


def test_a_cut_off_end_shows_although_the_releases_own_count_was_set_back(room: Newsroom) -> None:
    shorten(room, "cranes", 2)
    assert verify(room).faults == ["cranes: it ends at row 3; at 2026-03-05T09:00:00Z there were 5."]


def test_a_cut_off_end_of_the_offices_own_record_shows(room: Newsroom) -> None:
    shorten(room, None, 1)
    assert verify(room).faults == ["the office's own record: it ends at row 2; at 2026-03-05T09:00:00Z there were 3."]


def test_a_release_that_was_removed_with_all_of_its_record_shows(room: Newsroom) -> None:
    JournalRow.objects.filter(release__slug="ferries").delete()
    Release.objects.filter(slug="ferries").delete()
    (fault,) = verify(room).faults
    assert fault == "ferries: all of it is gone; at 2026-03-05T09:00:00Z there were 4 rows."


def test_a_record_that_was_emptied_shows_without_anchors_too(room: Newsroom) -> None:
    JournalRow.objects.filter(release__slug="ferries").delete()
    assert verify(replace(room, anchors=None)).faults == ["ferries: its record is gone; there were 4 rows."]


def test_a_copy_of_the_anchors_tells_what_the_machines_own_can_not(room: Newsroom, tmp_path: Path) -> None:
    assert room.anchors is not None
    copy = tmp_path / "yesterday"
    copy.write_bytes(room.anchors.read_bytes())
    room.anchors.unlink()
    shorten(room, "cranes", 1)
    assert verify(room).faults == []
    assert len(verify(room, anchors=copy).faults) == 1


def test_anchors_that_were_tampered_with_are_a_fault(room: Newsroom) -> None:
    assert room.anchors is not None
    room.anchors.write_bytes(room.anchors.read_bytes().replace(b'"number": 5', b'"number": 4'))
    assert any("is not as it was written" in fault for fault in verify(room).faults)


def test_what_is_committed_after_the_last_anchor_is_no_fault(room: Newsroom) -> None:
    room.record(Release.objects.get(slug="cranes"), "Ann", "note", number=99)
    assert verify(room).faults == []


def test_a_rewritten_chain_with_macs_of_its_own_shows_by_its_anchor(room: Newsroom) -> None:
    """Somebody who has the key as well can make a chain that holds; it is not the one that was anchored."""
    head = ""
    for row in of("cranes"):
        row.actor = "Eve"
        row.mac = head = chained(room.keyring, head, row)
        row.save()
    Release.objects.filter(slug="cranes").update(journal_head=head)
    (fault,) = verify(room).faults
    assert fault == "cranes: row 5 is another than the one that stood there at 2026-03-05T09:00:00Z."


def test_an_older_copy_of_the_ledger_is_told_at_once(room: Newsroom) -> None:
    shorten(room, None, 1)
    (alarm,) = anchoring.anchor(room)
    assert alarm.code == "journal"
    assert "an older copy was restored, or rows were removed" in alarm.text
    assert anchoring.anchor(room) == ()


def test_anchors_that_were_put_aside_begin_anew_and_the_alert_is_over(room: Newsroom) -> None:
    assert room.anchors is not None
    shorten(room, None, 1)
    anchoring.anchor(room)
    room.anchors.rename(room.anchors.with_suffix(".old"))
    assert anchoring.anchor(room) == ()
    assert not Alert.objects.filter(code="journal", cleared_at=None).exists()
    assert verify(room).faults == []


def test_where_it_can_not_be_anchored_people_are_told(room: Newsroom, tmp_path: Path) -> None:
    (alarm,) = anchoring.anchor(replace(room, anchors=tmp_path / "no" / "such" / "folder"))
    assert "can't be anchored" in alarm.text


def test_the_end_of_a_burst_is_anchored_in_several_steps(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchoring, "AT_ONCE", 2)
    for slug in ("cranes", "ferries", "cranes", "ferries", "cranes"):
        room.record(Release.objects.get(slug=slug), "Ann", "note")
    anchoring.anchor(room)
    shorten(room, "cranes", 1)
    assert len(verify(room).faults) == 1


def test_a_history_is_read_oldest_first(room: Newsroom) -> None:
    assert [row.act for row in history("cranes")] == ["queue", "note", "note", "note", "note"]
    assert {row.act for row in history(None)} == {"leave"}


def _change(rows: list[JournalRow], at: int, data: st.DataObject) -> None:
    row = rows[at]
    field = data.draw(st.sampled_from(["actor", "act", "facts", "verified", "mac", "at", "number"]))
    match field:
        case "facts":
            row.facts = row.facts | {"more": 1}
        case "verified":
            row.verified = True
        case "at":
            row.at = row.at.replace(microsecond=row.at.microsecond ^ 1)
        case "number":
            row.number += 100
        case _:
            setattr(row, field, "0" * 64 if field == "mac" else "Eve")
    row.save()


def _remove(rows: list[JournalRow], at: int, data: st.DataObject) -> None:
    rows[at].delete()


def _swap(rows: list[JournalRow], at: int, data: st.DataObject) -> None:
    other = data.draw(st.integers(0, len(rows) - 1).filter(lambda one: one != at))
    one, two = rows[at].number, rows[other].number
    JournalRow.objects.filter(pk=rows[at].pk).update(number=1000)
    JournalRow.objects.filter(pk=rows[other].pk).update(number=one)
    JournalRow.objects.filter(pk=rows[at].pk).update(number=two)


def _elsewhere(rows: list[JournalRow], at: int, data: st.DataObject) -> None:
    """Into another chain, at its end."""
    others = (
        JournalRow.objects.exclude(release=rows[at].release_id)
        if rows[at].release_id
        else JournalRow.objects.exclude(release=None)
    )
    end = others.order_by("-number").first()
    assert end is not None
    JournalRow.objects.filter(pk=rows[at].pk).update(release=end.release_id, number=end.number + 1)


def _cut(rows: list[JournalRow], at: int, data: st.DataObject) -> None:
    JournalRow.objects.filter(pk__in=[row.pk for row in rows[at:]]).delete()
    head = rows[at - 1].mac if at else ""
    Release.objects.filter(pk=rows[0].release_id).update(journal_rows=at, journal_head=head)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_change_removal_swap_or_cut_is_found(room: Newsroom, data: st.DataObject) -> None:
    rows = of(data.draw(st.sampled_from(["cranes", "ferries", None])))
    deed: Callable[..., None] = data.draw(st.sampled_from([_change, _remove, _swap, _elsewhere, _cut]))
    with transaction.atomic():
        deed(rows, data.draw(st.integers(0, len(rows) - 1)), data)
        assert verify(room).faults
        transaction.set_rollback(True)
    assert verify(room).faults == []
