"""A release's pictures and files are not there before the lift, and are what was approved after it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from bot.core.enclosure import Entry
from bot.core.release import File, Manuscript, Picture
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.pressroom.opening import open_to_the_public
from bot.store.models import EnclosurePiece
from tests import darkroom, premises

pytestmark = pytest.mark.django_db
CSV = "Kran,Jahr\nKöln,1931\n".encode()


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


@pytest.fixture
def entries(room: Newsroom, tmp_path: Path) -> dict[str, Entry]:
    """The addresses that an approved release will have, by what stands there."""
    (tmp_path / "quay.jpg").write_bytes(darkroom.photo(1500, 900))
    (tmp_path / "Kräne 2026.csv").write_bytes(CSV)
    text = replace(premises.TEXT, pictures=(Picture(alt="A quay", source="quay.jpg"),), files=(File("Kräne 2026.csv"),))
    made = enclosed(Manuscript(text), tmp_path)
    premises.readers(1)
    filing.queue(room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures)
    planned = plan(room, "cranes")
    approving.approve(room, planned, "Ben")
    web, full, file = planned.parts[0].enclosures
    return {"web": web, "full": full, "file": file}


def lift(room: Newsroom) -> None:
    assert isinstance(room.world, premises.QuietWorld)
    room.world.clock.forward(hours=2)
    premises.lift(room)


def answer(path: str, method: str = "GET") -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, as anybody gets them."""
    response = Client().generic(method, path)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return response.status_code, body, dict(response.headers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
@pytest.mark.parametrize("what", ["web", "full", "file"])
@pytest.mark.parametrize("stage", ["approved", "paused", "cancelled"])
def test_before_the_lift_each_answers_as_what_never_was(
    room: Newsroom, entries: dict[str, Entry], what: str, stage: str, method: str
) -> None:
    if stage == "paused":
        holding.pause(room, "cranes", "Ben", "figures")
    if stage == "cancelled":
        holding.cancel(room, "cranes", "Ben")
    path = entries[what].path
    never = path[:20] + "0" * 8 + path[28:]
    assert answer(path, method) == answer(never, method)
    assert answer(path) == answer("/releases/there-never-was-such-a-page") == answer("/nothing")
    assert answer(path)[0] == 404


@pytest.mark.parametrize("what", ["web", "full"])
def test_after_it_a_picture_is_there_to_look_at(room: Newsroom, entries: dict[str, Entry], what: str) -> None:
    lift(room)
    status, body, headers = answer(entries[what].path)
    assert status == 200
    assert "sha256:" + hashlib.sha256(body).hexdigest() == entries[what].digest
    assert darkroom.opened(body).size == (entries[what].width, entries[what].height)
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Disposition"] == 'inline; filename="picture-1.jpg"'


def test_a_file_is_saved_under_its_own_name_and_acts_for_nobody(room: Newsroom, entries: dict[str, Entry]) -> None:
    lift(room)
    status, body, headers = answer(entries["file"].path)
    assert (status, body) == (200, CSV)
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''Kr%C3%A4ne%202026.csv"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_head_tells_the_size_without_the_bytes(room: Newsroom, entries: dict[str, Entry]) -> None:
    lift(room)
    status, body, headers = answer(entries["file"].path, "HEAD")
    assert (status, body) == (200, b"")
    assert headers == answer(entries["file"].path)[2]


def test_the_page_shows_what_can_be_fetched_there(room: Newsroom, entries: dict[str, Entry]) -> None:
    lift(room)
    _, body, headers = answer("/releases/harbour-cranes-to-stand-still-for-a-week")
    for entry in entries.values():
        assert f"https://press.example.org{entry.path}" in body.decode()
    assert "img-src 'self'" in headers["Content-Security-Policy"]


def test_only_the_exact_address_leads_there(room: Newsroom, entries: dict[str, Entry]) -> None:
    lift(room)
    path = entries["file"].path
    for near in (path + "/", path[:-4], path[:-4] + ".pdf", path.upper(), path.replace("/files/", "/pictures/")):
        assert answer(near)[0] == 404


def test_what_an_edit_left_out_of_the_approved_text_is_not_handed_out(room: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes(CSV)
    made = enclosed(Manuscript(replace(premises.TEXT, files=(File("old.csv"),))), tmp_path)
    premises.readers(1)
    filing.queue(room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures)
    (entry,) = plan(room, "cranes").parts[0].enclosures
    filing.edit(room, "cranes", premises.TEXT, "Ann")
    approving.approve(room, plan(room, "cranes"), "Ben")
    lift(room)
    assert answer(entry.path)[0] == 404


def test_a_changed_piece_is_never_handed_out(room: Newsroom, entries: dict[str, Entry]) -> None:
    from bot.store.sealing import SealBroken

    lift(room)
    for piece in EnclosurePiece.objects.all():
        content = bytes(piece.content)
        EnclosurePiece.objects.filter(pk=piece.pk).update(content=content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(SealBroken):
        answer(entries["file"].path)
