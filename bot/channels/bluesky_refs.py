"""What a delivery to Bluesky keeps (references to posts and pictures that are there), and what Bluesky's errors mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.asking import Answer
from bot.core.delivery import Order, Sent

Blob = dict[str, Any]  # a picture that is there: its "link" (a CID), "type" and "size"
Ref = dict[str, str]  # a post that is out: its "uri" (at://DID/app.bsky.feed.post/KEY) and its "cid"

# Names of errors: https://github.com/bluesky-social/atproto, packages/pds/src/auth-verifier.ts and createSession.json
MEANINGS = {
    "has been taken": "The account of {credentials} was taken down: log in to Bluesky to see why",
    "accountsuspended": "The account of {credentials} is suspended: log in to Bluesky to see why",
    "accountdeactivated": "The account of {credentials} is deactivated: log in to Bluesky to bring it back",
    "authfactortokenrequired": "{credentials} holds the account's own password: make an app password and use that",
}


def lift_of(order: Order) -> datetime:
    """When it goes by what was approved: a post's key and time come from it."""
    if "lift" not in order.merge:
        raise ValueError("a post's key and time come from the lift: order.merge must have it")
    return datetime.fromisoformat(order.merge["lift"])


def known_in(progress: Mapping[str, Any]) -> list[Ref]:
    """The posts that are known to be out."""
    return [{"uri": str(ref["uri"]), "cid": str(ref["cid"])} for ref in progress.get("refs", ())]


def blobs_of(order: Order) -> list[Blob]:
    """The pictures that an earlier try put up, which no post shows yet."""
    return [dict(blob) for blob in order.progress.get("blobs", ())][: len(order.pictures)]


def key_of(uri: str) -> tuple[str, str]:
    """The DID and the record key in a post's address."""
    did, key = uri.removeprefix("at://").split("/")[::2]
    return did, key


def sent(first: Ref) -> Sent:
    """A thread that is out, by its first post."""
    did, key = key_of(first["uri"])
    return Sent(first["uri"], f"https://bsky.app/profile/{did}/post/{key}")


def not_there(answer: Answer) -> bool:
    """Older servers say "InvalidRequest" where newer ones say "RecordNotFound"; the message is the same."""
    said = answer.json()
    named = isinstance(said, dict) and said.get("error") == "RecordNotFound"
    return answer.status in (400, 404) and (named or answer.said().startswith("Could not locate record"))


def wanted(facet: Any) -> bool:
    """Links and #tags, but not what atproto takes for a share's name: "$USD" stays the word it is."""
    return not any(str(getattr(feature, "tag", "")).startswith("$") for feature in facet.features)
