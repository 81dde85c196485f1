"""A mail that breaks no rule, a running sandbox, and requests signed by libraries that are not ours."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from requests_oauthlib import OAuth1

from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.exchange import Request
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.server import Sandbox
from bot.sandbox.x import X, XAccount

NOW = datetime(2026, 3, 5, 0, 1, 0, 41_000, tzinfo=UTC)


KEY = "SG.sandbox"


SECRET = "whsec_" + base64.b64encode(b"a partner's secret of 32 bytes!!").decode()


ACCOUNT = XAccount("app", "app secret", "token", "token secret", "ExampleRights")


OTHER = XAccount("app", "app secret", "other token", "other secret", "ExampleDesk")


FEDIVERSE = MastodonAccount("fediverse token", "rights")


SKY = BlueskyAccount("rights.example.org", "abcd-efgh-ijkl-mnop")


X_URL = "https://x.example.test"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def mail() -> dict[str, Any]:
    """A request for two people that SendGrid would take."""
    off = {"enable": False}
    return {
        "personalizations": [
            {
                "to": [{"email": f"{name}@example.org", "name": name.title()}],
                "substitutions": {"-name-": name.title(), "-link-": f"https://press.example.org/u/{name}"},
                "headers": {"List-Unsubscribe": f"<https://press.example.org/u/{name}>"},
                "custom_args": {"recipient": name},
            }
            for name in ("ada", "bela")
        ],
        "from": {"email": "press@example.org", "name": "Press Office"},
        "reply_to": {"email": "press@example.org"},
        "subject": "Harbour walls: for -name-",
        "headers": {"X-Release": "harbour"},
        "custom_args": {"release": "harbour"},
        "content": [
            {"type": "text/plain", "value": "Dear -name-, see https://press.example.org/harbour. Leave: -link-"},
            {"type": "text/html", "value": "<p>Dear -name-, <a href='-link-'>leave</a>"},
        ],
        "tracking_settings": {"click_tracking": off, "open_tracking": off, "subscription_tracking": off},
    }


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(sendgrid_keys={KEY}, x_accounts=[ACCOUNT, OTHER], hook_secrets={"partners": [SECRET]}) as running:
        yield running


def posted(body: object, key: str = KEY) -> Request:
    """`POST /v3/mail/send` with this body, as it reaches the stand-in."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return Request.of("POST", "https://sg.example.test/v3/mail/send", "https://sg.example.test", headers, data)


def signed(
    method: str, path: str, body: object = None, account: XAccount = ACCOUNT, at: datetime = NOW, **options: Any
) -> Request:
    """A request to X, signed by requests_oauthlib."""
    oauth = OAuth1(
        account.api_key,
        account.api_secret,
        account.access_token,
        account.access_token_secret,
        timestamp=str(int(at.timestamp())),
        **options,
    )
    prepared = requests.Request(method, X_URL + path, json=body, auth=oauth).prepare()
    headers = {
        name: value.decode() if isinstance(value, bytes) else value for name, value in (prepared.headers or {}).items()
    }
    content = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body or b""
    return Request.of(method, str(prepared.url), X_URL, headers, content)


def fetch(method: str, url: str, timeout: float = 10, **options: Any) -> requests.Response:
    """A request over a connection of its own."""
    return requests.request(method, url, timeout=timeout, **options)


@pytest.fixture
def x() -> X:
    return X([ACCOUNT, OTHER])
