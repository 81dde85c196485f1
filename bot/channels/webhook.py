"""Webhooks to partners, signed as Standard Webhooks 1.0: https://github.com/standard-webhooks/standard-webhooks"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import urlsplit

from standardwebhooks.webhooks import Webhook as Signer

from bot.channels.addresses import is_public
from bot.channels.answers import failed, refused, unwell
from bot.channels.asking import FAILURES, Answer, ask
from bot.channels.base import Keep
from bot.channels.options import Options
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Repeat, Sent, Trouble
from bot.core.rendition import BODY_TYPES, DEFAULT_BODY, fill
from bot.core.world import Transport

# A receiver knows a repeat by its webhook-id, so that whatever it could not handle may come again.
UNTAKEN = range(500, 600)


class Webhook:
    """`url` receives; `secret_env` names the variable with its secret, or with several while one rotates."""

    kind: ClassVar[str] = "webhook"
    provider: ClassVar[str] = "webhook"
    batch: ClassVar[int] = 0
    begins_ahead: ClassVar[bool] = True

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._url = options.url("url")
        self._variable = options.variable("secret_env")
        self._public_only = not options.flag("allow_private_addresses", False)
        self._authorities = options.authorities()
        self._media_type = BODY_TYPES[options.choice("format", tuple(BODY_TYPES), DEFAULT_BODY)]
        options.only()
        self._secrets = secrets.get(self._variable, "").split()
        self._who = urlsplit(self._url).hostname or config.name

    def missing(self) -> list[str]:
        return [] if self._secrets else [self._variable]

    def doubts(self, rendition: bytes) -> list[str]:
        found = []
        if not all(map(_is_secret, self._secrets)):
            found.append(f"{self._variable} is not a webhook secret: whsec_ and the base64 of 24 to 64 bytes.")
        if self._public_only and _is_private(self._who):
            found.append(f"{self._who} is a private address. If that is meant, set allow_private_addresses = true.")
        return found

    def build(self, order: Order) -> bytes:
        lift = {"lift": order.merge["lift"]} if "lift" in order.merge else {}
        return fill(order.rendition.decode(), lift).encode()

    def open_ahead(self, wire: Transport, count: int) -> None:
        wire.open_ahead(self._url, count, self._public_only, self._authorities)

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        if order.at is None:
            raise ValueError("a webhook is signed with the present: order.at must be set")
        if not self._secrets or not all(map(_is_secret, self._secrets)):
            return Rejected(f"{self._variable} is not a webhook secret: whsec_ and the base64 of 24 to 64 bytes.")
        headers = {"Content-Type": self._media_type, **self._signed(order.delivery, order.at, body)}
        try:
            answer = self._ask(wire, "POST", body, headers)
        except FAILURES as error:
            return failed(error, self._who)
        if answer.good:
            return Sent(order.delivery)
        if answer.status == 410:
            return Rejected(
                f"{self._who} says that this endpoint is gone (410). Take the channel out, or ask for the new address.",
                gone=True,
            )
        return refused(answer, self._who, self._variable, UNTAKEN)

    def reconcile(self, order: Order, wire: Transport) -> Found:
        return Repeat("The receiver knows a repeat by its webhook-id.")

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        name = f"{self.config.name}: {self._who}"
        try:
            answer = self._ask(wire, "HEAD")
        except FAILURES as error:
            return [unwell(name, failed(error, self._who))]
        if answer.status == 410:
            return [Check(name, False, "it says that it is gone for good (410): ask the partner", Trouble.REFUSED)]
        if answer.status == 404:  # some know nothing but POST, and say so with it
            return [Check(name, False, "it answers, but knows no such address (404)")]
        return [Check(name, True, "it answers; whether it takes our signature shows with the first release")]

    def _ask(self, wire: Transport, method: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        adapter = wire.adapter(self._public_only)
        return ask(adapter, method, self._url, self.config.timeout, body, headers, self._authorities)

    def _signed(self, delivery: str, at: datetime, body: bytes) -> dict[str, str]:
        moment = at.astimezone(UTC)  # the library reads any zone's wall time as UTC
        signatures = [Signer(secret).sign(delivery, moment, body.decode()) for secret in self._secrets]
        return {
            "webhook-id": delivery,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


def _is_secret(text: str) -> bool:
    try:
        key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return False
    return text.startswith("whsec_") and 24 <= len(key) <= 64


def _is_private(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return not is_public(host)
