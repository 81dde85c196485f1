"""The simulator's ledger, in memory, so that a day costs little; and how its days are shared out over the machine."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.simulation.notices import notices_led_in
from tests.simulation.quick_queries import quick_queries

CHUNK = 50  # days a test, so that every core gets its share


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`seeds`: all the days of the run, a chunk a test, or the one that was asked for."""
    if "seeds" not in metafunc.fixturenames:
        return
    asked, days = int(metafunc.config.getoption("--seed") or 0), metafunc.config.getoption("--days")
    chunks = [range(start, min(start + CHUNK, days + 1)) for start in range(1, days + 1, CHUNK)]
    if asked:
        chunks = [range(asked, asked + 1)]
    metafunc.parametrize("seeds", chunks, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


@pytest.fixture
def ledger(transactional_db: None) -> Iterator[sqlite3.Connection]:
    """An empty ledger as its migrations made it. For as long as the test lasts Django works on one in memory."""
    empty = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(empty)
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = ":memory:"
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = options | {"cached_statements": 1000}  # its own 128 are too few
    connection.ensure_connection()
    empty.backup(connection.connection)
    gc.disable()  # a quarter of a day's time; a test makes no more rubbish than memory holds
    try:
        with quick_queries(), notices_led_in():
            yield empty
    finally:
        gc.enable()
        if connection.connection is not None:
            connection.connection.close()  # Django itself never closes a database in memory
        connection.connection = None
        connection.settings_dict["NAME"] = name
        connection.settings_dict["OPTIONS"] = options
