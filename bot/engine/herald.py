"""Tells the office's hub that its feeds have news: beside the table of steps, as a hub that hangs may hold none of them up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import structlog
from django.db import DatabaseError, connection

from bot.channels.asking import FAILURES, ask
from bot.channels.wire import Network
from bot.core.errors import EmbargoError
from bot.engine.process import Engine
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.published.heralding import Tidings, news
from bot.store.standstill import standstill

log = structlog.get_logger(__name__)
EVERY = 0.5  # seconds between two looks at the ledger
TIMEOUT = 10.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WAITS = (2.0, 10.0, 60.0, 300.0, 900.0)  # seconds until a hub that did not take it is told again; then it is let be


class Herald:
    """Looks for news every `every` seconds and posts to `hub` (https://www.w3.org/TR/websub/#publishing)."""

    def __init__(
        self,
        newsroom: Newsroom,
        hub: str,
        every: float = EVERY,
        waits: Sequence[float] = WAITS,
        may_act: Callable[[], bool] = lambda: True,
    ) -> None:
        self._newsroom, self._hub, self._every, self._waits = newsroom, hub, every, waits
        self._may_act, self._free = may_act, False
        self._network = Network(1)
        self._ended = threading.Event()
        self._tidings = Tidings()
        self._due: dict[str, None] = {}
        self._failures, self._next = 0, 0.0
        self._thread = threading.Thread(target=self._run, name="hub", daemon=True)

    @classmethod
    def of(cls, engine: Engine) -> Herald | None:
        """None when the office has no hub."""
        hub = engine.newsroom.config.pressroom.hub
        return cls(engine.newsroom, hub, may_act=engine.may_act) if hub else None

    def start(self) -> Herald:
        """The first look is at once: what a crash kept from being told is told now."""
        self._thread.start()
        return self

    def stop(self, seconds: float = 2.0) -> None:
        """No more of it; what is on its way is waited for so long."""
        self._ended.set()
        self._thread.join(seconds)
        self._network.close()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._look()
            if self._due and self._free and self._newsroom.world.monotonic() >= self._next:
                self._tell()
            self._ended.wait(self._every)
        self._look()  # what lifted a moment ago
        if self._due and self._free:
            self._tell()
        connection.close()

    def _look(self) -> None:
        self._free = False
        try:
            # Not of somebody else's ledger, and of nothing while everything is stopped: it is told after that.
            self._free = self._may_act() and standstill() is None
            found = news(self._newsroom, self._tidings)
        except (DatabaseError, EmbargoError) as error:
            log.warning("news put off", kind=type(error).__name__)
            connection.close()
            return
        except Exception:  # the next lift has news all the same
            log.exception("looking for news failed")
            return
        if found:
            self._due |= dict.fromkeys(found)
            self._failures, self._next = 0, 0.0

    def _tell(self) -> None:
        """All feeds in one request, as hubs take them."""
        addresses = list(self._due)
        try:
            body = urlencode([("hub.mode", "publish"), *(("hub.url", one) for one in addresses)]).encode()
            answer = ask(self._network.adapter(), "POST", self._hub, TIMEOUT, body, _FORM)
            problem = "" if answer.good else f"{answer.status} {answer.said()}".strip()
        except FAILURES as error:
            problem = type(error).__name__
        if not problem:
            self._due.clear()
            self._failures = 0
            log.info("hub told", feeds=len(addresses))
            return
        wait = self._waits[self._failures] if self._failures < len(self._waits) else None
        log.warning("the hub did not take the news", problem=problem, again_in=wait)
        self._failures += 1
        if wait is None:
            self._due.clear()
        else:
            self._next = self._newsroom.world.monotonic() + wait
