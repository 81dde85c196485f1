"""The ledger is a durable one: what SQLite was asked for is in force, and no column changes by itself."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction


def asked(pragma: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        return cursor.fetchone()[0]


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
)
def test_what_the_ledger_promises_is_in_force(pragma: str, value: object) -> None:
    assert asked(pragma) == value


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_a_transaction_has_the_write_lock_from_its_first_moment() -> None:
    other = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), timeout=0, isolation_level=None)
    try:
        with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_while_somebody_writes_others_can_read() -> None:
    other = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), timeout=0, isolation_level=None)
    try:
        with transaction.atomic():
            assert other.execute("SELECT count(*) FROM store_release").fetchone() == (0,)
    finally:
        other.close()


def test_no_column_changes_by_itself() -> None:
    columns = [field for model in apps.get_app_config("store").get_models() for field in model._meta.get_fields()]
    assert columns
    assert not [
        field for field in columns if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]


def test_no_column_has_the_clock_as_its_default() -> None:
    for model in apps.get_app_config("store").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.DateTimeField):
                assert field.default is models.NOT_PROVIDED


@pytest.mark.django_db
def test_the_migrations_are_the_models() -> None:
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_times_are_kept_in_utc() -> None:
    assert settings.USE_TZ is True
    assert settings.TIME_ZONE == "UTC"
