"""Bounces: the mails by which mail servers tell what became of one that they took.

https://www.rfc-editor.org/rfc/rfc3464 (delivery status), https://www.rfc-editor.org/rfc/rfc5965 (complaints)
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from bot.core.events import Event, no_mailbox
from bot.core.labels import SHAPE

# RFC 3464, section 2.3.3; `relayed` says no more than that somebody else has it now. What is worst counts.
_STATES = {"failed": "bounced", "delayed": "deferred", "delivered": "delivered", "expanded": "delivered"}
_WORST = ("failed", "delayed", "delivered", "expanded")
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def read(raw: bytes, now: datetime) -> tuple[Event, ...]:
    """What a mail tells of one of ours; () for every other mail, such as a note that somebody is on holiday.

    Its events have the label of our mail in place of delivery and recipient.
    """
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    if mail.get_content_type() != "multipart/report":
        return ()
    parts = {part.get_content_type(): part for part in mail.walk()}
    label = next(_labels(mail, parts), None)
    if label is None:
        return ()
    if (status := parts.get("message/delivery-status")) is not None:
        return tuple(_told(label, _blocks(status)[1:], _moment(mail, now)))
    if (complaint := parts.get("message/feedback-report")) is not None:
        kind = _field(_blocks(complaint), "Feedback-Type") or "abuse"
        return (Event("", "", "complained", _moment(mail, now), kind[:300], leaves=True, label=label),)
    return ()


def _told(label: str, blocks: list[Message], at: datetime) -> Iterator[Event]:
    """Our mail has one recipient; where an alias made several of them, one telling stands for all."""
    said = {_clean(block.get("Action", "")).lower(): block for block in reversed(blocks)}
    for action in _WORST:
        if action in said:
            block = said[action]
            status, words = (_clean(block.get(name, "")) for name in ("Status", "Diagnostic-Code"))
            words = re.sub(r"^[a-z-]+; *", "", words, flags=re.IGNORECASE)
            said_so, gone = f"{status} {words}".strip()[:300], action == "failed" and no_mailbox(status)
            yield Event("", "", _STATES[action], at, said_so, label=label, gone=gone)
            return


def _labels(mail: Message, parts: dict[str, Message]) -> Iterator[str]:
    """Where our label can stand, the surest place first: the envelope's id, the returned Message-ID, the bounce's own address."""
    if (status := parts.get("message/delivery-status")) is not None:
        yield from SHAPE.findall(_field(_blocks(status)[:1], "Original-Envelope-Id"))
    for kind in ("message/rfc822", "text/rfc822-headers"):
        if (returned := parts.get(kind)) is not None:
            yield from SHAPE.findall(str(_returned(returned).get("Message-ID", "")))
    for name in _ADDRESSED:
        yield from SHAPE.findall(" ".join(str(value) for value in mail.get_all(name, [])))


def _returned(part: Message) -> Message:
    """The header of our own mail."""
    content = part.get_payload()
    if isinstance(content, list):  # message/rfc822
        first = content[0] if content else Message()
        return first if isinstance(first, Message) else Message()
    text = part.get_payload(decode=True)
    return email.message_from_bytes(text if isinstance(text, bytes) else b"", policy=email.policy.compat32)


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a report: Python takes those of delivery-status apart, and leaves others as text."""
    content = part.get_payload()
    if isinstance(content, list):
        return [block for block in content if isinstance(block, Message)]
    return [email.message_from_string(str(content).lstrip(), policy=email.policy.compat32)]


def _field(blocks: list[Message], name: str) -> str:
    return next((_clean(block[name]) for block in blocks if name in block), "")


def _clean(text: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)[:1000]).split())


def _moment(mail: Message, now: datetime) -> datetime:
    """The bounce's own date, which is in the past; ours where it has none that can be."""
    try:
        at = parsedate_to_datetime(str(mail.get("Date", "")))
    except ValueError:
        return now
    return min(at.astimezone(UTC), now) if at.tzinfo else now
