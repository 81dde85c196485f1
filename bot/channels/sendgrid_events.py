"""SendGrid's Event Webhook: signed posts that tell what became of each recipient.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event and …/getting-started-event-webhook-security-features
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from bot.core.events import Event, NotGenuine, Unreadable, no_mailbox

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
# SendGrid publishes no tolerance. A repeat is harmless here, so that this only bounds how long a stolen post is good for.
STALE = timedelta(minutes=10)
_STATES = {
    "processed": "processed",
    "deferred": "deferred",
    "dropped": "dropped",
    "delivered": "delivered",
    "bounce": "bounced",
    "spamreport": "complained",
}
_LEAVING = frozenset({"spamreport", "unsubscribe", "group_unsubscribe"})


def public_key(text: str) -> ec.EllipticCurvePublicKey | None:
    """The verification key as SendGrid shows it (base64 of its DER form), or None when it is none on P-256."""
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1) else None


def verify(keys: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """ECDSA over timestamp and raw body, by any of `keys`. Raises NotGenuine."""
    stamp = headers.get(TIMESTAMP, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NotGenuine(who="SendGrid", problem=f"the header {TIMESTAMP} is missing or is no time")
    if abs(now.timestamp() - int(stamp)) > STALE.total_seconds():
        raise NotGenuine(who="SendGrid", problem="they were signed too long ago, or one of the two clocks is wrong")
    try:
        signature = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
    except ValueError:
        signature = b""
    if not any(_signed(key, signature, stamp.encode() + body) for text in keys if (key := public_key(text))):
        raise NotGenuine(who="SendGrid", problem="the signature does not fit the verification key")


def read(body: bytes, now: datetime) -> tuple[Event, ...]:
    """The events of one post that name a delivery and a recipient; others (opens, tests) are left out. Raises Unreadable."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(problem="they are no JSON") from None
    if not isinstance(content, list):
        raise Unreadable(problem="they are no list")
    return tuple(_events(content, now))


def _events(content: list[Any], now: datetime) -> Iterator[Event]:
    for one in content:
        if not isinstance(one, dict):
            continue
        delivery, recipient, kind = one.get("delivery"), one.get("recipient"), one.get("event")
        if not (isinstance(delivery, str) and isinstance(recipient, str) and isinstance(kind, str)):
            continue
        if kind in _STATES or kind in _LEAVING:
            state = _STATES.get(kind, "")
            at, leaves = _moment(one.get("timestamp"), now), kind in _LEAVING
            yield Event(delivery, recipient, state, at, _detail(one), leaves, gone=_gone(kind, one))


def _gone(kind: str, one: Mapping[str, Any]) -> bool:
    """Whether there is no such mailbox: a bounce (a block is none) that says so, or a mail dropped for an earlier one.

    https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event#bounce-classifications
    """
    if kind == "dropped":
        return one.get("reason") in ("Bounced Address", "Invalid")
    if kind != "bounce" or one.get("type") == "blocked":
        return False
    said = f"{one.get('status', '')} {one.get('reason', '')}"
    return one.get("bounce_classification") == "Invalid Address" or no_mailbox(said)


def _moment(seconds: object, now: datetime) -> datetime:
    """Their own time, which is in the past; ours where they have none that can be."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= now.timestamp():
        return now
    return datetime.fromtimestamp(seconds, UTC)


def _detail(one: Mapping[str, Any]) -> str:
    said = one.get("reason") or one.get("response") or ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(said)[:1000]).split())[:300]


def _signed(key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
