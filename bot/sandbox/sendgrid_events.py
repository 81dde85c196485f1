"""SendGrid's Event Webhook as it posts: what became of each recipient, signed with a key of the sandbox's own.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.sandbox.sendgrid import MailRequest

_MORE: Mapping[str, Mapping[str, str]] = {
    "delivered": {"response": "250 2.0.0 OK"},
    "deferred": {"response": "451 4.7.1 Please try again later", "attempt": "1"},
    "bounce": {"reason": "550 5.1.1 The email account that you tried to reach does not exist", "type": "bounce"},
    "dropped": {"reason": "Bounced Address", "status": "5.0.0"},
}


class EventPoster:
    """Tells an office about mail that was accepted. `verification_key` is what SendGrid shows on its settings page."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._ids = itertools.count(1)

    @property
    def verification_key(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return base64.b64encode(self._key.public_key().public_bytes(serialization.Encoding.DER, form)).decode()

    def about(
        self, mail: MailRequest, kind: str, at: datetime, only: Iterable[str] | None = None
    ) -> list[dict[str, Any]]:
        """One event of `kind` ("processed", "bounce" …) for each recipient, or for `only` these addresses."""
        chosen = None if only is None else set(only)
        return [
            {
                "email": person["email"],
                "timestamp": int(at.timestamp()),
                "smtp-id": f"<{mail.message_id}@ismtpd>",
                "event": kind,
                "sg_event_id": f"sandbox-event-{next(self._ids)}",
                "sg_message_id": f"{mail.message_id}.filter",
                **args,
                **_MORE.get(kind, {}),
            }
            for envelope, args in zip(mail.personalizations, mail.custom_args, strict=True)
            for person in envelope["to"]
            if chosen is None or person["email"] in chosen
        ]

    def signed(self, events: list[dict[str, Any]], now: datetime) -> tuple[dict[str, str], bytes]:
        """Headers and body of one post, as they go out at `now`."""
        body = ("[" + ",\r\n".join(json.dumps(event) for event in events) + "]\r\n").encode()
        stamp = str(int(now.timestamp()))
        signature = self._key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "SendGrid Event API",
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        }
        return headers, body

    def post(self, url: str, events: list[dict[str, Any]], now: datetime) -> int:
        """Posts them over the network; the status of the answer. Raises what `requests` does."""
        headers, body = self.signed(events, now)
        with requests.Session() as session:
            session.trust_env = False
            return session.post(url, data=body, headers=headers, timeout=5, allow_redirects=False).status_code
