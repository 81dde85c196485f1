"""Mail through SendGrid: one request for up to 1,000 people, a personalization each. Its reference:
https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from sendgrid.helpers.mail import (
    ClickTracking,
    Content,
    From,
    Ganalytics,
    MimeType,
    OpenTracking,
    ReplyTo,
    SubscriptionTracking,
    TrackingSettings,
)
from sendgrid.helpers.mail import Mail as Message

from bot.channels import sendgrid_events
from bot.channels.answers import failed, refused
from bot.channels.asking import FAILURES, Answer, Session, ask
from bot.channels.base import Keep
from bot.channels.correspondence import mail_doubts, mailbox, merge_values, plain_name, unsubscribe_headers
from bot.channels.options import Options, readable_on_the_way
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
    Unconfirmed,
)
from bot.core.events import PROGRESS, Event
from bot.core.rendition import GREETING, UNSUBSCRIBE, Mail
from bot.core.world import Transport

# SendGrid's own client logs the payload and the key at DEBUG; it is not used for posting, and kept quiet all the same.
logging.getLogger("python_http_client").setLevel(logging.WARNING)

MOST_BYTES = 30_000_000  # "the total size of your email … must not exceed 30MB"
PERSON_BYTES = 1_500  # a personalization, generously
# The error reference says of every 5xx that the request was valid and failed while it was handled, and there is no
# idempotency key: in doubt. Only of 503 it says "the v3 Web API is not available".
UNTAKEN = (503,)
_BAD_PERSON = re.compile(r"personalizations\.(\d+)\.")
_ROUNDS = 10


class SendGrid:
    """`api_key_env` names the variable with the key; `base_url` is another for accounts in the EU.

    `events_key_env` names the variable with the Event Webhook's verification key (or several, while one is replaced).
    """

    kind: ClassVar[str] = "email"
    provider: ClassVar[str] = "sendgrid"
    batch: ClassVar[int] = 1000

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._variable = options.variable("api_key_env", "SENDGRID_API_KEY")
        self._events_variable = options.variable("events_key_env", "")
        self._events_wait = options.span("events_wait", "10m")
        sender = options.text("sender", "")
        options.only()
        if sender and mailbox(sender) is None:
            raise options.wrong("sender", "write it as Press Office <press@example.org>")
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
        mail = Mail.from_bytes(order.rendition)
        content = _frame(mail)
        # Plain dictionaries in the helpers' shape: their objects cost most of the time of 1,000 people.
        content["personalizations"] = [self._personalization(order, mail, person) for person in _waiting(order)]
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        if not _waiting(order):
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
            body, refused_people = _without(body, bad)
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

    def check(self, wire: Transport) -> list[Check]:
        name = f"{self.config.name}: SendGrid"
        try:
            answer = self._ask(wire, "GET", "/v3/scopes")
        except FAILURES as error:
            return [Check(name, False, failed(error, "SendGrid").because)]
        if not answer.good:
            return [Check(name, False, self._judged(answer).because)]
        scopes = (answer.json() or {}).get("scopes", [])
        if "mail.send" not in scopes:
            return [Check(name, False, f"the key in {self._variable} may not send mail: give it the scope mail.send")]
        found = [Check(name, True, "the key may send mail")]
        if self._bad_events_key():
            found.append(Check(f"{self.config.name}: events", False, f"{self._events_variable} is no verification key"))
        elif self.hears:
            found.append(Check(f"{self.config.name}: events", True, f"SendGrid is to post them to {self._events_url}"))
        return found

    def _bad_events_key(self) -> bool:
        return any(sendgrid_events.public_key(text) is None for text in self._events_keys)

    def _personalization(self, order: Order, mail: Mail, person: Addressee) -> dict[str, Any]:
        values = merge_values(person, mail, self.config.list or self.config.name)
        name = " ".join(re.sub("[,;]", " ", plain_name(person.name)).split())  # both are barred in names
        return {
            "to": [{"email": person.email, "name": name} if name else {"email": person.email}],
            "headers": unsubscribe_headers(person, mail, self.config.list or self.config.name),
            "substitutions": {GREETING: values["greeting"], UNSUBSCRIBE: values["unsubscribe"]},
            "custom_args": {"release": order.release, "delivery": order.delivery, "recipient": person.id},
        }

    def _ask(self, wire: Transport, method: str, path: str, body: bytes = b"") -> Answer:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        return ask(Session(wire.adapter()), method, self._base + path, self.config.timeout, body, headers)

    def _judged(self, answer: Answer) -> Retry | Rejected | Unconfirmed:
        return refused(answer, "SendGrid", self._variable, UNTAKEN)


def _waiting(order: Order) -> list[Addressee]:
    """Whom this attempt is for: everybody but those of whom SendGrid has told something already."""
    return [person for person in order.people if order.known.get(person.id) not in PROGRESS]


def _heard(order: Order) -> int:
    """Of how many SendGrid has told something, whoever has left the list since among them."""
    return sum(state in PROGRESS for state in order.known.values())


def _frame(mail: Mail) -> dict[str, Any]:
    """The request without its people. Nothing is tracked and nothing scheduled: links and bytes stay as approved."""
    sender, reply_to = mailbox(mail.sender), mailbox(mail.reply_to)
    if sender is None or reply_to is None:
        raise ValueError("the rendition has no sender or reply_to that can be used: `doubts` says so before approval")
    message = Message(From(sender.addr_spec, sender.display_name or None), subject=mail.subject)
    message.reply_to = ReplyTo(reply_to.addr_spec, reply_to.display_name or None)
    message.add_content(Content(MimeType.text, mail.text))
    message.add_content(Content(MimeType.html, mail.html))
    message.tracking_settings = TrackingSettings(
        click_tracking=ClickTracking(enable=False, enable_text=False),
        open_tracking=OpenTracking(enable=False),
        subscription_tracking=SubscriptionTracking(enable=False),
        ganalytics=Ganalytics(enable=False),
    )
    content: dict[str, Any] = message.get()
    return content


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


def _without(body: bytes, bad: Mapping[int, str]) -> tuple[bytes, list[Person]]:
    """The body less these people (b"" when nobody is left), and who they were."""
    content = json.loads(body)
    people = content["personalizations"]
    gone = [
        Person(people[place]["to"][0]["email"], "rejected", bad[place]) for place in sorted(bad) if place < len(people)
    ]
    content["personalizations"] = [person for place, person in enumerate(people) if place not in bad]
    if not content["personalizations"] or not gone:
        return b"", gone
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), gone
