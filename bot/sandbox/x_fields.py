"""The fields that X knows in a post, a picture and its alt text: their types, how many, how long.

https://docs.x.com/x-api/posts/create-post, …/media/upload-media and …/media/metadata-create
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

MAX_PICTURES = 4
_ID = re.compile(r"[0-9]{1,19}")


class Invalid(Exception):
    """One or more parameters to your request was invalid."""

    def __init__(self, parameter: str | None, value: object, message: str) -> None:
        super().__init__(message)
        parameters = {} if parameter is None else {parameter: [str(value)]}
        self.problem = {
            "errors": [{"parameters": parameters, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.twitter.com/2/problems/invalid-request",
        }


class Kind(Protocol):
    """What a value has to be."""

    def check(self, value: Any, where: str) -> None:
        """Raises Invalid; `where` is the value's place, from "$"."""


@dataclass(frozen=True)
class Text:
    """A string; of `most` characters at most, and one of `choice`, where they are given."""

    least: int = 0
    most: int | None = None
    choice: Sequence[str] = ()

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, str):
            raise _wrong(where, value, "is not a string")
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            raise _wrong(where, value, f"must have from {self.least} to {self.most} characters")
        if self.choice and value not in self.choice:
            raise _wrong(where, value, f"is not one of [{', '.join(self.choice)}]")


class Id:
    """The id of a post, a picture or a user."""

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise Invalid(where.removeprefix("$."), value, f"{where}: [{value}] does not match ^[0-9]{{1,19}}$")


class Flag:
    """true or false."""

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, bool):
            raise _wrong(where, value, "is not a boolean")


@dataclass(frozen=True)
class Number:
    """A whole number."""

    least: int
    most: int

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise _wrong(where, value, f"must be a whole number from {self.least} to {self.most}")


@dataclass(frozen=True)
class Several:
    """A list."""

    of: Kind
    least: int
    most: int

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            raise _wrong(where, value, f"there must be a minimum of {self.least} and a maximum of {self.most}")
        for one in value:
            self.of.check(one, where)


@dataclass(frozen=True)
class Fields:
    """An object: which fields it may have, and which it has to have. Whatever else is in it is refused."""

    known: Mapping[str, Kind]
    needed: frozenset[str] = field(default=frozenset())

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Invalid(None, None, f"{where}: is not an object")
        for name, inner in value.items():
            if name not in self.known:
                said = "is not defined in the schema and the schema does not allow additional properties"
                raise Invalid(None, None, f"{where}.{name}: {said}")
            self.known[name].check(inner, f"{where}.{name}")
        for name in sorted(self.needed - value.keys()):
            raise _wrong(f"{where}.{name}", "", "is missing but it is required")

    def read(self, body: Any) -> dict[str, Any]:
        """The body of a request, once it is as it has to be. Raises Invalid."""
        self.check(body, "$")
        found: dict[str, Any] = body
        return found


def _wrong(where: str, value: Any, message: str) -> Invalid:
    return Invalid(where.removeprefix("$."), str(value)[:60], f"{where}: {message}")


_WHO_REPLIES = Text(choice=("following", "mentionedUsers", "subscribers", "verified"))
_POLL: dict[str, Kind] = {
    "options": Several(Text(1, 25), 2, 4),
    "duration_minutes": Number(5, 7 * 24 * 60),
    "reply_settings": _WHO_REPLIES,
}
_REPLY: dict[str, Kind] = {
    "in_reply_to_tweet_id": Id(),
    "exclude_reply_user_ids": Several(Id(), 0, 1000),
    "auto_populate_reply_metadata": Flag(),
}
_FLAGS: dict[str, Kind] = dict.fromkeys(
    ("for_super_followers_only", "nullcast", "made_with_ai", "paid_partnership", "share_with_followers"), Flag()
)
_MEDIA: dict[str, Kind] = {"media_ids": Several(Id(), 1, MAX_PICTURES), "tagged_user_ids": Several(Id(), 0, 10)}
_POST: dict[str, Kind] = {
    "text": Text(),
    "reply": Fields(_REPLY, frozenset({"in_reply_to_tweet_id"})),
    "media": Fields(_MEDIA, frozenset({"media_ids"})),
    "poll": Fields(_POLL, frozenset({"options", "duration_minutes"})),
    "quote_tweet_id": Id(),
    "card_uri": Text(),
    "direct_message_deep_link": Text(),
    "community_id": Id(),
    "geo": Fields({"place_id": Text()}),
    "reply_settings": _WHO_REPLIES,
}
POST = Fields(_POST | _FLAGS)
# "Mutually exclusive", says its reference, of each of these with the others.
ALONE = ("media", "poll", "quote_tweet_id", "card_uri")
UPLOAD = Fields(
    {
        "media": Text(1),
        "media_category": Text(
            choice=("tweet_image", "tweet_video", "tweet_gif", "dm_image", "dm_video", "dm_gif", "subtitles")
        ),
        "media_type": Text(),
        "additional_owners": Several(Id(), 0, 100),
        "shared": Flag(),
    },
    frozenset({"media", "media_category"}),
)
METADATA = Fields(
    {
        "id": Id(),
        "metadata": Fields({"alt_text": Fields({"text": Text(1)}, frozenset({"text"}))}, frozenset({"alt_text"})),
    },
    frozenset({"id", "metadata"}),
)
