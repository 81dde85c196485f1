"""Where the ledger is: a file of SQLite's in EMBARGO_HOME, or PostgreSQL where DATABASE_URL says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from bot.core.errors import ConfigurationError


def database(address: str, ledger: Path) -> dict[str, Any]:
    """Django's settings for it. Raises ConfigurationError for an address that is not PostgreSQL's."""
    return _postgresql(address) if address else _sqlite(ledger)


def _sqlite(ledger: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(ledger),
        # Opening it anew for every step would cost a millisecond each time.
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": str(ledger.with_name("test.sqlite3"))},
        "OPTIONS": {
            # A transaction takes the write lock when it begins: a read that turns into a write would fail at once.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=None))
    except (ValueError, dj_database_url.UnknownSchemeError):
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        problem = "only postgres://user:password@host:port/name is understood; leave it unset for the embedded database"
        raise ConfigurationError(where="DATABASE_URL", problem=problem)
    options = {
        "connect_timeout": 5,
        # A commit that was answered is on disk; what waits for a lock says so, like SQLite, instead of waiting for ever.
        "options": "-c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=5s",
    }
    return parsed | {"OPTIONS": options | parsed.get("OPTIONS", {})}
