"""What arrived, in its order, and how late: read from the stand-ins' notes, for scripts and for the viewer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.exchange import Noted, Refusal
from bot.sandbox.mail import Letter
from bot.sandbox.notices import Notice
from bot.sandbox.posting import Posting
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.webhook import Hook

InstantOf = Callable[[str], datetime | None]
"""Asked with the address of a public page; answers with the instant of its embargo, or None if it knows none."""

_URL = re.compile(r"""https?://[^\s<>"'\\]+""")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that arrived: the `number`th of its provider (from 1), and its embargo's instant if it is known."""

    provider: str
    number: int
    noted: Noted
    instant: datetime | None

    @property
    def lateness_ms(self) -> float | None:
        """Milliseconds from the instant to the first byte; negative when it came early, None when nobody knows."""
        if self.instant is None:
            return None
        return (self.noted.at - self.instant) / timedelta(milliseconds=1)


def arrivals(received: Iterable[tuple[str, Sequence[Noted]]], instant_of: InstantOf | None = None) -> list[Arrival]:
    """Everything that arrived, by the time of its first byte; `received` pairs a provider's name with its notes."""
    found = []
    for provider, notes in received:
        threads: dict[str, datetime | None] = {}
        for number, noted in enumerate(list(notes), 1):
            if isinstance(noted, Posting):
                # a thread's first post carries the link; the replies go by it
                if noted.conversation_id not in threads:
                    threads[noted.conversation_id] = instant_in(noted, instant_of)
                instant = threads[noted.conversation_id]
            else:
                instant = instant_in(noted, instant_of)
            found.append(Arrival(provider, number, noted, instant))
    return sorted(found, key=lambda arrival: arrival.noted.at)


def instant_in(noted: Noted, instant_of: InstantOf | None) -> datetime | None:
    """The embargo's instant by the first link that is known, else by a webhook's own `embargoedUntil`."""
    if instant_of is not None:
        if noted.links is None:
            found = (url for text in _texts(noted) for url in _URL.findall(text))
            noted.links = tuple(dict.fromkeys(url.rstrip(".,;:!?)]}’”…") for url in found))
        instants = (instant_of(url) for url in noted.links)
        instant = next((one for one in instants if one is not None), None)
        if instant is not None:
            return instant
    if isinstance(noted, Hook) and isinstance(noted.body, dict):
        return _moment(noted.body.get("embargoedUntil"))
    return None


def as_json(arrival: Arrival) -> dict[str, Any]:
    """One arrival for a script: provider, times (ISO with microseconds), lateness, and what its kind has."""
    noted = arrival.noted
    known: dict[str, Any] = {
        "provider": arrival.provider,
        "at": _iso(noted.at),
        "answered_at": _iso(noted.answered_at),
        "lateness_ms": arrival.lateness_ms,
    }
    return known | _facts(noted)


def _facts(noted: Noted) -> dict[str, Any]:
    """What a note of its kind has."""
    if isinstance(noted, MailRequest):
        return {
            "message_id": noted.message_id,
            "subject": noted.subject,
            "recipients": noted.recipients,
            "custom_args": noted.custom_args,
        }
    if isinstance(noted, Posting):
        return {
            "id": noted.id,
            "author": noted.author,
            "text": noted.text,
            "in_reply_to": noted.in_reply_to,
            "weight": noted.weight,
            "media": [{"id": one.id, "alt_text": one.alt_text} for one in noted.media],
            "language": noted.language,
            "warning": noted.warning,
            "card": noted.card,
            "deleted_at": _iso(noted.deleted_at) if noted.deleted_at else None,
        }
    if isinstance(noted, Hook):
        return {
            "name": noted.name,
            "webhook_id": noted.webhook_id,
            "verified": noted.verified,
            "repeat": noted.repeat,
            "body": noted.body,
        }
    if isinstance(noted, Notice):
        return {"name": noted.name, "title": noted.title, "text": noted.text}
    if isinstance(noted, Letter):
        return {"from": noted.sender, "to": list(noted.recipients), "subject": noted.subject}
    return {}


def refusal_as_json(refusal: Refusal) -> dict[str, Any]:
    """One refused request for a script."""
    return {
        "provider": refusal.provider,
        "at": _iso(refusal.at),
        "request": refusal.request,
        "status": refusal.status,
        "reason": refusal.reason,
    }


def _texts(noted: Noted) -> Iterator[str]:
    if isinstance(noted, MailRequest | Letter):
        _, mail = next(noted.mails())
        yield from (mail.text, mail.html)
    elif isinstance(noted, Posting):
        yield noted.text
        if noted.card is not None:
            yield noted.card[2]
    elif isinstance(noted, Notice):
        yield noted.text
    elif isinstance(noted, Hook):
        yield noted.raw.decode("utf-8", "replace")


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="microseconds") if moment else None
