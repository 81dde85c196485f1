"""Several machines: what a lift makes due is handed over through Procrastinate, in the lift's own transaction.

A job is a call to look, not the truth: it names a batch of deliveries, and whoever gets it claims in the ledger what is due.
A job that is lost, late or doubled costs nothing; the worker's own tick finds what nobody claimed. Only on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from itertools import islice

import structlog
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

log = structlog.get_logger(__name__)

QUEUE = "sending"
TASK = "embargo.send"
BATCH = 50

_wakers: list[Callable[[str], None]] = []


@django_app.task(name=TASK, queue=QUEUE)
def send_due(deliveries: list[str]) -> None:
    """What a worker does with a job: claim and send what is due."""
    for wake in _wakers:
        wake("claim")


def hand_over(deliveries: Sequence[str]) -> None:
    """Within the lift's transaction: a job for every batch of deliveries that are due now."""
    ids = iter(deliveries)
    while batch := list(islice(ids, BATCH)):
        send_due.defer(deliveries=batch)


class Hands:
    """A Procrastinate worker on a thread of its own, woken by PostgreSQL's NOTIFY."""

    def __init__(self, wake: Callable[[str], None]) -> None:
        _wakers[:] = [wake]
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._live, name="procrastinate", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take no more jobs. What was begun goes on in the sending threads."""
        if self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join(timeout=10)

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        connector: DjangoConnector = django_app.connector  # type: ignore[assignment]
        app: App = django_app.with_connector(connector.get_worker_connector())
        self._task = self._loop.create_task(self._work(app))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            connection.close()

    async def _work(self, app: App) -> None:
        while True:
            try:
                async with app.open_async():
                    await app.run_worker_async(
                        queues=[QUEUE], concurrency=1, wait=True, install_signal_handlers=False, delete_jobs="always"
                    )
            except (OSError, ConnectorException) as error:
                # The database is away: the worker's own tick says so; look again soon.
                log.warning("no jobs for now", problem=type(error).__name__)
                await asyncio.sleep(2)
