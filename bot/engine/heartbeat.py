"""A sign of life to somebody outside, so that silence alarms too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import structlog

from bot.channels.asking import FAILURES, ask
from bot.channels.wire import Network
from bot.core.configuration import Configuration

log = structlog.get_logger(__name__)
EVERY = 60.0
TIMEOUT = 10.0


class Heartbeat:
    """Asks `url` every `every` seconds while `well()` is true: the ledger can be used, and lifts are looked for."""

    def __init__(self, url: str, well: Callable[[], bool], every: float = EVERY) -> None:
        self._url, self._well, self._every = url, well, every
        self._network = Network(1)
        self._ended = threading.Event()
        self._missed = False
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    @classmethod
    def of(cls, config: Configuration, environment: Mapping[str, str], well: Callable[[], bool]) -> Heartbeat | None:
        """As the office configured it; None when it wants none."""
        url = environment.get(config.alerts.heartbeat_url_env, "").strip() if config.alerts.heartbeat_url_env else ""
        return cls(url, well) if url else None

    def start(self) -> Heartbeat:
        """The first one goes a second from now, once the engine has ticked."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """No more of them."""
        self._ended.set()
        self._network.close()

    def _run(self) -> None:
        wait = min(1.0, self._every)
        while not self._ended.wait(wait):
            wait = self._every
            if self._well():
                self._beat()

    def _beat(self) -> None:
        """The address is not logged: whoever knows it can feign life."""
        try:
            missed = not ask(self._network.adapter(), "GET", self._url, TIMEOUT).good
        except FAILURES:
            missed = True
        if missed != self._missed:
            log.warning("heartbeat", reached=not missed)
        self._missed = missed
