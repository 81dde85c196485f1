"""What X refuses in a post, a picture or a question for a timeline, in the shape of its "invalid request" problem."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.sandbox.exchange import words
from bot.sandbox.posting import picture_kind
from bot.sandbox.weighing import MAX_WEIGHT, weight
from bot.sandbox.x_fields import ALONE, METADATA, POST, UPLOAD, Invalid
from bot.sandbox.x_shape import stamp, tweet

if TYPE_CHECKING:
    from bot.sandbox.x import Post

MAX_PICTURE = 5 * 1024 * 1024  # bytes: https://docs.x.com/x-api/media/quickstart/best-practices
MAX_ALT_TEXT = 1_000  # characters
TWEET_FIELDS = words(
    "article attachments author_id card_uri community_id context_annotations conversation_id created_at"
    " display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang"
    " media_metadata note_tweet possibly_sensitive public_metrics referenced_tweets reply_settings scopes source"
    " suggested_source_links text withheld"
)
TIMELINE_KEYS = words(
    "max_results tweet.fields since_id until_id start_time end_time pagination_token exclude expansions"
    " user.fields media.fields place.fields poll.fields"
)


class Wish(NamedTuple):
    """A post as it was asked for."""

    text: str
    in_reply_to: str | None
    media_ids: tuple[str, ...]


def post_in(body: Any) -> Wish:
    """Reads the body of `POST /2/tweets`. Raises Invalid."""
    fields = POST.read(body)
    reply, media = fields.get("reply", {}), fields.get("media", {})
    beside = [name for name in ALONE if name in fields]
    if len(beside) > 1:
        raise Invalid(beside[1], beside, f"$.{beside[1]}: cannot stand beside $.{beside[0]}")
    media_ids = media.get("media_ids", [])
    text = body.get("text", "")
    if not text.strip() and not media_ids:
        raise Invalid("text", text, "Either text or media is required.")
    if weight(text) > MAX_WEIGHT:
        raise Invalid(
            "text",
            text,
            "Your Tweet text is too long. For more information on how Twitter determines text length see "
            "https://github.com/twitter/twitter-text.",
        )
    return Wish(text.strip(), reply.get("in_reply_to_tweet_id"), tuple(media_ids))


def picture_in(body: Any) -> tuple[bytes, str]:
    """Reads the body of `POST /2/media/upload`: the picture and its MIME type. Raises Invalid."""
    UPLOAD.read(body)
    if body.get("media_category") not in ("tweet_image", "tweet_gif"):
        raise Invalid("media_category", body.get("media_category"), "media_category must be tweet_image here.")
    try:
        content = base64.b64decode(body.get("media") or "", validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise Invalid("media", "", "media must be base64 encoded.") from None
    if len(content) > MAX_PICTURE:
        raise Invalid("media", len(content), "Maximum media size is 5 MB.")
    kind = picture_kind(content)
    if kind is None:
        raise Invalid("media", "", "media type unrecognized.")
    return content, kind


def alt_text_in(body: Any) -> tuple[str, str]:
    """Reads the body of `POST /2/media/metadata`: the picture's id and its alt text. Raises Invalid."""
    text: str = METADATA.read(body)["metadata"]["alt_text"]["text"]
    if len(text) > MAX_ALT_TEXT:
        raise Invalid("metadata.alt_text.text", text[:40], "The alt text may have at most 1000 characters.")
    return body["id"], text


def timeline_page(posts: Sequence[Post], query: Mapping[str, str]) -> dict[str, object]:
    """One page of an account's posts, newest first, as `query` asks for it. Raises Invalid."""
    for key in query:
        if key not in TIMELINE_KEYS:
            raise Invalid(
                key, query[key], f"The query parameter [{key}] is not one of [{', '.join(sorted(TIMELINE_KEYS))}]"
            )
    size = _whole("max_results", query.get("max_results", "10"))
    if not 5 <= size <= 100:
        raise Invalid("max_results", size, f"The `max_results` query parameter value [{size}] is not between 5 and 100")
    fields = {field for field in query.get("tweet.fields", "").split(",") if field}
    if fields - TWEET_FIELDS:
        wrong = sorted(fields - TWEET_FIELDS)[0]
        raise Invalid("tweet.fields", wrong, f"The `tweet.fields` query parameter value [{wrong}] is not known")
    for name in ("since_id", "until_id"):
        _whole(name, query.get(name, "0"))
    for name in ("start_time", "end_time"):
        _time(name, query)
    if set(query.get("exclude", "replies").split(",")) - {"replies", "retweets"}:
        raise Invalid("exclude", query["exclude"], "The `exclude` query parameter takes [replies, retweets]")
    wanted = [post for post in posts if _wanted(post, query)]
    start = _whole("pagination_token", query.get("pagination_token", "0"))
    page = wanted[start : start + size]
    meta: dict[str, object] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if start + size < len(wanted):
        meta["next_token"] = str(start + size)
    return {"data": [tweet(post, fields) for post in page], "meta": meta} if page else {"meta": meta}


def _wanted(post: Post, query: Mapping[str, str]) -> bool:
    since, until = query.get("since_id"), query.get("until_id")
    start, end = _time("start_time", query), _time("end_time", query)
    return (
        (since is None or int(post.id) > _whole("since_id", since))
        and (until is None or int(post.id) < _whole("until_id", until))
        and (start is None or post.at >= start)
        and (end is None or post.at < end)
        and not ("replies" in query.get("exclude", "").split(",") and post.in_reply_to is not None)
    )


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise Invalid(name, text, f"The `{name}` query parameter value [{text}] is not valid")
    return int(text)


def _time(name: str, query: Mapping[str, str]) -> datetime | None:
    if name not in query:
        return None
    try:
        moment = datetime.fromisoformat(query[name])
    except ValueError:
        example = stamp(datetime(2026, 3, 5, 0, 1, tzinfo=UTC))
        raise Invalid(name, query[name], f"Invalid '{name}':'{query[name]}'. Use {example}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
