"""One writer at a time, on every machine: what a verb has read cannot have changed when it writes.

SQLite's IMMEDIATE does this by itself. On PostgreSQL one advisory lock a transaction does; it is let go with the commit, or
with the connection of a process that died.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# An arbitrary number that is this program's alone: "embargo" in ASCII.
LOCK = 0x656D6261726769


def take_turn() -> None:
    """Call it first in a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def shared_time() -> datetime | None:
    """The database server's clock, by which machines that share it agree on leases. None where there is only one machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        told: datetime = cursor.fetchone()[0]
        return told
