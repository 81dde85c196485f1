"""Finding our own posts among those an account has: X shortens their links and escapes their characters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# The provider's clock and ours may differ by this much; an older post with the same words is not of this release.
SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """One post as X lists it. `text` with its links written out again; `replies_to` is the id of another post."""

    id: str
    text: str
    at: datetime | None
    replies_to: str | None

    @classmethod
    def of(cls, listed: Mapping[str, Any]) -> Posted:
        """From the API's object (https://docs.x.com/x-api/fundamentals/data-dictionary)."""
        text = html.unescape(str(listed.get("text", "")))
        for link in (listed.get("entities") or {}).get("urls") or ():
            text = text.replace(str(link.get("url")), str(link.get("expanded_url") or ""))
        references = listed.get("referenced_tweets") or ()
        before = [str(one.get("id")) for one in references if one.get("type") == "replied_to"]
        at = listed.get("created_at")
        moment = datetime.fromisoformat(at) if at else None
        return cls(str(listed.get("id")), text, moment, before[0] if before else None)


def continued(
    known: Sequence[str], texts: Sequence[str], listed: Sequence[Posted], since: datetime | None
) -> list[str]:
    """The ids in `known` and those of the posts after them that are listed, up to the first that is not.

    `texts`: the thread as approved; `since`: the lift, before which nothing of it can have been posted.
    """
    ids = list(known)
    while len(ids) < len(texts):
        before = ids[-1] if ids else None
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


def _words(text: str, links: bool = True) -> list[str]:
    words = unicodedata.normalize("NFC", text).split()
    if not links:
        words = [word for word in words if not re.match(r"https?://", word)]
    return [re.sub(r"^(\W*)https?://", r"\1", word).rstrip("/") for word in words]
