"""Short notices to Slack, Teams, Telegram and a hundred others, through apprise: https://appriseit.com/services/

apprise opens its connections itself: of all channels this one alone does not go out through the wire it is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from bot.channels import services
from bot.channels.base import Keep
from bot.channels.options import Options
from bot.channels.services import Told
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Retry, Sent, Trouble, Unconfirmed
from bot.core.world import Transport

_STATUS = re.compile(r"error=(\d{3})\b")
# How `requests` says that it had no connection yet: nothing can have been taken.
_NOT_SENT = re.compile(
    r"Max retries exceeded .*Caused by (?:NewConnectionError|NameResolutionError|ConnectTimeoutError|SSLError|ProxyError)",
    re.DOTALL,
)


class Notify:
    """`url_env` names the variable with the service's address in apprise's form, such as slack://…; it is a secret."""

    kind: ClassVar[str] = "notify"
    provider: ClassVar[str] = "notify"
    batch: ClassVar[int] = 0

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._variable = options.variable("url_env")
        options.only()
        self._address = secrets.get(self._variable, "").strip()

    def missing(self) -> list[str]:
        return [] if self._address else [self._variable]

    def doubts(self, rendition: bytes) -> list[str]:
        servers = list(self._service())
        if len(servers) != 1:
            return [f"{self._variable} holds no address that apprise knows; it has one, like slack://…"]
        found = []
        if len(servers[0]) > 1:
            # Where one of several places took it and another did not, there is no telling which.
            found.append(f"{self._variable} leads to several places: make a channel for each.")
        text, most = rendition.decode(), int(servers[0].body_maxlen)
        if len(text) > most:
            found.append(f"The notice is too long for {self._who()}: {len(text):,} of {most:,} characters.")
        return found

    def build(self, order: Order) -> bytes:
        # Ahead of the instant, and thrown away: apprise looks through all of its services first, which takes a second.
        self._service()
        return b""  # the rendition is the text

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        service = self._service()
        if len(list(service)) != 1:
            return Rejected(f"{self._variable} holds no address that apprise knows.")
        return self._judged(services.told(service, order.rendition.decode()))

    def reconcile(self, order: Order, wire: Transport) -> Found:
        return Unconfirmed(f"{self._who()} cannot be asked whether it took a notice: look there, then settle this.")

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        name = f"{self.config.name}: {services.scheme_of(self._address)}"
        servers = list(self._service())
        if len(servers) != 1:
            return [Check(name, False, f"{self._variable} holds no address that apprise knows", Trouble.REFUSED)]
        service = str(servers[0].service_name)
        return [Check(name, None, f"{service} is not asked, as that would post: send a first notice by hand")]

    def _service(self) -> Any:
        return services.service(self._address, self.config.timeout)

    def _who(self) -> str:
        return f"{self.config.name} ({services.scheme_of(self._address)})"

    def _judged(self, told: Told) -> Outcome:
        """By what apprise says on its way; what it says itself is shown nowhere, as it holds the address."""
        if told.taken:
            return Sent()
        if any(one.startswith("Sent ") for one in told.said):
            return Unconfirmed(f"{self._who()} took a part of it: look there, then settle this.")
        if any(_NOT_SENT.search(one) for one in told.said):
            return Retry(f"{self._who()} could not be reached.")
        status = next((int(match[1]) for one in told.said if (match := _STATUS.search(one))), None)
        if status in (408, 429):
            return Retry(f"{self._who()} asks to come back later ({status}).")
        if status in (401, 403, 404, 410):
            because = f"{self._who()} does not accept the address in {self._variable}: wrong, expired or revoked"
            return Rejected(f"{because} ({status}).")
        if status is not None and 300 <= status < 500:
            return Rejected(f"{self._who()} refuses this ({status}).")
        if status is not None:
            return Unconfirmed(f"{self._who()} failed while it handled this ({status}).")
        return Unconfirmed(f"{self._who()} did not say whether it took this.")
