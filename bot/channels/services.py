"""Chat and phone services, each behind one address of apprise. The address holds keys, and is shown nowhere."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


class _Ear(logging.Handler):
    """What apprise says goes to whoever asked it to send, and to no log: it writes addresses, and text."""

    def emit(self, record: logging.LogRecord) -> None:
        heard = _heard.get()
        if heard is not None:
            heard.append(record.getMessage())


_log = logging.getLogger("apprise")
_log.propagate = False
_log.setLevel(logging.DEBUG)  # how far a request got is said no louder than that
_log.addHandler(_Ear())


@dataclass(frozen=True, slots=True)
class Told:
    """Whether a service took a message, and what apprise said on the way; the latter holds secrets."""

    taken: bool
    said: tuple[str, ...] = ()


def scheme_of(address: str) -> str:
    """What of an address may be shown: the rest can be as good as a password."""
    scheme, mark, _ = address.partition("://")
    return scheme[:20] if mark else "?"


def service(address: str, seconds: float) -> Any:
    """An apprise object that leads to one address, or to none where it knows no such; a message is tried once.

    A connection and an answer may take `seconds` each; an address that says otherwise (cto=, rto=) has its will.
    """
    import apprise  # takes a third of a second, which `embargo status` should not wait for

    # Without a limit of its own it would leave a thread behind that may tell it after all: the connection has limits.
    asset = apprise.AppriseAsset(app_id="Embargo bot", async_mode=False, service_timeout=0)
    made = apprise.Apprise(asset=asset)
    made.add(address)
    for server in made:
        server.retry = 0  # it would repeat what may have been taken
        for name in ("socket_connect_timeout", "socket_read_timeout"):
            usual = getattr(type(server), name)
            if getattr(server, name) == usual:
                setattr(server, name, max(usual, seconds))
    return made


def told(service: Any, text: str) -> Told:
    """Sends plain text, once."""
    heard: list[str] = []
    # Whoever sets up logging after this was loaded may have switched it off, and what is not heard is in doubt.
    _log.disabled, _log.propagate = False, False
    _log.setLevel(logging.DEBUG)
    if not any(isinstance(handler, _Ear) for handler in _log.handlers):
        _log.addHandler(_Ear())
    token = _heard.set(heard)
    try:
        taken = bool(service.notify(body=text, title="", body_format="text"))
    finally:
        _heard.reset(token)
    return Told(taken, tuple(heard))
