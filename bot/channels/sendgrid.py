"""Mail through SendGrid: one request for up to 1,000 people, a personalization each. Its reference:
https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from bot.channels import sendgrid_events
from bot.channels.answers import failed, refused, unwell
from bot.channels.asking import FAILURES, Answer, ask
from bot.channels.base import Keep
from bot.channels.correspondence import mail_doubts, mailbox
from bot.channels.limits import left_of, limits_in
from bot.channels.options import Options, readable_on_the_way
from bot.channels.sendgrid_body import body_for, without
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import (
    Addressee,
    Check,
    Found,
    Order,
    Outcome,
    Person,
    Rejected,
    Repeat,
    Retry,
    Sent,
    Trouble,
    Unconfirmed,
)
from bot.core.events import PROGRESS, Event
from bot.core.rendition import Mail
from bot.core.world import Transport

# SendGrid's own client logs the payload and the key at DEBUG; it is not used for posting, and kept quiet all the same.
logging.getLogger("python_http_client").setLevel(logging.WARNING)

MOST_BYTES = 30_000_000  # "the total size of your email … must not exceed 30MB"
PERSON_BYTES = 1_500  # a personalization, generously
# The error reference says of every 5xx that the request was valid and failed while it was handled, and there is no
# idempotency key: in doubt. Only of 503 it says "the v3 Web API is not available".
UNTAKEN = (503,)
MOST_CATEGORIES, CATEGORY_CHARACTERS = 10, 255
_LIMITS = {"x-ratelimit": "requests"}
# What SendGrid says, in small letters → what that means for an office. Its error reference has only statuses; the words are
# from its own pages and from what people report (sendgrid/docs issue 6124, sendgrid-nodejs issue 1090, twilio error 60222).
_MEANINGS = {
    "maximum credits exceeded": "SendGrid's account has used up its mails: take a larger plan, or wait until they begin anew",
    "verified sender identity": "SendGrid does not know the sender as yours: verify its domain under Sender Authentication",
    "under review": "The SendGrid account is under review: ask its support when it may send again",
    "suspended": "The SendGrid account is suspended: ask its support why",
    "deactivated": "The SendGrid account is deactivated: ask its support why",
    "not authorized to send mail": "The SendGrid account may not send mail: it is suspended, under review or not set up to its end",
    "access forbidden": "The key in {key} may not do this: give it the scope mail.send",
    "expired, or revoked": "SendGrid does not know the key in {key} any more: it is wrong, expired or revoked; make a new one",
}
_BAD_PERSON = re.compile(r"personalizations\.(\d+)\.")
_ROUNDS = 10


class SendGrid:
    """`api_key_env` names the variable with the key; `base_url` is another for accounts in the EU.

    `categories` are shown in SendGrid's statistics. `events_key_env` names the variable with the Event Webhook's
    verification key (or several, while one is replaced).
    """

    kind: ClassVar[str] = "email"
    provider: ClassVar[str] = "sendgrid"
    batch: ClassVar[int] = 1000
    body_is_whole: ClassVar[bool] = True
    begins_ahead: ClassVar[bool] = True

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._variable = options.variable("api_key_env", "SENDGRID_API_KEY")
        self._events_variable = options.variable("events_key_env", "")
        self._events_wait = options.span("events_wait", "10m")
        sender = options.text("sender", "")
        self._categories = options.texts("categories", MOST_CATEGORIES - 1, CATEGORY_CHARACTERS)
        options.only()
        if sender and mailbox(sender) is None:
            raise options.wrong("sender", "write it as Press Office <press@example.org>")
        self._sender, self._reply_to = sender or office.reply_to, office.reply_to
        self._key = secrets.get(self._variable, "").strip()
        self._events_keys = secrets.get(self._events_variable, "").split()
        self._events_url = f"{office.url}/events/{self.provider}/{config.name}"
        self._base = config.base_url or "https://api.sendgrid.com"

    def missing(self) -> list[str]:
        events = [self._events_variable] if self._events_variable and not self._events_keys else []
        return ([] if self._key else [self._variable]) + events

    def doubts(self, rendition: bytes) -> list[str]:
        mail = Mail.from_bytes(rendition)
        found = mail_doubts(mail)
        sender = mailbox(mail.sender)
        if sender and re.search("[,;]", sender.display_name):
            found.append("SendGrid takes no comma or semicolon in the sender's name.")
        if len(rendition) + self.batch * PERSON_BYTES > MOST_BYTES:
            found.append("The mail is too large for SendGrid, which takes 30 MB for 1,000 recipients together.")
        if readable_on_the_way(self._base):
            found.append("base_url begins with http://, so that the key could be read on its way: use https://.")
        if self._bad_events_key():
            found.append(f"{self._events_variable} is no verification key: copy it from SendGrid's Event Webhook page.")
        return found

    def build(self, order: Order) -> bytes:
        waiting = _waiting(order)
        if not waiting:
            return b""
        return body_for(order, waiting, self.config.list or self.config.name, self._categories_of(order))

    def open_ahead(self, wire: Transport, count: int) -> None:
        wire.open_ahead(self._base, count)

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        if not body:
            return Sent()  # everybody has it, or has left the list since
        turned_away: list[Person] = []
        for _ in range(_ROUNDS):
            try:
                answer = self._ask(wire, "POST", "/v3/mail/send", body)
            except FAILURES as error:
                return replace(failed(error, "SendGrid"), people=tuple(turned_away))
            if answer.status == 202:
                return Sent(answer.headers.get("X-Message-Id"), people=tuple(turned_away))
            bad = _bad_people(answer)
            if answer.status != 400 or not bad:
                return replace(self._judged(answer), people=tuple(turned_away))
            # One impossible address makes SendGrid refuse all thousand; nobody got it, so the others may be sent to.
            body, refused_people = without(body, bad)
            turned_away += refused_people
            if not body:
                break
            keep(dict(order.progress))  # nothing new to remember, but the lease has to last for another round
        return Rejected(f"SendGrid refuses this (400): {answer.said()}", tuple(turned_away))

    def reconcile(self, order: Order, wire: Transport) -> Found:
        look = "look at its Activity page, then settle this."
        if not self.hears or order.at is None or order.begun is None:
            return Unconfirmed(f"SendGrid cannot be asked whether it took a mail; {look}")
        heard, missing = _heard(order), len(_waiting(order))
        if heard and not missing:
            return Sent()
        if order.at - order.begun < self._events_wait:
            return Unconfirmed("SendGrid cannot be asked whether it took a mail; its events are waited for.")
        if not heard:
            # A request is taken whole or not at all. Of one that was not, there is no event; but neither is there one
            # when the Event Webhook is switched off, or does not reach us.
            return Unconfirmed(f"SendGrid has told nothing of this mail; {look}")
        return Repeat(f"SendGrid has told nothing of {missing} of {missing + heard}; only they are sent to again.")

    @property
    def hears(self) -> bool:
        return bool(self._events_variable)

    def hear(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Event, ...]:
        sendgrid_events.verify(self._events_keys, headers, body, now)
        return sendgrid_events.read(body, now)

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        name = f"{self.config.name}: SendGrid"
        try:
            answer = self._ask(wire, "GET", "/v3/scopes")
            if not answer.good:
                return [unwell(name, self._judged(answer))]
            scopes = (answer.json() or {}).get("scopes", [])
            if "mail.send" not in scopes:
                because = f"the key in {self._variable} may not send mail: give it the scope mail.send"
                return [Check(name, False, because, Trouble.REFUSED)]
            tried = self._ask(wire, "POST", "/v3/mail/send", self._trial())
        except FAILURES as error:
            return [unwell(name, failed(error, "SendGrid"))]
        if tried.status != 200:  # 202 would be a mail that goes
            return [unwell(name, self._judged(tried))]
        found = [Check(name, True, "the key may send mail, and a mail from the sender passes its checks")]
        if self._bad_events_key():
            found.append(Check(f"{self.config.name}: events", False, f"{self._events_variable} is no verification key"))
        elif self.hears:
            found.append(Check(f"{self.config.name}: events", True, f"SendGrid is to post them to {self._events_url}"))
        return [*found, *left_of(self.config.name, limits_in(answer.headers, _LIMITS))]

    def _trial(self) -> bytes:
        """A mail to the office itself that SendGrid checks and sends to nobody (its sandbox mode)."""
        words = "embargo doctor"
        mail = Mail(words, f"<p>{words}</p>", words, self._sender, self._reply_to, "en")
        order = Order("doctor", "doctor", mail.to_bytes())
        return body_for(order, (Addressee("0", self._reply_to),), "doctor", self._categories_of(order), trial=True)

    def _categories_of(self, order: Order) -> list[str]:
        return list(dict.fromkeys([order.kind, *self._categories]))

    def _bad_events_key(self) -> bool:
        return any(sendgrid_events.public_key(text) is None for text in self._events_keys)

    def _ask(self, wire: Transport, method: str, path: str, body: bytes = b"") -> Answer:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        return ask(wire.adapter(), method, self._base + path, self.config.timeout, body, headers)

    def _judged(self, answer: Answer) -> Retry | Rejected | Unconfirmed:
        meanings = {words: meaning.format(key=self._variable) for words, meaning in _MEANINGS.items()}
        return refused(answer, "SendGrid", self._variable, UNTAKEN, meanings)


def _waiting(order: Order) -> list[Addressee]:
    """Whom this attempt is for: everybody but those of whom SendGrid has told something already."""
    return [person for person in order.people if order.known.get(person.id) not in PROGRESS]


def _heard(order: Order) -> int:
    """Of how many SendGrid has told something, whoever has left the list since among them."""
    return sum(state in PROGRESS for state in order.known.values())


def _bad_people(answer: Answer) -> dict[int, str]:
    """Place in `personalizations` → what is wrong there; empty unless every error is about one of the people."""
    content = answer.json()
    errors = content.get("errors") if isinstance(content, dict) else None
    found: dict[int, str] = {}
    for error in errors if isinstance(errors, list) else []:
        place = _BAD_PERSON.match(str(error.get("field") or "")) if isinstance(error, dict) else None
        if place is None:
            return {}
        found.setdefault(int(place[1]), str(error.get("message") or "refused")[:300])
    return found
