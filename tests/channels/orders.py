"""Made-up orders, and what a test needs to send them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Channel
from bot.channels.registry import open_channel
from bot.channels.wire import Network
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Addressee, Order, Outcome
from bot.core.rendition import GREETING, LIFT, UNSUBSCRIBE, Mail, Post, Thread
from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.x import XAccount

OFFICE = Office("Example Rights", "Europe/London", "https://press.example.org", "press@example.org", "Duty officer")
ACCOUNT = XAccount("api-key", "api-secret", "access-token", "access-token-secret", "examplerights")
FEDIVERSE = MastodonAccount("mastodon-access-token", "examplerights")
SKY = BlueskyAccount("rights.example.org", "abcd-efgh-ijkl-mnop")
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes....").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"the secret that is on its way out").decode()
KEY = "SG.sandbox"
ENVIRONMENT = {
    "SENDGRID_API_KEY": KEY,
    "X_API_KEY": ACCOUNT.api_key,
    "X_API_SECRET": ACCOUNT.api_secret,
    "X_ACCESS_TOKEN": ACCOUNT.access_token,
    "X_ACCESS_TOKEN_SECRET": ACCOUNT.access_token_secret,
    "MASTODON_TOKEN": FEDIVERSE.token,
    "BLUESKY_PASSWORD": SKY.password,
    "HOOK_SECRET": SECRET,
    "SMTP_USER": "office",
    "SMTP_PASSWORD": "correct horse",
}
MAIL = Mail(
    subject="Rivers are cleaner than ten years ago – “a start”",
    html=f'<html><body><p>{GREETING}</p><p>Größer &amp; better.</p><a href="{UNSUBSCRIBE}">Unsubscribe</a></body></html>',
    text=f"{GREETING}\n\nRivers are cleaner.\n.\nLeave: {UNSUBSCRIBE}\n",
    sender="Press Office <press@example.org>",
    reply_to="press@example.org",
    language="en",
)
THREAD = Thread(
    (
        Post("Rivers are cleaner than ten years ago https://press.example.org/rivers"),
        Post("“It is a start – & no more than that,” said Ann Reader, example.org’s director."),
        Post("The figures come from 1,200 places <along> 40 rivers."),
    ),
    "en",
)
HOOK = json.dumps({"headline": "Rivers", "versionCreated": LIFT}, ensure_ascii=False).encode()


def person(number: int, email: str = "", name: str = "Ann Reader") -> Addressee:
    email = email or f"reader{number}@example.test"
    return Addressee(f"p{number}", email, name, "en", f"https://press.example.org/unsubscribe/t{number}")


def order(rendition: bytes, people: tuple[Addressee, ...] = (), **changes: Any) -> Order:
    now = datetime.now(UTC)
    lift = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    values: dict[str, Any] = {
        "delivery": "d-1",
        "release": "r-2020-03-05",
        "merge": {"lift": lift},
        "at": now,
    } | changes
    return Order(rendition=rendition, people=people, **values)


def channel(kind: str, provider: str, environment: dict[str, str] | None = None, **settings: Any) -> Channel:
    options = settings.pop("options", {})
    name = {"email": "press", "webhook": "partners"}.get(kind, kind)
    config = ChannelConfig(name, kind, provider, options=options, **{"timeout": 5.0, "list": "press"} | settings)
    return open_channel(config, OFFICE, ENVIRONMENT if environment is None else environment)


class Kept:
    """A `keep` that remembers; `then` runs at each call, so that a test can break in."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.all: list[dict[str, Any]] = []
        self._then = then

    def __call__(self, progress: dict[str, Any]) -> None:
        self.all.append(json.loads(json.dumps(progress)))
        self._then()

    @property
    def last(self) -> dict[str, Any]:
        return self.all[-1]


def sent(channel: Channel, order: Order, wire: Network, keep: Kept | None = None) -> Outcome:
    return channel.send(order, channel.build(order), wire, keep or Kept())
