"""Connections to the ledger on threads of our own: Django renews those of web requests, and nobody else's."""

from __future__ import annotations

import threading

from django.db import connection

_lock = threading.Lock()
_dropped = 0  # how many connections of this process the server has dropped
_looked = threading.local()


def dropped() -> None:
    """After an error: give this thread's connection up, and have every other thread look at its own before it is used."""
    global _dropped
    connection.close()
    with _lock:
        _dropped += 1


def renewed() -> None:
    """Before and after work: a connection that the server has dropped never comes back; the next is a new one.

    It costs a question to the ledger after an error only, on this thread or on another: when the server was restarted, the
    thread that lifts an hour later must not be the one to find out.
    """
    known = _dropped
    if getattr(_looked, "dropped", known) != known:
        connection.errors_occurred = True  # what Django goes by when it asks whether one can still be used
    before = connection.connection
    connection.close_if_unusable_or_obsolete()
    _looked.dropped = known
    if before is not None and connection.connection is None:
        dropped()
