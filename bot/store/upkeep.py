"""SQLite's write-ahead log is copied into the ledger by whoever commits when it is long: never by a lift, if it can be helped."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created


def no_checkpoint_at_commit() -> None:
    """From now on no connection of this process does it by itself; somebody has to call `checkpoint` now and then."""
    connection_created.connect(_never_by_itself, dispatch_uid="no checkpoint at commit")


def checkpoint() -> None:
    """Copy what can be copied, without waiting for anybody. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint"""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _never_by_itself(connection: Any, **_: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 0")
