"""A mail server of the sandbox, and letters to it."""

from __future__ import annotations

from typing import Any

from bot.channels.base import Channel
from bot.core.delivery import Addressee, Order
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, MAIL, channel, order, person


def server(port: int, **options: Any) -> Channel:
    settings = {"host": "127.0.0.1", "port": port, "tls": "none"} | options
    return channel("email", "smtp", ENVIRONMENT, timeout=0.5, options=settings)


def to(*people: Addressee, **changes: object) -> Order:
    return order(MAIL.to_bytes(), people or (person(1),), **changes)


def arrived(sandbox: Sandbox) -> list[str]:
    return [address for letter in sandbox.mail.received for address in letter.recipients]


def states(outcome: Any) -> dict[str, str]:
    return {one.email: one.state for one in outcome.people}


READERS = tuple(person(number) for number in range(1, 26))


ALL = [one.email for one in READERS]


BOUNCE, DEFER = person(98, "bounce@example.test"), person(99, "defer@example.test")
