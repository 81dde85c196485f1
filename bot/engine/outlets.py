"""The engine's way to people, past the database: by mail, phone push or chat, through apprise.

Each address has a thread and a queue of its own, so that one that hangs delays neither a lift nor another.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.channels.services import scheme_of as scheme_of
from bot.channels.services import service as service_at
from bot.core.configuration import Configuration

log = structlog.get_logger(__name__)
GOOD_NEWS = frozenset({"ready", "out", "partly-out", "late-sent", "ledger-cured"})
WAITS = (5.0, 30.0, 120.0)  # seconds before each further try of an address that did not take it
AT_ONCE = 20  # in one message; what has come together meanwhile is told together
MOST = 1000
SECONDS = 10  # that a connection and an answer may take, each; the address may say otherwise (cto=, rto=)


@dataclass(frozen=True, slots=True)
class Message:
    """One alert or notice on its way to people."""

    code: str
    text: str


class Outlet:
    """One address. What can't be told in the end is in the log, as everything is."""

    def __init__(self, address: str, title: str, waits: Sequence[float] = WAITS) -> None:
        self.scheme = scheme_of(address)
        self._address, self._title, self._waits = address, title, waits
        self._queue: queue.Queue[Message | None] = queue.Queue(MOST)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"tell-{self.scheme}", daemon=True)
        self._thread.start()

    def tell(self, message: Message) -> None:
        """Returns at once."""
        try:
            self._queue.put_nowait(message)
        except queue.Full:
            log.error("not told", outlet=self.scheme, code=message.code, because="too much waits to be told there")

    def closing(self) -> None:
        """From now on each message is tried once more at most."""
        self._closing.set()

    def close(self, seconds: float) -> None:
        """Tell what waits, within `seconds`; no further tries."""
        deadline = time.monotonic() + seconds
        self.closing()
        try:
            self._queue.put(None, timeout=seconds)
        except queue.Full:
            return
        self._thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        service = service_at(self._address, SECONDS)
        while (first := self._queue.get()) is not None:
            messages = [first]
            while len(messages) < AT_ONCE and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    self._told(service, messages)
                    return
                messages.append(following)
            self._told(service, messages)

    def _told(self, service: Any, messages: Sequence[Message]) -> None:
        bad = any(message.code not in GOOD_NEWS for message in messages)
        body = "\n".join(message.text for message in messages)
        for wait in (*self._waits, None):
            if service.notify(body=body, title=self._title, notify_type="failure" if bad else "info"):
                return
            if wait is None or self._closing.is_set():
                break
            self._closing.wait(wait)
        log.error("not told", outlet=self.scheme, codes=[message.code for message in messages])


class Outlets:
    """Every address of the office."""

    def __init__(self, addresses: Sequence[str], title: str, waits: Sequence[float] = WAITS) -> None:
        bad = flawed(addresses)
        for address in bad:
            log.error("not told", outlet=scheme_of(address), because="it is no address that alerts can be told to")
        self._outlets = [Outlet(address, title, waits) for address in addresses if address not in bad]

    @classmethod
    def of(cls, config: Configuration, environment: Mapping[str, str]) -> Outlets:
        """As the office configured them."""
        return cls(addresses(config, environment), f"Embargo bot, {config.office.name}")

    def tell(self, code: str, text: str) -> None:
        """Tell everybody; returns at once."""
        for outlet in self._outlets:
            outlet.tell(Message(code, text))

    def close(self, seconds: float = 5.0) -> None:
        """Tell what waits, within `seconds` for all addresses together."""
        deadline = time.monotonic() + seconds
        for outlet in self._outlets:
            outlet.closing()
        for outlet in self._outlets:
            outlet.close(max(0.0, deadline - time.monotonic()))


def addresses(config: Configuration, environment: Mapping[str, str]) -> list[str]:
    """The addresses that `[alerts] to_env` leads to, separated by space there."""
    return environment.get(config.alerts.to_env, "").split() if config.alerts.to_env else []


def flawed(addresses: Sequence[str]) -> list[str]:
    """Those that apprise can't use."""
    return [address for address in addresses if len(service_at(address, SECONDS)) == 0]
