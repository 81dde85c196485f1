"""What Mastodon refuses in a status, and how it gives one back. https://docs.joinmastodon.org/entities/Status/"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

if TYPE_CHECKING:
    from bot.sandbox.mastodon import Status

MAX_CHARACTERS = 500
LINK_CHARACTERS = 23
PAGE = 40  # statuses in one answer at most
VISIBILITIES = ("public", "unlisted", "private", "direct")
_TOP = "com|org|net|edu|gov|int|mil|info|news|press|media|app|online|site|example|test|[a-z]{2}"
_ENTITY = regex.compile(
    rf"(?P<link>https?://(?:[\p{{L}}\p{{N}}-]+\.)+(?:{_TOP})(?![\w-])(?::\d+)?(?:[/?][^\s<>]*)?)"
    r"|(?<![\w/])@(?P<name>\w+)@[\w-]+(?:\.[\w-]+)+",
    regex.IGNORECASE,
)
_TRAILING = ".,;:!?'\"’”»)]…"


class Invalid(Exception):
    """A validation that failed, in the server's own words (HTTP 422)."""


class Wish(NamedTuple):
    """A status as it was asked for."""

    text: str
    in_reply_to: str | None
    visibility: str
    warning: str
    language: str | None
    media_ids: tuple[str, ...] = ()


def status_in(given: Mapping[str, Any], characters: int = MAX_CHARACTERS) -> Wish:
    """Reads the parameters of `POST /api/v1/statuses`; `characters` are allowed in a post. Raises Invalid."""
    text, warning = str(given.get("status") or ""), str(given.get("spoiler_text") or "")
    visibility, language = str(given.get("visibility") or "public"), given.get("language")
    if given.get("scheduled_at"):
        raise Invalid("Validation failed: here nothing is scheduled, so that no text lies with a third party")
    media_ids = given.get("media_ids") or []
    if not isinstance(media_ids, list):
        raise Invalid("Validation failed: media_ids is no list")
    if not text.strip() and not media_ids:
        raise Invalid("Validation failed: Text can't be blank")
    if length(text, warning) > characters:
        raise Invalid(f"Validation failed: Text character limit of {characters} exceeded")
    if visibility not in VISIBILITIES:
        raise Invalid(f"'{visibility}' is not a valid visibility")
    if language is not None and not re.fullmatch(r"[a-z]{2,3}", str(language)):
        raise Invalid("Validation failed: Language is invalid")
    before = given.get("in_reply_to_id") or None
    return Wish(text.strip(), before, visibility, warning.strip(), language, tuple(map(str, media_ids)))


def length(text: str, warning: str = "") -> int:
    """How long Mastodon finds a status: what a reader sees, a link 23, a mention without its domain, and the warning."""
    total, position = _seen(warning), 0
    for start, end, entity in _entities(text):
        total += _seen(text[position:start])
        total += LINK_CHARACTERS if entity is None else 1 + len(entity)
        position = end
    return total + _seen(text[position:])


def as_html(text: str) -> str:
    """The content as Mastodon shows it: paragraphs, and links whose beginning and end are hidden."""
    parts, position = [], 0
    for start, end, name in _entities(text):
        parts.append(html.escape(text[position:start], quote=True))
        parts.append(_link(text[start:end]) if name is None else _mention(text[start:end], name))
        position = end
    parts.append(html.escape(text[position:], quote=True))
    paragraphs = re.split(r"\n{2,}", "".join(parts))
    return "".join("<p>" + paragraph.replace("\n", "<br />") + "</p>" for paragraph in paragraphs)


def as_returned(status: Status) -> dict[str, object]:
    """The Status entity."""
    return {
        "id": status.id,
        "created_at": stamp(status.at),
        "in_reply_to_id": status.in_reply_to,
        "in_reply_to_account_id": status.author_id if status.in_reply_to else None,
        "sensitive": bool(status.warning),
        "spoiler_text": status.warning,
        "visibility": status.visibility,
        "language": status.language,
        "uri": status.url,
        "url": status.url,
        "content": as_html(status.text),
        "reblog": None,
        "account": {"id": status.author_id, "username": status.author, "acct": status.author},
        "media_attachments": [
            {"id": one.id, "type": "image", "url": f"{status.url}/{one.id}", "description": one.alt_text or None}
            for one in status.media
        ],
        **{name: [] for name in ("mentions", "tags", "emojis")},
        **dict.fromkeys(("replies_count", "reblogs_count", "favourites_count"), 0),
        "card": None,
        "poll": None,
    }


def page_of(statuses: Sequence[Status], query: Mapping[str, str]) -> list[Status]:
    """One page of an account's statuses, newest first, as `query` asks for it."""
    most = min(int(query["limit"]) if query.get("limit", "").isdigit() else 20, PAGE)
    older, newer, next_newer = (int(query.get(name) or 0) for name in ("max_id", "since_id", "min_id"))
    wanted = [
        one
        for one in sorted(statuses, key=lambda one: int(one.id), reverse=True)
        if (not older or int(one.id) < older)
        and int(one.id) > max(newer, next_newer)
        and not (query.get("exclude_replies") in ("1", "true") and one.in_reply_to)
    ]
    return wanted[-most:] if next_newer else wanted[:most]


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _seen(text: str) -> int:
    return len(regex.findall(r"\X", text))


def _entities(text: str) -> list[tuple[int, int, str | None]]:
    """Links (None) and mentions (the name) with where they stand; a mark that closes a sentence is no part of a link."""
    found = []
    for match in _ENTITY.finditer(text):
        end = match.end()
        while match["link"] and text[end - 1] in _TRAILING:
            end -= 1
        found.append((match.start(), end, match["name"]))
    return found


def _link(url: str) -> str:
    scheme, rest = re.match(r"(https?://(?:www\.)?)(.*)", url, re.DOTALL | re.IGNORECASE).groups()  # type: ignore[union-attr]
    shown, hidden = rest[:30], rest[30:]
    ellipsis = ' class="ellipsis"' if hidden else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener noreferrer" translate="no">'
        f'<span class="invisible">{scheme}</span><span{ellipsis}>{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(hidden)}</span></a>'
    )


def _mention(whole: str, name: str) -> str:
    domain = whole.rpartition("@")[2]
    url = f"https://{domain}/@{name}"
    return f'<span class="h-card" translate="no"><a href="{url}" class="u-url mention">@<span>{name}</span></a></span>'
