"""Fetches bounces from their mailboxes: beside the table of steps, as a mail server that hangs may hold none of them up."""

from __future__ import annotations

import threading

import structlog
from django.db import DatabaseError, connection

from bot.core.errors import EmbargoError
from bot.engine.process import Engine
from bot.newsroom.outcomes.collecting import collect, mailboxes

log = structlog.get_logger(__name__)
EVERY = 60.0  # seconds; mail servers tell of a refusal within minutes, of an absence within days


class Collector:
    """Looks into every mailbox that the office's channels have, every `every` seconds."""

    def __init__(self, engine: Engine, every: float = EVERY) -> None:
        self._engine, self._every = engine, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bounces", daemon=True)

    @classmethod
    def of(cls, engine: Engine) -> Collector | None:
        """None when no channel has a mailbox."""
        return cls(engine) if mailboxes(engine.newsroom) else None

    def start(self) -> Collector:
        """The first look is at once."""
        self._thread.start()
        return self

    def stop(self, seconds: float = 2.0) -> None:
        """No more looks; one that is on its way is waited for so long. What it did not mark as read is read next time."""
        self._ended.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._engine.may_act():
                self._look()
            self._ended.wait(self._every)
        connection.close()

    def _look(self) -> None:
        try:
            self._engine.sound(collect(self._engine.newsroom))
        except (DatabaseError, EmbargoError) as error:
            log.warning("bounces put off", kind=type(error).__name__)
            connection.close()
        except Exception:  # a mailbox may hold anything: what came after it is wanted all the same
            log.exception("fetching bounces failed")
