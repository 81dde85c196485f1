"""Writes to those who signed up for a list: beside the table of steps, as nobody's instant depends on it.

Its mails count against their channel's rate, as the provider counts them too.
"""

from __future__ import annotations

import threading

import structlog
from django.db import DatabaseError, connection

from bot.core.errors import EmbargoError
from bot.engine.process import Engine
from bot.newsroom.lift.rates import allowed
from bot.newsroom.media_list.confirming import write_next

log = structlog.get_logger(__name__)
EVERY = 2.0  # seconds; whoever signed up is waiting for it


class Correspondent:
    """Looks every `every` seconds whether somebody waits to be written to."""

    def __init__(self, engine: Engine, every: float = EVERY) -> None:
        self._engine, self._every = engine, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sign-ups", daemon=True)

    @classmethod
    def of(cls, engine: Engine) -> Correspondent | None:
        """None when no list is public."""
        return cls(engine) if any(one.public for one in engine.newsroom.config.lists.values()) else None

    def start(self) -> Correspondent:
        """The first look is at once."""
        self._thread.start()
        return self

    def stop(self, seconds: float = 5.0) -> None:
        """Nobody else is written to; the mail that is on its way is waited for so long. It is not sent again."""
        self._ended.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ended.is_set():
            wrote = self._engine.may_act() and self._write()
            if not wrote:
                self._ended.wait(self._every)
        connection.close()

    def _write(self) -> bool:
        try:
            return write_next(self._engine.newsroom, allowed)
        except (DatabaseError, EmbargoError) as error:
            log.warning("sign-ups put off", kind=type(error).__name__)
            connection.close()
        except Exception:  # whoever signs up next may not wait for ever because of it
            log.exception("sign-ups failed")
        return False
