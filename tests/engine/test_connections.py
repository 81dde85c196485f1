"""A database server that was restarted is found out by the first thread that asks it, and by no other at a lift."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from bot.engine.connections import dropped, renewed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _only_where_there_is_a_server() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could drop a connection")


def _on_a_thread(work: Callable[[], None]) -> list[BaseException]:
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=guarded)
    thread.start()
    thread.join(20)
    return failed


def _ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cut() -> None:
    """What a restart does to a connection that is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    assert _on_a_thread(lambda: _terminate(pid)) == []


def _terminate(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_connection_that_failed_is_renewed_for_the_next_work_of_its_thread() -> None:
    def work() -> None:
        renewed()
        _cut()
        with pytest.raises(OperationalError):
            _ask()
        renewed()
        _ask()

    assert _on_a_thread(work) == []


def test_when_one_thread_lost_its_connection_the_others_look_at_theirs_before_they_use_them() -> None:
    def work() -> None:
        renewed()
        _cut()
        _on_a_thread(dropped)
        renewed()
        _ask()

    assert _on_a_thread(work) == []
