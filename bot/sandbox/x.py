"""A stand-in of X's API, version 2: posts, threads, pictures, and what an account posted. https://docs.x.com/x-api

As on X, the text that comes back is not the text that went in: links are t.co links, and &, <, > are HTML entities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from bot.sandbox.exchange import Answer, Noted, Refusal, Request, answer_json, request_line
from bot.sandbox.oauth import credentials, flaw
from bot.sandbox.posting import Picture, Posting
from bot.sandbox.weighing import MAX_WEIGHT, weight
from bot.sandbox.x_fields import Invalid
from bot.sandbox.x_rules import alt_text_in, picture_in, post_in, timeline_page
from bot.sandbox.x_shape import as_returned
from bot.sandbox.x_standing import STANDINGS

WINDOW = 15 * 60  # seconds
DAY = 24 * 60 * 60
# requests a user a window: https://docs.x.com/x-api/fundamentals/rate-limits
LIMITS = {"post": 100, "delete": 50, "me": 75, "timeline": 900, "upload": 500, "metadata": 500}
MEDIA_KEPT = timedelta(hours=24)
FIRST_POST = 1_900_000_000_000_000_000  # ids look like X's: 19 digits
FIRST_MEDIA = 1_800_000_000_000_000_000
FIRST_USER = 1_001


@dataclass(frozen=True)
class XAccount:
    """The four secrets of one account and the name it posts under."""

    api_key: str = field(repr=False)
    api_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)
    username: str


@dataclass
class Post(Posting):
    """One post."""

    network: ClassVar[str] = "X"
    limit: ClassVar[int] = MAX_WEIGHT


class X:
    """Takes posts for its accounts; accounts have the user ids 1001, 1002 … in their order."""

    name = "x"

    def __init__(self, accounts: Iterable[XAccount]) -> None:
        self._accounts = {(one.api_key, one.access_token): one for one in accounts}
        self._ids = {one.username: str(FIRST_USER + n) for n, one in enumerate(self._accounts.values())}
        self._posted = self._uploaded = 0
        self.forget()

    def forget(self) -> None:
        """Empties what arrived: posts, pictures, nonces and the count of requests; all is well with the accounts again.

        Ids go on counting. `limits`: requests by endpoint in 15 minutes; `daily_posts`: posts by account in 24 hours,
        None for no such limit; `standings`: username → one of STANDINGS.
        """
        self.received: list[Post] = []
        self.refused: list[Refusal] = []
        self.pictures: dict[str, Picture] = {}
        self._nonces: set[tuple[str, str, str]] = set()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}
        self.limits = dict(LIMITS)
        self.daily_posts: int | None = None
        self.standings: dict[str, str] = {}

    def answer(self, request: Request, now: datetime) -> Answer:
        """Answers the endpoints that a press office needs; whatever else is a 404."""
        account, reason = self._account(request, now)
        if account is None:
            return self._refuse(request, now, 401, "Unauthorized", reason=reason)
        endpoint = _endpoint(request)
        if endpoint is None:
            return self._refuse(request, now, 404, "Not Found")
        standing = STANDINGS.get(self.standings.get(account.username, ""))
        if standing is not None and (request.method in ("POST", "DELETE") or not standing.writes):
            refusal = self._note(request, now, standing.status, str(standing.problem))
            return answer_json(standing.status, standing.problem, None, refusal, "application/problem+json")
        enough, headers = self._count(account, endpoint, now)
        headers["x-access-level"] = "read" if standing is STANDINGS["read-only"] else "read-write"
        if not enough:
            return self._refuse(request, now, 429, "Too Many Requests", headers)
        try:
            status, content, noted = getattr(self, f"_{endpoint}")(request, account, now)
        except Invalid as invalid:
            refusal = self._note(request, now, 400, str(invalid))
            return answer_json(400, invalid.problem, headers, refusal, "application/problem+json")
        except (Duplicate, Foreign) as forbidden:
            return self._refuse(request, now, 403, "Forbidden", headers, str(forbidden))
        except Missing as missing:
            return self._refuse(request, now, 404, "Not Found Error", headers, str(missing))
        return answer_json(status, content, headers, noted)

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """Accepts nothing; a 429 says by its reset when to come back (X sends no Retry-After)."""
        title = {401: "Unauthorized", 403: "Forbidden", 429: "Too Many Requests", 503: "Service Unavailable"}
        reset = int(now.timestamp() + (retry_after if retry_after is not None else 60))
        headers = _limits("x-rate-limit", LIMITS["post"], 0, reset) if status == 429 else {}
        return self._refuse(request, now, status, title.get(status, "Internal Server Error"), headers)

    def _account(self, request: Request, now: datetime) -> tuple[XAccount | None, str]:
        given = credentials(request)
        account = self._accounts.get((given.get("oauth_consumer_key", ""), given.get("oauth_token", "")))
        if account is None:
            return None, "no known account signed it"
        wrong = flaw(request, given, (account.api_secret, account.access_token_secret), now)
        nonce = (account.access_token, given.get("oauth_timestamp", ""), given.get("oauth_nonce", ""))
        if wrong is None and nonce in self._nonces:
            wrong = "oauth_nonce was used before"
        if wrong:
            return None, wrong
        self._nonces.add(nonce)
        return account, ""

    def _count(self, account: XAccount, endpoint: str, now: datetime) -> tuple[bool, dict[str, str]]:
        """Whether this request is within every limit, and what the headers say of them."""
        most = self.limits[endpoint]
        left, reset = self._spend(account, endpoint, now, most, WINDOW)
        enough, headers = left >= 0, _limits("x-rate-limit", most, left, reset)
        if endpoint == "post" and self.daily_posts is not None:
            left, reset = self._spend(account, "day", now, self.daily_posts, DAY)
            enough, daily = enough and left >= 0, _limits("x-user-limit-24hour", self.daily_posts, left, reset)
            headers |= daily
        return enough, headers

    def _spend(self, account: XAccount, window: str, now: datetime, most: int, seconds: int) -> tuple[int, int]:
        """How many requests are left (negative: one too many), and the Unix second at which the window ends."""
        start, used = self._windows.get((account.username, window), (now.timestamp(), 0))
        if now.timestamp() >= start + seconds:
            start, used = now.timestamp(), 0
        self._windows[(account.username, window)] = (start, used + 1)
        return most - used - 1, int(start + seconds)

    def _post(self, request: Request, account: XAccount, now: datetime) -> tuple[int, object, Noted]:
        wish = post_in(_body(request))
        known = {post.id: post for post in self.received if post.deleted_at is None}
        if wish.in_reply_to is not None and wish.in_reply_to not in known:
            raise Invalid(
                "reply.in_reply_to_tweet_id",
                wish.in_reply_to,
                "You attempted to reply to a Tweet that is deleted or not visible to you.",
            )
        pictures = tuple(self._picture(media_id, account, now) for media_id in wish.media_ids)
        if any(post.author == account.username and post.text == wish.text and wish.text for post in known.values()):
            raise Duplicate("You are not allowed to create a Tweet with duplicate content.")
        self._posted += 1
        id = str(FIRST_POST + self._posted)
        before = known.get(wish.in_reply_to or "")
        post = Post(
            now,
            id=id,
            author=account.username,
            author_id=self._ids[account.username],
            text=wish.text,
            weight=weight(wish.text),
            in_reply_to=wish.in_reply_to,
            conversation_id=before.conversation_id if before else id,
            media=pictures,
        )
        self.received.append(post)
        text, _ = as_returned(post)
        return 201, {"data": {"id": id, "text": text, "edit_history_tweet_ids": [id]}}, post

    def _delete(self, request: Request, account: XAccount, now: datetime) -> tuple[int, object, None]:
        """https://docs.x.com/x-api/posts/delete-post"""
        post = next((one for one in self.received if one.id == request.path.split("/")[3]), None)
        if post is None or post.deleted_at is not None:
            raise Missing("Could not find tweet with id.")
        if post.author != account.username:
            raise Foreign("You are not authorized to delete this Tweet.")
        post.deleted_at = now
        return 200, {"data": {"deleted": True}}, None

    def _picture(self, media_id: str, account: XAccount, now: datetime) -> Picture:
        picture = self.pictures.get(media_id)
        if picture is None or picture.author != account.username or now - picture.at > MEDIA_KEPT:
            raise Invalid("media.media_ids", media_id, "Your media IDs are invalid.")
        return picture

    def _me(self, request: Request, account: XAccount, now: datetime) -> tuple[int, object, None]:
        return (
            200,
            {"data": {"id": self._ids[account.username], "name": account.username, "username": account.username}},
            None,
        )

    def _timeline(self, request: Request, account: XAccount, now: datetime) -> tuple[int, object, None]:
        author = request.path.split("/")[3]
        if author not in self._ids.values():
            problem = {
                "value": author,
                "detail": f"Could not find user with id: [{author}].",
                "parameter": "id",
                "title": "Not Found Error",
                "resource_type": "user",
                "type": "https://api.twitter.com/2/problems/resource-not-found",
            }
            return 200, {"errors": [problem]}, None
        shown = [post for post in self.received if post.author_id == author and post.deleted_at is None]
        newest_first = sorted(shown, key=lambda post: int(post.id), reverse=True)
        return 200, timeline_page(newest_first, request.query), None

    def _upload(self, request: Request, account: XAccount, now: datetime) -> tuple[int, object, Noted]:
        content, kind = picture_in(_body(request))
        self._uploaded += 1
        id = str(FIRST_MEDIA + self._uploaded)
        picture = Picture(now, id=id, author=account.username, kind=kind, content=content)
        self.pictures[id] = picture
        data = {
            "id": id,
            "media_key": f"3_{id}",
            "size": len(content),
            "expires_after_secs": int(MEDIA_KEPT.total_seconds()),
        }
        return 200, {"data": data}, picture

    def _metadata(self, request: Request, account: XAccount, now: datetime) -> tuple[int, object, None]:
        media_id, text = alt_text_in(_body(request))
        self._picture(media_id, account, now).alt_text = text
        return 200, {"data": {"id": media_id, "associated_metadata": {"alt_text": {"text": text}}}}, None

    def _note(self, request: Request, now: datetime, status: int, reason: str) -> Refusal:
        refusal = Refusal(now, self.name, request_line(request), status, reason)
        self.refused.append(refusal)
        return refusal

    def _refuse(
        self,
        request: Request,
        now: datetime,
        status: int,
        title: str,
        headers: dict[str, str] | None = None,
        detail: str | None = None,
        reason: str = "",
    ) -> Answer:
        problem = {"title": title, "type": "about:blank", "status": status, "detail": detail or title}
        refusal = self._note(request, now, status, reason or detail or title)
        return answer_json(status, problem, headers, refusal, "application/problem+json")


class Duplicate(Exception):
    """The account posted this text before."""


class Foreign(Exception):
    """The post is somebody else's."""


class Missing(Exception):
    """There is no such post, or none any more."""


def _endpoint(request: Request) -> str | None:
    match (request.method, request.path):
        case ("POST", "/2/tweets"):
            return "post"
        case ("GET", "/2/users/me"):
            return "me"
        case ("POST", "/2/media/upload"):
            return "upload"
        case ("POST", "/2/media/metadata"):
            return "metadata"
        case ("DELETE", path) if re.fullmatch(r"/2/tweets/[0-9]{1,19}", path):
            return "delete"
        case ("GET", path) if re.fullmatch(r"/2/users/[0-9]+/tweets", path):
            return "timeline"
    return None


def _body(request: Request) -> Any:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise Invalid(None, None, "Requests with bodies must have content-type of application/json.")
    try:
        return json.loads(request.body)
    except ValueError:
        raise Invalid(None, None, "The body of the request is not JSON.") from None


def _limits(name: str, most: int, left: int, reset: int) -> dict[str, str]:
    return {f"{name}-limit": str(most), f"{name}-remaining": str(max(left, 0)), f"{name}-reset": str(reset)}
