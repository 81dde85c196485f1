"""Finding our own posts among those an account has: X shortens their links, Mastodon gives them back as HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

# The provider's clock and ours may differ by this much; an older post with the same words is not of this release.
SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """One post as its network lists it. `text` with its links written out again; `replies_to` is the id of another post."""

    id: str
    text: str
    at: datetime | None
    replies_to: str | None

    @classmethod
    def of(cls, listed: Mapping[str, Any]) -> Posted:
        """From the API's object (https://docs.x.com/x-api/fundamentals/data-dictionary)."""
        text = html.unescape(str(listed.get("text", "")))
        for link in (listed.get("entities") or {}).get("urls") or ():
            # A link that X adds for a post's pictures is no word of ours.
            led_to = "" if link.get("media_key") else str(link.get("expanded_url") or "")
            text = text.replace(str(link.get("url")), led_to)
        # X's own SDK already calls them posts, its documented API tweets.
        references = listed.get("referenced_tweets") or listed.get("referenced_posts") or ()
        before = [str(one.get("id")) for one in references if one.get("type") == "replied_to"]
        at = listed.get("created_at")
        moment = datetime.fromisoformat(at) if at else None
        return cls(str(listed.get("id")), text, moment, before[0] if before else None)

    @classmethod
    def of_status(cls, listed: Mapping[str, Any]) -> Posted:
        """From Mastodon's object (https://docs.joinmastodon.org/entities/Status/), its time as a datetime."""
        reader = _Plain()
        reader.feed(str(listed.get("content") or ""))
        reader.close()
        at, before = listed.get("created_at"), listed.get("in_reply_to_id")
        moment = at if isinstance(at, datetime) else None
        return cls(str(listed.get("id")), "".join(reader.parts), moment, None if before is None else str(before))


def continued(
    known: Sequence[str],
    texts: Sequence[str],
    listed: Sequence[Posted],
    since: datetime | None,
    under: str | None = None,
) -> list[str]:
    """The ids in `known` and those of the posts after them that are listed, up to the first that is not.

    `texts`: the thread as approved; `since`: the lift, before which nothing of it can have been posted;
    `under`: the post of another thread that the first is a reply to.
    """
    ids = list(known)
    while len(ids) < len(texts):
        before = ids[-1] if ids else under
        match = [
            post.id
            for post in listed
            if post.replies_to == before
            and post.id not in ids
            and (since is None or post.at is None or post.at >= since - SLACK)
            and same_words(texts[len(ids)], post.text)
        ]
        if not match:
            break
        ids.append(match[-1])  # listed newest first: the oldest is the one that was taken first
    return ids


def same_words(ours: str, theirs: str) -> bool:
    """Whether two texts read alike, links aside where X did not say where they lead."""
    if "//t.co/" in theirs:
        return _words(ours, links=False) == _words(theirs, links=False)
    return _words(ours) == _words(theirs)


class _Plain(HTMLParser):
    """The words of a status: its markup only breaks lines, and hides parts of a link that are words of the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p"):
            self.parts.append("\n")


def _words(text: str, links: bool = True) -> list[str]:
    words = unicodedata.normalize("NFC", text).split()
    if not links:
        words = [word for word in words if not re.match(r"https?://", word)]
    bare = (re.sub(r"^(\W*)https?://", r"\1", word).rstrip("/") for word in words)
    return [re.sub(r"^([^\w@]*@\w+)@[\w.-]*\w", r"\1", word) for word in bare]  # Mastodon shows no mention's domain
