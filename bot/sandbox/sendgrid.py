"""A stand-in of SendGrid's v3 API, as strict as its published reference.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send and …/mail-send/errors
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.exchange import Answer, Headers, Noted, Refusal, Request, answer_json, request_line
from bot.sandbox.mailbox import Mail, written
from bot.sandbox.sendgrid_envelope import Breach
from bot.sandbox.sendgrid_rules import breaches

MAX_BODY = 30 * 1024 * 1024  # "The total size of your email, including attachments, must be less than 30MB"
# What SendGrid says to an account or a key that it takes no mail from; only the first is said to every question.
STANDINGS = {
    "revoked": (401, "The provided authorization grant is invalid, expired, or revoked"),
    "suspended": (403, "authenticated user is not authorized to send mail"),
    "no credits": (401, "Maximum credits exceeded"),
    "no scope": (403, "access forbidden"),
    "unverified": (
        403,
        "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.",
    ),
}
REQUESTS = 600  # a minute, as its rate limit headers tell; mail/send has none
HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message."


@dataclass
class MailRequest(Noted):
    """One accepted request for up to 1,000 recipients; what each of them gets is worked out only when asked for."""

    message_id: str
    payload: dict[str, Any]
    size: int

    @property
    def personalizations(self) -> list[dict[str, Any]]:
        return list(self.payload["personalizations"])

    @property
    def recipients(self) -> list[str]:
        """Every address of the request in its order, to, cc and bcc."""
        return [person["email"] for _, person in self._people()]

    @property
    def custom_args(self) -> list[dict[str, str]]:
        """One for each personalization, the request's own merged beneath."""
        everywhere = self.payload.get("custom_args", {})
        return [everywhere | envelope.get("custom_args", {}) for envelope in self.payload["personalizations"]]

    @property
    def subject(self) -> str:
        """The first recipient's."""
        return self.mail_to(self.recipients[0]).subject

    def tracking_off(self, kind: str) -> bool:
        """Whether the request switched `click`, `open` or `subscription` tracking off; without a word it is on."""
        setting = self.payload.get("tracking_settings", {}).get(f"{kind}_tracking", {})
        return setting.get("enable") is False and not setting.get("enable_text", False)

    def mail_to(self, address: str) -> Mail:
        """The mail as this recipient gets it.

        Substitutions reach the subject, the reply address and the content, but no header. Raises KeyError for
        somebody it did not go to.
        """
        for envelope, person in self._people():
            if person["email"] == address:
                return self._mail(envelope)
        raise KeyError(address)

    def mails(self) -> Iterator[tuple[str, Mail]]:
        """Address and mail, for every recipient."""
        return ((person["email"], self._mail(envelope)) for envelope, person in self._people())

    def _people(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for envelope in self.payload["personalizations"]:
            for field in ("to", "cc", "bcc"):
                for person in envelope.get(field, ()):
                    yield envelope, person

    def _mail(self, envelope: dict[str, Any]) -> Mail:
        swap = envelope.get("substitutions", {})
        content = {part["type"]: part["value"] for part in self.payload.get("content", ())}
        sender = envelope.get("from", self.payload["from"])
        reply_to = [self.payload["reply_to"]] if "reply_to" in self.payload else self.payload.get("reply_to_list", [])
        headers = {name.lower(): (name, value) for name, value in self.payload.get("headers", {}).items()}
        headers |= {name.lower(): (name, value) for name, value in envelope.get("headers", {}).items()}
        return Mail(
            sender=written(sender["email"], sender.get("name")),
            to=", ".join(written(person["email"], person.get("name")) for person in envelope["to"]),
            reply_to=_swapped(", ".join(written(one["email"], one.get("name")) for one in reply_to), swap),
            subject=_swapped(envelope.get("subject", self.payload.get("subject", "")), swap),
            headers=tuple(headers.values()),
            text=_swapped(content.get("text/plain", ""), swap),
            html=_swapped(content.get("text/html", ""), swap),
        )


class SendGrid:
    """Takes mail for anybody who has one of `keys`. `standing`: one of STANDINGS, or "" for an account that is well."""

    name = "sendgrid"

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(keys)
        self.received: list[MailRequest] = []
        self.refused: list[Refusal] = []
        self.standing = ""
        self._accepted = 0
        self._asked = 0

    def answer(self, request: Request, now: datetime) -> Answer:
        """Answers `POST /v3/mail/send`, `GET /v3/scopes` and `GET /v3/user/account`."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if not key:
            return self._refuse(request, now, 401, Breach("authorization required", "authorization"))
        if scheme != "Bearer" or key not in self._keys:
            grant = Breach("The provided authorization grant is invalid, expired, or revoked", None)
            return self._refuse(request, now, 401, grant)
        if self.standing and (self.standing == "revoked" or request.path == "/v3/mail/send"):
            status, message = STANDINGS[self.standing]
            return self._refuse(
                request, now, status, Breach(message, "from" if self.standing == "unverified" else None)
            )
        match (request.method, request.path):
            case ("POST", "/v3/mail/send"):
                return self._send(request, now)
            case ("GET", "/v3/scopes"):
                return answer_json(200, {"scopes": ["mail.send", "user.account.read"]}, self._limits(now))
            case ("GET", "/v3/user/account"):
                return answer_json(200, {"type": "paid", "reputation": 100.0})
            case (_, "/v3/mail/send" | "/v3/scopes" | "/v3/user/account"):
                return self._refuse(request, now, 405, Breach("method not allowed", None))
        return self._refuse(request, now, 404, Breach("not found", None))

    def _limits(self, now: datetime) -> dict[str, str]:
        self._asked += 1
        left = REQUESTS - self._asked % REQUESTS
        reset = int(now.timestamp()) // 60 * 60 + 60
        return {"X-RateLimit-Limit": str(REQUESTS), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": str(reset)}

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """Accepts nothing, and says why in SendGrid's manner; a 429 tells when to come back."""
        message = "too many requests" if status == 429 else "internal error"
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        if status == 429:
            reset = int(now.timestamp() + (retry_after or 1))
            headers |= {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
        return self._refuse(request, now, status, Breach(message, None), headers=headers)

    def forget(self) -> None:
        """Empties what arrived; message ids go on counting."""
        self.received.clear()
        self.refused.clear()
        self.standing = ""

    def _send(self, request: Request, now: datetime) -> Answer:
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            return self._refuse(request, now, 415, Breach("Content-Type should be application/json.", None))
        if len(request.body) >= MAX_BODY:
            return self._refuse(request, now, 413, Breach("The message is too large: it must be below 30 MB.", None))
        try:
            payload = json.loads(request.body.decode("utf-8"))
        except UnicodeDecodeError:
            return self._refuse(request, now, 415, Breach("Invalid UTF8 in request", None))
        except ValueError:
            return self._refuse(request, now, 400, Breach("Bad Request", None))
        found = list(breaches(payload, now))
        if found:
            return self._refuse(request, now, 400, *found)
        if payload.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
            return answer_json(200, {})  # checked and not queued: it never arrives
        self._accepted += 1
        mail = MailRequest(now, f"sandbox-{self._accepted:06d}", payload, len(request.body))
        self.received.append(mail)
        return Answer(202, Headers({"X-Message-Id": mail.message_id}), b"", mail)

    def _refuse(
        self, request: Request, now: datetime, status: int, *found: Breach, headers: dict[str, str] | None = None
    ) -> Answer:
        errors = [
            {
                "message": one.message,
                "field": one.field,
                "help": HELP + one.field if one.field and status == 400 else None,
            }
            for one in found
        ]
        refusal = Refusal(now, self.name, request_line(request), status, found[0].message)
        self.refused.append(refusal)
        return answer_json(status, {"errors": errors}, headers, refusal)


def _swapped(text: str, substitutions: dict[str, str]) -> str:
    for tag, value in substitutions.items():
        text = text.replace(tag, value)
    return text
