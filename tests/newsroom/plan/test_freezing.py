"""A list is sealed before its approval, a few people a transaction; until the approval is committed nothing of it counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from django.db import connection

from bot.core.configuration import Configuration
from bot.core.delivery import Sent
from bot.core.rendition import Thread
from bot.newsroom.afterwards import reached, standing
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.approval import approving
from bot.newsroom.approval.approving import ChangedMeanwhile
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan import freezing
from bot.newsroom.plan.planning import HalfImported
from bot.store import pages
from bot.store.contents import open_audience, open_rendition
from bot.store.models import Approval, Audience, Delivery, Freezing, MediaList, Reader
from tests import premises
from tests.newsroom.afterwards.harbour import RIGHT

pytestmark = pytest.mark.django_db
T = TypeVar("T")


class Broken(BaseException):
    """The process dies here."""


@pytest.fixture
def room(world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A release to 25 people, two a delivery, three deliveries a transaction."""
    room = premises.newsroom(world)
    monkeypatch.setattr(type(room.channel("press")), "batch", 2)
    monkeypatch.setattr(freezing, "AT_ONCE", 3)
    premises.readers(25)
    premises.queued(room, channels=("press",))
    return room


def approve(room: Newsroom) -> Approval:
    return approving.approve(room, approving.plan(room, "cranes"), "Ben")


def dying_after(room: Newsroom, transactions: int) -> Callable[[Callable[[], Any]], Any]:
    """`transact`, of a process that dies after so many."""
    whole, left = type(room.world).transact, [transactions]

    def transact(work: Callable[[], Any]) -> Any:
        if left[0] == 0:
            raise Broken
        left[0] -= 1
        return whole(room.world, work)  # type: ignore[arg-type]

    return transact


def test_everybody_on_the_list_is_in_one_delivery(room: Newsroom) -> None:
    approve(room)
    rows = Delivery.objects.order_by("ordinal")
    assert [row.recipients for row in rows] == [2] * 12 + [1]
    assert [row.ordinal for row in rows] == list(range(13))
    people = [seat.email for row in rows for seat in open_audience(room.keyring, row)]
    assert people == list(Reader.objects.order_by("pk").values_list("email", flat=True))


def test_nothing_is_left_open_when_it_is_approved(room: Newsroom) -> None:
    approve(room)
    assert not Freezing.objects.exists()
    assert Audience.objects.count() == Delivery.objects.count() == 13


@pytest.mark.parametrize("transactions", range(4))
def test_a_crash_on_the_way_leaves_no_delivery_and_a_later_approval_cleans_up(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch, transactions: int
) -> None:
    plan = approving.plan(room, "cranes")
    with monkeypatch.context() as patch:
        patch.setattr(world, "transact", dying_after(room, transactions))
        with pytest.raises(Broken):
            approving.approve(room, plan, "Ben")
    assert not Delivery.objects.exists()
    left = Audience.objects.count()
    assert (left > 0) == (transactions > 0)
    world.clock.forward(hours=1, seconds=1)
    approve(room)
    assert not Freezing.objects.exists()
    assert Audience.objects.count() == Delivery.objects.filter(state="waiting").count()


def test_what_another_approval_is_freezing_just_now_is_left_alone(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = approving.plan(room, "cranes")
    with monkeypatch.context() as patch:
        patch.setattr(world, "transact", dying_after(room, 2))
        with pytest.raises(Broken):
            approving.approve(room, plan, "Ben")
    begun = Audience.objects.count()
    world.clock.forward(minutes=30)
    freezing.freeze(room, approving.plan(room, "cranes"))
    assert Audience.objects.count() > begun


@pytest.mark.parametrize("change", ["leaves", "comes", "speaks another language"])
def test_a_list_that_changes_while_it_is_frozen_is_not_approved(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    plan, whole, done = approving.plan(room, "cranes"), type(world).transact, list[str]()

    def transact(work: Callable[[], T]) -> T:
        if not done and Audience.objects.count():
            done.append(change)
            if change == "leaves":
                audience.leave(room, Reader.objects.order_by("pk")[0])
            else:
                row = "new@example.org,fr" if change == "comes" else "reader1@example.org,fr"
                premises.imported(room, "press", f"email,language\n{row}\n", "Ann")
        return whole(world, work)

    monkeypatch.setattr(world, "transact", transact)
    with pytest.raises(ChangedMeanwhile):
        approving.approve(room, plan, "Ben")
    assert done
    assert not Delivery.objects.exists()


def test_a_list_that_changed_since_it_was_shown_is_not_approved(room: Newsroom) -> None:
    plan = approving.plan(room, "cranes")
    premises.imported(room, "press", "email\nnew@example.org\n", "Ann")
    with pytest.raises(ChangedMeanwhile):
        approving.approve(room, plan, "Ben")


def test_a_new_spelling_of_a_name_voids_nothing_that_was_shown(room: Newsroom) -> None:
    plan = approving.plan(room, "cranes")
    premises.imported(room, "press", "email,name\nreader1@example.org,Holm\n", "Ann")
    approving.approve(room, plan, "Ben")
    seats = open_audience(room.keyring, Delivery.objects.get(ordinal=0))
    assert seats[0].name == "Holm"


def test_nobody_approves_with_half_a_list(room: Newsroom) -> None:
    MediaList.objects.update(importing_since=room.now())
    with pytest.raises(HalfImported, match='into the media list "press" began at 2026-03-05T09:00:00Z'):
        approving.plan(room, "cranes")
    premises.imported(room, "press", "email\nreader1@example.org\n", "Ann")
    approve(room)


def test_a_mail_by_smtp_weighs_as_many_as_it_reaches_and_a_thread_as_many_as_its_posts(
    world: premises.QuietWorld,
) -> None:
    config: Configuration = premises.configuration(
        channels={
            "press": {
                "kind": "email",
                "provider": "smtp",
                "list": "press",
                "sender": "P <p@example.org>",
                "host": "localhost",
                "tls": "none",
            },
            "x": {"kind": "x"},
        }
    )
    room = premises.newsroom(world, config)
    premises.approved(room, slug="ferries", channels=("press", "x"))
    assert premises.delivery("press").weight == 3
    posts = Thread.from_bytes(open_rendition(room.keyring, "ferries", premises.delivery("x").rendition)).posts
    assert premises.delivery("x").weight == len(posts) > 1


def writing_beside(world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on somebody else commits before each transaction of ours, as an engine does that keeps its time on record."""
    whole, made = type(world).transact, list[str]()

    def write() -> None:
        made.append(MediaList.objects.create(name=f"other-{len(made)}").name)
        connection.close()

    def transact(work: Callable[[], T]) -> T:
        somebody = threading.Thread(target=write)
        somebody.start()
        somebody.join()
        return whole(world, work)

    monkeypatch.setattr(world, "transact", transact)
    return made


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_a_list_is_frozen_locks_no_approval_out(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 5)
    others = writing_beside(world, monkeypatch)
    approve(room)
    assert len(others) > 3
    assert Delivery.objects.count() == 13


@pytest.mark.django_db(transaction=True)
def test_nor_that_of_a_correction(room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    approve(room)
    world.clock.forward(hours=2)
    premises.lift(room)
    for _ in range(13):
        premises.answered(room, premises.begun(room, "press"), Sent())
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    plan = approving.plan(room, "cranes")
    monkeypatch.setattr(reached, "AT_ONCE", 5)
    others = writing_beside(world, monkeypatch)
    approving.approve(room, plan, "Ben")
    assert len(others) > 3
    assert Delivery.objects.filter(state="due").count() == 13
