"""Years of a busy press office, as fast as the ledger takes them: `python -m tests.bench.desk_filling RELEASES DELIVERIES`.

Run it in an office's environment. One release goes the whole way through the newsroom's own verbs; the others are its rows once
more, each with a text sealed for itself, with instants from five years ago until next year: 200 of them wait, the rest are out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.desk")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bot.core.roles import Role  # noqa: E402
from bot.core.workflow import Stage  # noqa: E402
from bot.desk.models import Person  # noqa: E402
from bot.newsroom.approval import approving  # noqa: E402
from bot.newsroom.copy import filing  # noqa: E402
from bot.newsroom.newsroom import Newsroom  # noqa: E402
from bot.store.contents import seal_version  # noqa: E402
from bot.store.models import Delivery, JournalRow, RecipientEvent, Release, Version  # noqa: E402
from config.newsroom import open_newsroom  # noqa: E402
from tests import premises  # noqa: E402

WAITING = 200
TO_APPROVE = "to-approve"  # one that went through the newsroom's own verbs: the copies' seals are another release's
YEARS = timedelta(days=5 * 365)
AT_ONCE = 5_000
JOURNAL = ("queue", "approve", "lift", "settle")


def fill(count: int, deliveries: int) -> None:
    """So many releases and deliveries, one attempt each, a journal of four rows a release, and people to sign in."""
    room = open_newsroom()
    premises.readers(2_500)
    model = _model(room)
    filing.queue(room, premises.TEXT, premises.until(room, days=300, hours=1), (), "Wren Writer", TO_APPROVE)
    for name, role in (("Wren Writer", Role.WRITER), ("Edda Editor", Role.EDITOR), ("Ada Admin", Role.ADMINISTRATOR)):
        Person.objects.create_user(f"{name.split()[0]}@example.org", name, role)
    now = datetime.now(UTC)
    first = _releases(model, count, now)
    _versions(room, model, first, count)
    _deliveries(model, first, count, deliveries // count)
    _journal(model, first, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _model(room: Newsroom) -> Release:
    filing.queue(room, premises.TEXT, premises.until(room, days=300), (), "Wren Writer", "model")
    approving.approve(room, approving.plan(room, "model"), "Edda Editor")
    return Release.objects.get(slug="model")


def _releases(model: Release, count: int, now: datetime) -> int:
    """The newest `WAITING` are approved or awaited for the next days; gives the first one's key."""
    apart = YEARS / count

    def rows() -> Iterator[Release]:
        for number in range(count):
            waits = number >= count - WAITING
            instant = (
                now + timedelta(hours=2 * (number - count + WAITING + 1)) if waits else now - (count - number) * apart
            )
            stage = (Stage.APPROVED if number % 2 else Stage.AWAITING) if waits else Stage.LIFTED
            yield _copy(
                model,
                slug=f"story-{number}",
                stage=stage,
                instant=instant,
                lifted_at=None if waits else instant,
                queued_at=instant - timedelta(days=2),
                approval_id=None,
                journal_rows=0,
            )

    _stored(Release, rows())
    return int(Release.objects.filter(slug="story-0").values_list("pk", flat=True).get())


def _versions(room: Newsroom, model: Release, first: int, count: int) -> None:
    version = Version.objects.get(release=model)

    def rows() -> Iterator[Version]:
        for number in range(count):
            text = replace(premises.TEXT, headline=f"Story {number}: harbour cranes to stand still for a week")
            sealed = seal_version(room.keyring, f"story-{number}", version.number, text)
            yield _copy(version, release_id=first + number, content=sealed, page_key=f"{number:064}")

    _stored(Version, rows())


def _deliveries(model: Release, first: int, count: int, each: int) -> None:
    """Of the channels in turn, sent at the instant; of the newest that is out, one failed and one is not confirmed."""
    models = list(Delivery.objects.filter(release=model).order_by("channel"))
    columns, values = _columns("store_delivery", id="'d-' || r.id || '-' || n", release_id="r.id", state="'sent'")
    for place, name in enumerate(columns):
        if name in ("due_at", "accepted_at", "claimed_at", "first_byte_at"):
            values[place] = "r.lifted_at"
    with connection.cursor() as cursor, transaction.atomic():
        for turn, one in enumerate(models):
            cursor.execute(
                "WITH RECURSIVE numbers(n) AS (SELECT %s UNION ALL SELECT n + %s FROM numbers WHERE n + %s < %s)"  # noqa: S608
                f" INSERT INTO store_delivery ({', '.join(columns)}) SELECT {', '.join(values)}"
                " FROM store_delivery AS m, store_release AS r, numbers"
                " WHERE m.id = %s AND r.id >= %s AND r.id < %s AND r.stage = 'lifted'",
                [turn, len(models), len(models), each, one.pk, first, first + count],
            )
        cursor.execute(
            "INSERT INTO store_attempt (delivery_id, number, began_at, ended_at, outcome, detail)"
            " SELECT id, 1, due_at, due_at, 'sent', '' FROM store_delivery WHERE state = 'sent'"
        )
    newest = Release.objects.filter(stage=Stage.LIFTED).latest("instant")
    failed, doubtful = newest.deliveries.order_by("pk")[:2]
    Delivery.objects.filter(pk=failed.pk).update(state="rejected", because="refused")
    Delivery.objects.filter(pk=doubtful.pk).update(state="unconfirmed", because="no answer came")
    RecipientEvent.objects.create(delivery=failed, email="reader1@example.org", state="bounced", at=newest.instant)


def _journal(model: Release, first: int, count: int) -> None:
    kept = {row.act: row for row in JournalRow.objects.filter(release=model)}

    def rows() -> Iterator[JournalRow]:
        for number in range(count):
            for place, act in enumerate(JOURNAL):
                row = kept.get(act)
                facts = row.facts if row else {}
                yield JournalRow(
                    release_id=first + number,
                    number=place + 1,
                    at=model.queued_at,
                    actor=("Wren Writer", "Edda Editor", "clock", "Ada Admin")[place],
                    act=act,
                    facts=facts,
                    mac=f"{number:064}",
                )

    _stored(JournalRow, rows())


def _copy(model: Any, **changed: Any) -> Any:
    values = {
        field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields if field.name != "id"
    }
    return type(model)(**values | changed)


def _stored(model: Any, rows: Iterator[Any]) -> None:
    with transaction.atomic():
        model.objects.bulk_create(rows, batch_size=AT_ONCE)


def _columns(table: str, **changed: str) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return columns, [changed.get(name, f"m.{name}") for name in columns]


if __name__ == "__main__":
    fill(int(sys.argv[1]), int(sys.argv[2]))
