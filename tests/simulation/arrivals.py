"""What the providers really have, piece by piece, compared with what was approved."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.rendition import LIFT, MERGE_FIELDS
from bot.sandbox.mail import Letter
from bot.store.embargoes import utc_text
from bot.store.models import RecipientEvent
from tests.simulation.judge import TAG, Judge, Story
from tests.simulation.providers import Providers

TAGS = re.compile("-({})-[0-9a-f]{{12}}-".format("|".join(MERGE_FIELDS)))


@dataclass(frozen=True)
class Arrived:
    """One piece that was accepted: a mail to one address, one post, one webhook.

    `piece`: the address, the post's text, "hook" or "notice"; `key`: the provider's idempotency key; `differs`: how it is not
    what was approved, or "".
    """

    slug: str
    channel: str
    piece: str
    at: datetime
    key: str = ""
    differs: str = ""
    version: int = 0


def arrived(judge: Judge, providers: Providers) -> list[Arrived]:
    """Everything that was accepted on this day, in no order."""
    return [
        *_sendgrid(judge, providers),
        *_letters(judge, providers),
        *_posts(judge, providers),
        *_hooks(judge, providers),
        *_notices(judge, providers),
    ]


def recipients(state: str, slug: str, channel: str) -> set[str]:
    """Whom the ledger names as being in this state."""
    rows = RecipientEvent.objects.filter(state=state, delivery__release__slug=slug, delivery__channel=channel)
    return set(rows.values_list("email", flat=True))


def _sendgrid(judge: Judge, providers: Providers) -> Iterator[Arrived]:
    for request in providers.sendgrid.received:
        story = _story(judge, request.payload["subject"].encode())
        approved = json.loads(story.renditions.get("press", b"{}"))
        parts = {part["type"]: part["value"] for part in request.payload["content"]}
        bodies = {"text": _fields(parts["text/plain"]), "html": _fields(parts["text/html"])}
        sent = {"subject": request.payload["subject"]} | bodies
        differs = ", ".join(name for name, words in sent.items() if approved.get(name) != words)
        for address in request.recipients:
            yield Arrived(story.slug, "press", address, request.at, differs=differs, version=story.version)


def _fields(words: str) -> str:
    """With the rendition's merge fields again where SendGrid's tags stand."""
    return TAGS.sub(lambda tag: MERGE_FIELDS[tag[1]], words)


def _letters(judge: Judge, providers: Providers) -> Iterator[Arrived]:
    for letter in providers.mailroom.received:
        story = _story(judge, letter.content)
        approved = json.loads(story.renditions.get("wire", b"{}"))
        for address in letter.recipients:
            differs = _letter_differs(letter, approved)
            yield Arrived(story.slug, "wire", address, letter.at, differs=differs, version=story.version)


def _letter_differs(letter: Letter, approved: dict[str, str]) -> str:
    """Its plain part against the approved one, up to where the first merge field stands."""
    head, _, rest = letter.content.partition(b"\r\n\r\n")
    _, _, part = rest.partition(b"\r\n\r\n")
    body, _, _ = part.partition(b"\r\n--=")
    if b"base64" in rest.partition(b"\r\n\r\n")[0]:
        body = base64.b64decode(body)
    lines = [line for line in approved["text"].splitlines() if line and "\u241e" not in line and line.isascii()]
    words = body.decode("ascii", "replace").replace("=\r\n", "").replace("=20", " ")
    missing = [line for line in lines[:6] if line.rstrip() not in words and "=" not in line]
    subject = approved["subject"].encode() in head.replace(b"\r\n ", b" ")
    return "" if subject and not missing else f"subject or lines {missing}"


def _posts(judge: Judge, providers: Providers) -> Iterator[Arrived]:
    before: dict[str, str] = {}
    for post in providers.x.received:
        story = _story(judge, post.text.encode())
        texts = story.posts()
        place = texts.index(post.text) if post.text in texts else -1
        differs = "" if place >= 0 else f"a post nobody approved: {post.text}"
        if place > 0 and before.get(post.in_reply_to or "") != texts[place - 1]:
            differs = f"post {place + 1} does not hang on the one before"
        if place == 0 and post.in_reply_to is not None and before[post.in_reply_to] not in _opening(judge, story):
            differs = "it hangs on another thread"
        before[post.id] = post.text
        yield Arrived(story.slug, "x", post.text, post.at, differs=differs, version=story.version)


def _hooks(judge: Judge, providers: Providers) -> Iterator[Arrived]:
    for hook in providers.hooks.received:
        story = _story(judge, hook.raw)
        instant = story.lift or story.instant
        lift = utc_text(instant) if instant else ""
        approved = story.renditions.get(hook.name, b"").decode().replace(LIFT, lift).encode()
        differs = "" if hook.raw == approved else "the body"
        if not hook.verified and not judge.clock_was_far():  # a signature carries the time, and receivers look at it
            differs = "the signature"
        yield Arrived(
            story.slug, hook.name, "hook", hook.at, key=hook.webhook_id, differs=differs, version=story.version
        )


def _notices(judge: Judge, providers: Providers) -> Iterator[Arrived]:
    for notice in providers.notices.received:
        story = _story(judge, notice.text.encode())
        approved = story.renditions.get(notice.name, b"").decode().strip()
        differs = "" if notice.text.strip() == approved else "the text"
        yield Arrived(story.slug, notice.name, "notice", notice.at, differs=differs, version=story.version)


def _story(judge: Judge, content: bytes) -> Story:
    tag = TAG.search(content)
    assert tag is not None, "something without a tag arrived"
    return judge.told_of(f"r{int(tag[1])}", int(tag[2]))


def _opening(judge: Judge, story: Story) -> list[str]:
    """The post that what follows a release hangs on: the first of its thread, or of what followed it first."""
    return [one.posts()[0] for one in (judge.stories[story.slug], *judge.followed.values()) if one.posts()]
