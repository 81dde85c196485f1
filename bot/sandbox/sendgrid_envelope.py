"""What SendGrid refuses in one personalization: the people, their subject, headers, arguments and substitutions.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors (messages, limits, reserved headers)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from bot.sandbox.exchange import words
from bot.sandbox.mailbox import is_address

MAX_PEOPLE = 1000
MAX_CUSTOM_ARGS = 10_000  # bytes, request and personalization merged
MAX_SUBSTITUTIONS = 10_000  # bytes a personalization
MAX_AHEAD = 72 * 3600  # seconds
RESERVED_HEADERS = words(
    "x-sg-id x-sg-eid received dkim-signature content-type content-transfer-encoding to from subject reply-to cc bcc"
)
ENVELOPE_KEYS = words("from to cc bcc subject headers substitutions dynamic_template_data custom_args send_at")
_FIELD_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322, section 2.2


class Breach(NamedTuple):
    """One broken rule: the message, and the field it is about."""

    message: str
    field: str | None


def unknown_keys(given: dict[str, Any], known: frozenset[str] | set[str], where: str) -> Iterator[Breach]:
    """Keys that the API does not know."""
    for key in given:
        if key not in known:
            yield Breach(f"Additional property {key} is not allowed.", f"{where}{key}")


def in_personalizations(payload: dict[str, Any], now: datetime) -> Iterator[Breach]:
    """What is wrong with the personalizations: how many, to whom, and what each of them says."""
    envelopes = payload.get("personalizations")
    if not isinstance(envelopes, list) or not envelopes:
        yield Breach("You must have at least one personalization.", "personalizations")
        return
    if len(envelopes) > MAX_PEOPLE:
        yield Breach(
            "The personalization block is limited to 1000 personalizations per API request. You have provided "
            f"{len(envelopes)} personalizations. Please consider splitting this into multiple requests and resending"
            " your request.",
            "personalizations",
        )
    people = 0
    for index, envelope in enumerate(envelopes):
        where = f"personalizations.{index}"
        if not isinstance(envelope, dict):
            yield Breach("Each personalization must be an object.", where)
            continue
        yield from _envelope(payload, envelope, where, now)
        people += sum(len(envelope[field]) for field in ("to", "cc", "bcc") if isinstance(envelope.get(field), list))
    if people > MAX_PEOPLE:
        yield Breach("There is a limit of 1000 total recipients (to + cc + bcc) per request.", "personalizations")


def _envelope(payload: dict[str, Any], envelope: dict[str, Any], where: str, now: datetime) -> Iterator[Breach]:
    yield from unknown_keys(envelope, ENVELOPE_KEYS, f"{where}.")
    if not envelope.get("to"):
        yield Breach(
            "The to array is required for all personalization objects, and must have at least one email.", f"{where}.to"
        )
    yield from _recipients(envelope, where)
    if "from" in envelope:
        yield from in_person(envelope["from"], f"{where}.from")
    yield from _subject(payload, envelope, where)
    yield from in_headers(envelope.get("headers", {}), f"{where}.headers")
    yield from _custom_args(payload, envelope, where)
    yield from _substitutions(envelope, where)
    yield from in_send_at(envelope, now, f"{where}.send_at")


def _recipients(envelope: dict[str, Any], where: str) -> Iterator[Breach]:
    seen: set[str] = set()
    for field in ("to", "cc", "bcc"):
        people = envelope.get(field, [])
        if not isinstance(people, list):
            yield Breach(f"The {field} array must be an array of email objects.", f"{where}.{field}")
            continue
        for index, person in enumerate(people):
            yield from in_person(person, f"{where}.{field}.{index}")
            address = str(person.get("email", "")).lower() if isinstance(person, dict) else ""
            if address and address in seen:
                yield Breach(
                    "Each email address in the personalization block should be unique between to, cc, and bcc. "
                    f"We found the first duplicate instance of [{person['email']}] in the {where}.{field} field.",
                    where,
                )
            seen.add(address)


def in_person(person: Any, where: str) -> Iterator[Breach]:
    """What is wrong with an email object."""
    if not isinstance(person, dict):
        yield Breach("An email object must at least have an email address and may also contain a name.", where)
        return
    yield from unknown_keys(person, {"email", "name"}, f"{where}.")
    if not is_address(person.get("email")):
        yield Breach("Does not contain a valid address.", f"{where}.email")
    name = person.get("name", "")
    if not isinstance(name, str):
        yield Breach("The name must be a string.", f"{where}.name")
    elif breaks_line(name):
        yield Breach("The name cannot contain CRLF characters.", f"{where}.name")
    elif (";" in name or "," in name) and not (len(name) > 1 and name[0] == name[-1] == '"'):
        # SendGrid took such a mail and dropped it without a word (sendgrid-python issue 291): better to hear of it here.
        # In quotes it passes (sendgrid-ruby issue 394).
        yield Breach("The name cannot contain ';' or ',' characters.", f"{where}.name")


def _subject(payload: dict[str, Any], envelope: dict[str, Any], where: str) -> Iterator[Breach]:
    if "subject" not in envelope and "subject" not in payload:
        yield Breach(
            "The subject is required. You can get around this requirement if you use a template with a subject "
            "defined or if every personalization has a subject defined.",
            "subject",
        )
    yield from in_subject(envelope, f"{where}.subject")


def in_subject(given: dict[str, Any], where: str) -> Iterator[Breach]:
    """What is wrong with the subject of a request or a personalization, if it has one."""
    subject = given.get("subject", "none")
    if not isinstance(subject, str) or not subject:
        yield Breach("The subject of your email must be a string at least one character in length.", where)
    elif breaks_line(subject):
        yield Breach("The subject cannot contain CRLF characters.", where)


def in_headers(headers: Any, where: str) -> Iterator[Breach]:
    """What is wrong with the header fields of a request or a personalization."""
    if not isinstance(headers, dict):
        yield Breach("The headers must be an object of key/value pairs.", where)
        return
    seen: set[str] = set()
    for name, value in headers.items():
        if name.lower() in seen:
            yield Breach("The headers cannot contain duplicate keys.", f"{where}.{name}")
        seen.add(name.lower())
        if name.lower() in RESERVED_HEADERS:
            yield Breach("Header cannot be one of the reserved keys.", f"{where}.{name}")
        if not _FIELD_NAME.fullmatch(name):
            yield Breach("Header keys cannot contain non-ASCII characters or empty spaces.", f"{where}.{name}")
        if not isinstance(value, str):
            yield Breach("All values of the headers object must be strings.", f"{where}.{name}")
        elif breaks_line(value):
            yield Breach("Header values cannot contain CRLF characters.", f"{where}.{name}")


def _custom_args(payload: dict[str, Any], envelope: dict[str, Any], where: str) -> Iterator[Breach]:
    merged: dict[str, Any] = {}
    for given in (part["custom_args"] for part in (payload, envelope) if "custom_args" in part):
        if not isinstance(given, dict) or not given:
            yield Breach("custom_args cannot be empty.", f"{where}.custom_args")
            return
        merged |= given
    if not all(isinstance(value, str) for value in merged.values()):
        yield Breach("All values of custom arguments object must be strings", f"{where}.custom_args")
    elif _bytes_in(merged) > MAX_CUSTOM_ARGS:
        yield Breach(
            "The combined size of both global and personalization custom arguments may not exceed 10,000 bytes per "
            "personalization.",
            f"{where}.custom_args",
        )


def _substitutions(envelope: dict[str, Any], where: str) -> Iterator[Breach]:
    given = envelope.get("substitutions", {})
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        yield Breach(
            "The substitution values must be an object of key/value pairs, where the values are all strings.",
            f"{where}.substitutions",
        )
    elif not all(tag.isascii() and tag.isprintable() and tag for tag in given):
        # stricter than SendGrid, which says nothing of other letters: all of its own tags are plain
        yield Breach("The substitution tags must be plain text.", f"{where}.substitutions")
    elif _bytes_in(given) > MAX_SUBSTITUTIONS:
        yield Breach("The substitutions may not exceed 10,000 bytes per personalization.", f"{where}.substitutions")


def in_send_at(given: dict[str, Any], now: datetime, where: str) -> Iterator[Breach]:
    """What is wrong with the time a mail is scheduled for."""
    if "send_at" not in given:
        return
    at = given["send_at"]
    if not isinstance(at, int) or isinstance(at, bool):
        yield Breach("The send_at parameter is expecting a Unix timestamp as an integer.", where)
    elif at < int(now.timestamp()):
        # stricter than SendGrid, which sends at once: a schedule in the past is never what was meant
        yield Breach("The send_at parameter lies in the past.", where)
    elif at > now.timestamp() + MAX_AHEAD:
        yield Breach("Scheduling more than 72 hours in advance is forbidden.", where)


def _bytes_in(given: dict[str, str]) -> int:
    return len("".join((*given.keys(), *given.values())).encode())


def breaks_line(text: str) -> bool:
    """Whether a text could begin another header field."""
    return "\r" in text or "\n" in text
