"""What SendGrid refuses in a mail, rule by rule, with its own words where its reference gives them.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.sandbox.exchange import words
from bot.sandbox.sendgrid_envelope import (
    Breach,
    breaks_line,
    in_headers,
    in_person,
    in_personalizations,
    in_send_at,
    in_subject,
    unknown_keys,
)

MAX_CATEGORIES = 10
MAX_CATEGORY = 255  # characters
TOP_KEYS = words(
    "personalizations from reply_to reply_to_list subject content attachments template_id headers categories"
    " custom_args send_at batch_id asm ip_pool_name mail_settings tracking_settings sections"
)
CONTENT_KEYS = words("type value")
ATTACHMENT_KEYS = words("content type filename disposition content_id")
SWITCHES = words("enable enable_text")  # true or false; whatever else a setting has is text
TRACKING_KEYS = {
    "click_tracking": {"enable", "enable_text"},
    "open_tracking": {"enable", "substitution_tag"},
    "subscription_tracking": {"enable", "text", "html", "substitution_tag"},
    "ganalytics": {"enable", "utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"},
}
MAIL_SETTING_KEYS = {
    "bypass_list_management": {"enable"},
    "bypass_spam_management": {"enable"},
    "bypass_bounce_management": {"enable"},
    "bypass_unsubscribe_management": {"enable"},
    "footer": {"enable", "text", "html"},
    "sandbox_mode": {"enable"},
}


def breaches(payload: Any, now: datetime) -> Iterator[Breach]:
    """Every rule that the body of `POST /v3/mail/send` breaks, in the order of its reference."""
    if not isinstance(payload, dict):
        yield Breach("Bad Request", None)
        return
    yield from unknown_keys(payload, TOP_KEYS, "")
    yield from in_personalizations(payload, now)
    if "from" not in payload:
        yield Breach("The from object must be provided for every email send.", "from")
    else:
        yield from in_person(payload["from"], "from")
    yield from _replies(payload)
    yield from in_subject(payload, "subject")
    yield from in_headers(payload.get("headers", {}), "headers")
    yield from _content(payload)
    yield from _attachments(payload.get("attachments", []))
    yield from _categories(payload.get("categories", []))
    yield from in_send_at(payload, now, "send_at")
    yield from _settings(payload)
    yield from _not_on_this_account(payload)


def _replies(payload: dict[str, Any]) -> Iterator[Breach]:
    if "reply_to" in payload and "reply_to_list" in payload:
        yield Breach("Use either reply_to or reply_to_list, not both.", "reply_to_list")
    if "reply_to" in payload:
        yield from in_person(payload["reply_to"], "reply_to")
    several = payload.get("reply_to_list", [])
    if not isinstance(several, list):
        yield Breach("The reply_to_list must be an array of email objects.", "reply_to_list")
        return
    for index, person in enumerate(several):
        yield from in_person(person, f"reply_to_list.{index}")


def _content(payload: dict[str, Any]) -> Iterator[Breach]:
    parts = payload.get("content")
    if not isinstance(parts, list) or not parts:
        yield Breach(
            "There must be at least one defined content block. We typically suggest both text/plain and text/html "
            "blocks are included, but only one block is required.",
            "content",
        )
        return
    kinds: list[str] = []
    for index, part in enumerate(parts):
        if isinstance(part, dict):
            yield from unknown_keys(part, CONTENT_KEYS, f"content.{index}.")
        kind, value = (part.get("type"), part.get("value")) if isinstance(part, dict) else (None, None)
        if not isinstance(kind, str) or not kind:
            yield Breach("The content type must be a string at least one character in length.", f"content.{index}.type")
        elif breaks_line(kind) or ";" in kind or "," in kind:
            yield Breach("The content type cannot contain ';', or CRLF characters.", f"content.{index}.type")
        if not isinstance(value, str) or not value:
            yield Breach(
                "The content value must be a string at least one character in length.", f"content.{index}.value"
            )
        kinds.append(str(kind))
    order = [{"text/plain": 0, "text/html": 1}.get(kind, 2) for kind in kinds]
    if order != sorted(order):
        yield Breach(
            "Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent in your email: "
            "text/plain needs to be first, followed by text/html, followed by any other content.",
            "content",
        )


def _attachments(attachments: Any) -> Iterator[Breach]:
    if not isinstance(attachments, list):
        yield Breach("The attachments must be an array of objects.", "attachments")
        return
    for index, one in enumerate(attachments):
        where = f"attachments.{index}"
        if not isinstance(one, dict) or not isinstance(one.get("filename"), str) or not one["filename"]:
            yield Breach("filename is required.", f"{where}.filename")
            continue
        yield from unknown_keys(one, ATTACHMENT_KEYS, f"{where}.")
        if not isinstance(one.get("type", "text/plain"), str) or one.get("type") == "":
            yield Breach("The attachment type must be a string at least one character in length.", f"{where}.type")
        if not isinstance(one.get("content_id", ""), str):
            yield Breach("The content_id must be a string.", f"{where}.content_id")
        if breaks_line(one["filename"]):
            yield Breach("The filename of your attachment cannot contain CRLF characters.", f"{where}.filename")
        if one.get("disposition", "attachment") not in ("attachment", "inline"):
            yield Breach(
                'The disposition of your attachment can be either "inline" or "attachment".', f"{where}.disposition"
            )
        if not _is_base64(one.get("content")):
            yield Breach("The attachment content must be base64 encoded.", f"{where}.content")


def _categories(categories: Any) -> Iterator[Breach]:
    if not isinstance(categories, list) or not all(isinstance(one, str) for one in categories):
        yield Breach("Categories must be an array of strings.", "categories")
        return
    if len(categories) > MAX_CATEGORIES:
        yield Breach(
            "There is a limit of 10 categories for each email that is sent. "
            f"You provided {len(categories)} categories.",
            "categories",
        )
    for index, one in enumerate(categories):
        if one in categories[:index]:
            yield Breach(
                f"The categories must be a unique list, and you have included {one} more than once.", "categories"
            )
        if len(one) > MAX_CATEGORY:
            yield Breach("Each category must not be longer than 255 characters.", f"categories.{index}")


def _settings(payload: dict[str, Any]) -> Iterator[Breach]:
    for group, known in (("tracking_settings", TRACKING_KEYS), ("mail_settings", MAIL_SETTING_KEYS)):
        settings = payload.get(group, {})
        if not isinstance(settings, dict) or not all(isinstance(one, dict) for one in settings.values()):
            yield Breach(f"The {group} must be an object of settings.", group)
            continue
        yield from unknown_keys(settings, frozenset(known), f"{group}.")
        for name, setting in settings.items():
            for key, value in setting.items():
                if not isinstance(value, bool if key in SWITCHES else str):
                    kind = "boolean" if key in SWITCHES else "string"
                    message = f"The {name.replace('_', ' ')} {key} param should be a {kind} value."
                    yield Breach(message, f"{group}.{name}.{key}")
            if name in known:
                yield from unknown_keys(setting, known[name], f"{group}.{name}.")


def _not_on_this_account(payload: dict[str, Any]) -> Iterator[Breach]:
    for key, thing in (
        ("template_id", "template"),
        ("asm", "unsubscribe group"),
        ("batch_id", "batch"),
        ("ip_pool_name", "IP pool"),
    ):
        if key in payload:
            yield Breach(f"The {key} must be a valid {thing} of your account: the sandbox has none.", key)


def _is_base64(content: Any) -> bool:
    if not isinstance(content, str) or not content:
        return False
    try:
        base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
