"""What several machines share: jobs that come with the lift's own commit, and one clock for leases. Only PostgreSQL has them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from bot.newsroom.lift import claiming, lifting
from bot.newsroom.lift.sending import LEASE
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, Release
from bot.store.turns import shared_time
from tests import premises

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


class Broken(BaseException):
    """The process dies here."""


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    """A newsroom that hands over what it makes due, as `embargo clock` does there."""
    from bot.engine import fleet  # its Django application is there on PostgreSQL only

    return replace(premises.newsroom(world), hand_over=fleet.hand_over)


def jobs() -> list[list[str]]:
    """The batches of deliveries that wait for a worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(args AS text) FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [json.loads(args)["deliveries"] for (args,) in cursor.fetchall()]


def test_a_lift_hands_over_all_that_it_makes_due_in_batches(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.engine import fleet

    monkeypatch.setattr(fleet, "BATCH", 2)
    premises.lifted(room)
    due = set(Delivery.objects.filter(state="due").values_list("pk", flat=True))
    assert len(due) == 3
    assert {one for batch in jobs() for one in batch} == due
    assert len(jobs()) == math.ceil(len(due) / 2)


def test_a_lift_that_is_not_committed_hands_over_nothing(room: Newsroom, world: premises.QuietWorld) -> None:
    release = premises.approved(room)
    assert release.instant is not None
    world.clock.now = release.instant
    handed = list[list[str]]()

    def lift_and_die() -> None:
        with transaction.atomic():
            premises.lift(room)
            handed.extend(jobs())
            raise Broken

    with pytest.raises(Broken):
        lift_and_die()
    assert handed != []
    assert jobs() == []
    assert Release.objects.get().stage == "approved"


def test_what_waits_for_another_day_is_no_job(room: Newsroom) -> None:
    premises.approved(room)
    lifting.lift_due(room, room.world.reading())
    assert jobs() == []


def test_a_job_that_is_lost_costs_nothing(room: Newsroom) -> None:
    premises.lifted(room)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert len(claiming.claim(room, {"partners": 4}).claims) == 1


def test_leases_go_by_the_database_servers_clock_whatever_a_machines_own_says(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room)
    machine = Newsroom(room.config, room.keyring, room.environment, world)
    before = shared_time()
    (held,) = claiming.claim(machine, {"partners": 4}).claims
    after = shared_time()
    until = Delivery.objects.get(pk=held.delivery).lease_until
    assert before is not None and after is not None and until is not None
    assert before + LEASE <= until <= after + LEASE
    assert abs(world.clock.now - datetime.now(UTC)) > timedelta(days=1)
