"""Large bodies are built minutes ahead; what left the list since, or was moved, is never sent from disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import steps
from bot.engine.ahead import spool
from bot.engine.process import Engine
from bot.newsroom.hold import holding
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, Reader
from bot.store.spool import Spool
from tests import premises

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(world: premises.QuietWorld, tmp_path: Path) -> Newsroom:
    room = premises.newsroom(world)
    return replace(room, spool=Spool(tmp_path / "spool", room.keyring))


@pytest.fixture
def engine(room: Newsroom) -> Engine:
    return Engine(room)


def on_disk(room: Newsroom) -> list[str]:
    assert room.spool is not None
    return sorted(room.spool.deliveries())


def built(engine: Engine, world: premises.QuietWorld) -> None:
    spool(engine)
    world.run_submitted()


def people(body: bytes) -> list[str]:
    return [person["to"][0]["email"] for person in json.loads(body)["personalizations"]]


def test_a_mailing_of_the_next_minutes_is_built_and_nothing_else_is(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room, premises.until(room, minutes=10))
    premises.approved(room, premises.until(room, minutes=20), "later")
    built(engine, world)
    assert on_disk(room) == [Delivery.objects.get(release__slug="cranes", channel="press").pk]


def test_what_lies_there_is_what_is_armed(engine: Engine, room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room, premises.until(room, seconds=9))
    built(engine, world)
    steps.arm(engine)
    world.run_submitted()
    (mail,) = (one for one in engine.armed.values() if one.channel == "press")
    assert mail.order.people == (), "it came from disk: nobody was looked up"
    assert people(mail.body) == [f"reader{number}@example.org" for number in (1, 2, 3)]


def test_whoever_leaves_after_it_was_built_is_not_in_what_goes(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room, premises.until(room, seconds=9))
    built(engine, world)
    audience.leave(room, Reader.objects.get(email="reader2@example.org"))
    steps.arm(engine)
    world.run_submitted()
    (mail,) = (one for one in engine.armed.values() if one.channel == "press")
    assert people(mail.body) == ["reader1@example.org", "reader3@example.org"]


def test_somebody_elses_leaving_costs_a_body_nothing(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room, premises.until(room, seconds=9))
    built(engine, world)
    premises.readers(1, "another")
    audience.leave(room, Reader.objects.get(list__name="another"))
    steps.arm(engine)
    world.run_submitted()
    assert [one.order.people for one in engine.armed.values() if one.channel == "press"] == [()]


def test_what_was_cancelled_is_taken_away(engine: Engine, room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room, premises.until(room, minutes=10))
    built(engine, world)
    holding.cancel(room, "cranes", "Ann")
    built(engine, world)
    assert on_disk(room) == []


def test_what_another_process_left_there_is_used_and_tidied(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room, premises.until(room, minutes=10))
    built(engine, world)
    assert room.spool is not None
    (room.spool.folder / ".half").write_bytes(b"written when it was killed")
    again = Engine(room)
    built(again, world)
    built(again, world)
    assert on_disk(room) == [Delivery.objects.get(channel="press").pk]
    holding.cancel(room, "cranes", "Ann")
    built(again, world)
    assert on_disk(room) == []


def test_a_folder_that_can_not_be_written_stops_nothing(
    room: Newsroom, world: premises.QuietWorld, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    engine = Engine(replace(room, spool=Spool(tmp_path / "file" / "spool", room.keyring)))
    premises.approved(room, premises.until(room, seconds=9))
    built(engine, world)
    steps.arm(engine)
    world.run_submitted()
    assert {one.channel for one in engine.armed.values()} == {"press", "x", "partners"}
