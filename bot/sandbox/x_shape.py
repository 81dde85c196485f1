"""How X gives a post back: its fields as asked for, links shortened, markup characters escaped."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.sandbox.weighing import links

if TYPE_CHECKING:
    from bot.sandbox.x import Post


def tweet(post: Post, fields: Iterable[str]) -> dict[str, object]:
    """A post with the default fields (id, text, edit history) and those of `fields` that it has."""
    text, urls = as_returned(post)
    known: dict[str, object] = {
        "created_at": stamp(post.at),
        "author_id": post.author_id,
        "conversation_id": post.conversation_id,
    }
    if post.in_reply_to is not None:
        known |= {
            "referenced_tweets": [{"type": "replied_to", "id": post.in_reply_to}],
            "in_reply_to_user_id": post.author_id,
        }
    if post.media:
        known["attachments"] = {"media_keys": [f"3_{picture.id}" for picture in post.media]}
    if urls:
        known["entities"] = {"urls": urls}
    chosen = {key: value for key, value in known.items() if key in set(fields)}
    return {"id": post.id, "text": text, "edit_history_tweet_ids": [post.id], **chosen}


def as_returned(post: Post) -> tuple[str, list[dict[str, object]]]:
    """The text as X returns it, and the links in it (offsets in characters of the returned text).

    A post with pictures has one more link at its end, which leads to them: an entity for each, of the same address.
    """
    text, urls = shortened(post.text)
    if not post.media:
        return text, urls
    short, whole = _short(f"photos of {post.id}"), f"https://x.com/{post.author}/status/{post.id}/photo/1"
    start = len(text) + 1 if text else 0
    for picture in post.media:
        link = {"url": short, "expanded_url": whole, "display_url": f"pic.x.com{short[12:]}"}
        urls.append({"start": start, "end": start + len(short), **link, "media_key": f"3_{picture.id}"})
    return f"{text} {short}".strip(), urls


def shortened(text: str) -> tuple[str, list[dict[str, object]]]:
    """A text with its links made short and its markup escaped, and the links in it."""
    parts: list[str] = []
    urls: list[dict[str, object]] = []
    position = length = 0
    for start, end in links(text):
        before = html.escape(text[position:start], quote=False)
        link = text[start:end]
        whole = link if link.lower().startswith(("http://", "https://")) else f"http://{link}"
        short = _short(link)
        length += len(before)
        shown = whole.split("://", 1)[1]
        urls.append(
            {
                "start": length,
                "end": length + len(short),
                "url": short,
                "expanded_url": whole,
                "display_url": shown if len(shown) <= 27 else f"{shown[:26]}…",
            }
        )
        parts += [before, short]
        length += len(short)
        position = end
    return "".join(parts) + html.escape(text[position:], quote=False), urls


def _short(link: str) -> str:
    return "https://t.co/" + base64.urlsafe_b64encode(hashlib.sha256(link.encode()).digest()).decode()[:10]


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and Z, as X writes times."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
