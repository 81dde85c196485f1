"""Stand-ins of partners who receive our webhooks: Standard Webhooks 1.0, verified with nothing but hmac.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.errors import EmbargoError
from bot.sandbox.exchange import Answer, Headers, Noted, Refusal, Request, answer_json, request_line

TOLERANCE = 300  # seconds; the libraries of the specification use five minutes
_NEEDED = ("webhook-id", "webhook-timestamp", "webhook-signature")


class BadWebhookSecret(EmbargoError):
    """The secret of the webhook "{name}" is not "whsec_" and the base64 of 24 to 64 bytes. Make a new one."""


@dataclass
class Hook(Noted):
    """One webhook as it came, whether or not its signature was right; a repeat has an id that came before."""

    name: str
    webhook_id: str
    timestamp: str
    verified: bool
    repeat: bool
    raw: bytes
    media_type: str = ""

    @property
    def body(self) -> Any:
        """The body as JSON, or as text when it is none."""
        try:
            return json.loads(self.raw)
        except ValueError:
            return self.raw.decode("utf-8", "replace")


class WebhookReceiver:
    """Receives at `/NAME` for each name in `secrets`; several secrets for one name are a rotation under way."""

    name = "hooks"

    def __init__(self, secrets: Mapping[str, Iterable[str]]) -> None:
        self._keys = {name: [_key(name, secret) for secret in several] for name, several in secrets.items()}
        self.received: list[Hook] = []
        self.refused: list[Refusal] = []

    def answer(self, request: Request, now: datetime) -> Answer:
        """204 for a verified webhook, 200 for its repeat, 400 without a needed header, 401 for a wrong one."""
        endpoint = request.path.strip("/")
        if endpoint not in self._keys:
            return self._refuse(request, now, 404, f"There is no webhook {endpoint!r} here.")
        if request.method != "POST":
            return self._refuse(request, now, 405, "Webhooks are posted.", {"Allow": "POST"})
        missing = [header for header in _NEEDED if not request.headers.get(header)]
        if missing:
            return self._refuse(request, now, 400, f"Missing header: {', '.join(missing)}")
        message_id, stamp, signatures = (request.headers[header] for header in _NEEDED)
        flaw = self._flaw(endpoint, message_id, stamp, signatures, request.body, now)
        repeat = any(hook.verified and (hook.name, hook.webhook_id) == (endpoint, message_id) for hook in self.received)
        hook = Hook(
            now, endpoint, message_id, stamp, flaw is None, repeat and flaw is None, request.body, _type(request)
        )
        self.received.append(hook)
        if flaw:
            return answer_json(401, {"error": flaw}, noted=hook)
        return answer_json(200, {"repeat": True}, noted=hook) if repeat else Answer(204, Headers(), b"", hook)

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """Accepts nothing; a 410 says that the endpoint is gone for good."""
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        return self._refuse(request, now, status, "Gone" if status == 410 else "Not now", headers)

    def forget(self) -> None:
        """Empties what arrived, and with it the ids that would be repeats."""
        self.received.clear()
        self.refused.clear()

    def _flaw(
        self, endpoint: str, message_id: str, stamp: str, signatures: str, body: bytes, now: datetime
    ) -> str | None:
        if not stamp.isascii() or not stamp.isdigit():
            return "webhook-timestamp is not an integer"
        if abs(int(stamp) - now.timestamp()) > TOLERANCE:
            return "webhook-timestamp is not within five minutes of now"
        signed = f"{message_id}.{stamp}.".encode() + body
        right = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()) for key in self._keys[endpoint]]
        given = [part[3:].encode() for part in signatures.split(" ") if part.startswith("v1,")]
        if any(hmac.compare_digest(one, other) for one in right for other in given):
            return None
        return "No signature matches"

    def _refuse(
        self, request: Request, now: datetime, status: int, reason: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        refusal = Refusal(now, self.name, request_line(request), status, reason)
        self.refused.append(refusal)
        return answer_json(status, {"error": reason}, headers, refusal)


def _type(request: Request) -> str:
    return request.headers.get("content-type", "")


def _key(name: str, secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise BadWebhookSecret(name=name)
    return key
