"""The way of a notice, below apprise: it opens its connections itself, and here they are led to the wire that the channel was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
import requests

from bot.channels import services
from bot.channels.notify import Notify
from bot.core.delivery import Outcome

CHANNEL = "newsdesk"
PLACE = "http://notices.test"
ADDRESS = f"json://notices.test/{CHANNEL}"


@contextmanager
def notices_led_in() -> Iterator[None]:
    """While it lasts, what apprise posts to that place goes out through the world of whoever sends: requests, and all above it, is real."""
    wires: list[Any] = []  # whoever sends while another one waits for an answer is done before that one goes on
    whole, adapter = Notify.send, requests.Session.get_adapter

    def send(self: Notify, order: Any, body: bytes, wire: Any, keep: Any) -> Outcome:
        wires.append(wire.adapter())
        try:
            return whole(self, order, body, wire, keep)
        finally:
            wires.pop()

    def get_adapter(self: requests.Session, url: str) -> Any:
        return wires[-1] if url.startswith(PLACE) else adapter(self, url)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Notify, "send", send)
        patch.setattr(requests.Session, "get_adapter", get_adapter)
        patch.setattr(
            services, "service", cache(services.service)
        )  # made anew for each notice it takes as long as all else
        yield
