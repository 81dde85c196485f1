"""A stand-in of a Mastodon instance: statuses, threads, idempotent repeats. https://docs.joinmastodon.org/methods/"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from bot.sandbox.exchange import Answer, Refusal, Request, answer_json, request_line
from bot.sandbox.mastodon_media import MAX_DESCRIPTION, MAX_PICTURE, MAX_PICTURES, Shelf, shown
from bot.sandbox.mastodon_rules import (
    LINK_CHARACTERS,
    MAX_CHARACTERS,
    Invalid,
    as_returned,
    length,
    page_of,
    stamp,
    status_in,
)
from bot.sandbox.posting import Picture, Posting, Window

# What an instance says of an account or a token that it takes no more: app/controllers/api/base_controller.rb
STANDINGS = {
    "revoked": (401, "The access token was revoked"),
    "expired": (401, "The access token expired"),
    "suspended": (403, "Your login is currently disabled"),
    "unconfirmed": (403, "Your login is missing a confirmed e-mail address"),
    "no account": (422, "This method requires an authenticated user"),
    "read-only": (403, "This action is outside the authorized scopes"),
}
SCOPES = ["profile", "read:statuses", "write:statuses", "write:media"]
REMEMBERED = timedelta(hours=1)  # how long an Idempotency-Key is known
FIRST_STATUS = 110_000_000_000_000_000
FIRST_ACCOUNT = 2_001


@dataclass(frozen=True)
class MastodonAccount:
    """An access token and the name it posts under."""

    token: str = field(repr=False)
    username: str


# https://docs.joinmastodon.org/entities/Instance/#configuration
_CONFIGURATION = {
    "statuses": ("max_characters", "max_media_attachments", "characters_reserved_per_url"),
    "media_attachments": ("description_limit", "image_size_limit"),
}
ALLOWS = {
    "max_characters": MAX_CHARACTERS,
    "max_media_attachments": MAX_PICTURES,
    "characters_reserved_per_url": LINK_CHARACTERS,
    "description_limit": MAX_DESCRIPTION,
    "image_size_limit": MAX_PICTURE,
}


@dataclass
class Status(Posting):
    """One status; `visibility` as it was asked for."""

    network: ClassVar[str] = "Mastodon"
    limit: ClassVar[int] = MAX_CHARACTERS

    visibility: str = field(default="public", kw_only=True)
    url: str = field(default="", kw_only=True)


class Mastodon:
    """Takes statuses for its accounts; accounts have the ids 2001, 2002 … in their order."""

    name = "mastodon"

    def __init__(self, accounts: Iterable[MastodonAccount]) -> None:
        self._accounts = {one.token: one for one in accounts}
        self._ids = {one.username: str(FIRST_ACCOUNT + n) for n, one in enumerate(self._accounts.values())}
        self._posted = 0
        self.media = Shelf()
        self.forget()

    def forget(self) -> None:
        """Empties what arrived: statuses, pictures, keys and the count of requests; all is well with the accounts again.

        Ids go on counting. `standings`: username → one of STANDINGS; `allows`: what the instance says of
        itself, of which it keeps to the length of a post.
        """
        self.allows = dict(ALLOWS)
        self.standings: dict[str, str] = {}
        self.media.forget()
        self.received: list[Status] = []
        self.refused: list[Refusal] = []
        self._keys: dict[tuple[str, str], tuple[datetime, Status]] = {}
        # https://docs.joinmastodon.org/api/rate-limits/; statuses: RateLimiter in the server's source
        self._requests, self._posts = Window(300, 5 * 60), Window(300, 3 * 60 * 60)
        self._uploads, self._deletions = Window(30, 30 * 60), Window(30, 30 * 60)

    def answer(self, request: Request, now: datetime) -> Answer:
        """Answers the endpoints that a press office needs; whatever else is a 404."""
        path = request.path.rstrip("/")
        if (request.method, path) == ("GET", "/api/v2/instance"):
            return answer_json(200, _instance(self.allows))
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        account = self._accounts.get(token.strip()) if scheme.lower() == "bearer" else None
        if account is None:
            return self._refuse(request, now, 401, "The access token is invalid")
        standing = self.standings.get(account.username, "")
        if standing and (standing != "read-only" or request.method in ("POST", "DELETE")):
            return self._refuse(request, now, *STANDINGS[standing])
        window = self._requests
        if request.method == "POST":
            window = self._uploads if path == "/api/v2/media" else self._posts
        elif request.method == "DELETE":
            window = self._deletions
        left, reset = window.count(account.username, now)
        headers = _limits(window.most, max(left, 0), reset)
        if left < 0:
            return self._refuse(request, now, 429, "Too many requests", headers)
        match (request.method, path):
            case ("GET", "/api/v1/accounts/verify_credentials"):
                return answer_json(200, self._shown(account), headers)
            case ("GET", path) if owner := re.fullmatch(r"/api/v1/accounts/([0-9]+)/statuses", path):
                own = [one for one in self.received if one.author_id == owner[1] and one.deleted_at is None]
                return answer_json(200, [as_returned(one) for one in page_of(own, request.query)], headers)
            case ("GET", "/api/v1/apps/verify_credentials"):
                scopes = SCOPES[:2] if standing == "read-only" else SCOPES
                return answer_json(200, {"name": "Press office", "website": None, "scopes": scopes}, headers)
            case ("GET", path) if wanted := re.fullmatch(r"/api/v1/media/([0-9]+)", path):
                return self._look(request, wanted[1], account, now, headers)
            case ("POST", "/api/v2/media"):
                return self._take(request, account, now, headers)
            case ("POST", "/api/v1/statuses"):
                return self._post(request, account, now, headers)
            case ("DELETE", path) if wanted := re.fullmatch(r"/api/v1/statuses/([0-9]+)", path):
                return self._delete(request, wanted[1], account, now, headers)
        return self._refuse(request, now, 404, "Record not found", headers)

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """Accepts nothing; a 429 says by its reset when to come back (Mastodon sends no Retry-After)."""
        reset = int(now.timestamp() + (retry_after if retry_after is not None else 60))
        headers = _limits(300, 0, reset) if status == 429 else {}
        said = {401: "The access token was revoked", 403: "Your login is currently disabled", 429: "Too many requests"}
        return self._refuse(request, now, status, said.get(status, "We're sorry, but something went wrong."), headers)

    def _post(self, request: Request, account: MastodonAccount, now: datetime, headers: dict[str, str]) -> Answer:
        key = (account.username, request.headers.get("Idempotency-Key", ""))
        made, before = self._keys.get(key, (now, None))
        if key[1] and before is not None and now - made < REMEMBERED:
            return answer_json(200, as_returned(before), headers)
        try:
            wish = status_in(_parameters(request), self.allows["max_characters"])
            pictures = self.media.show(wish.media_ids, account.username, now)
        except Invalid as invalid:
            return self._refuse(request, now, 422, str(invalid), headers)
        known = {status.id: status for status in self.received if status.deleted_at is None}
        if wish.in_reply_to is not None and wish.in_reply_to not in known:
            missing = "The post you are trying to reply to does not appear to exist."
            return self._refuse(request, now, 404, missing, headers)
        self._posted += 1
        id = str(FIRST_STATUS + self._posted)
        parent = known.get(wish.in_reply_to or "")
        host = request.url[: len(request.url) - len(request.url.split("/", 3)[-1])].rstrip("/")
        status = Status(
            now,
            id=id,
            author=account.username,
            author_id=self._ids[account.username],
            text=wish.text,
            weight=length(wish.text, wish.warning),
            in_reply_to=wish.in_reply_to,
            conversation_id=parent.conversation_id if parent else id,
            media=pictures,
            language=wish.language,
            warning=wish.warning,
            visibility=wish.visibility,
            url=f"{host}/@{account.username}/{id}",
        )
        self.received.append(status)
        self._keys[key] = (now, status)
        return answer_json(200, as_returned(status), headers, status)

    def _delete(
        self, request: Request, id: str, account: MastodonAccount, now: datetime, headers: dict[str, str]
    ) -> Answer:
        """https://docs.joinmastodon.org/methods/statuses/#delete: the status as it was, with its source text."""
        for status in self.received:
            if status.id == id and status.author == account.username and status.deleted_at is None:
                status.deleted_at = now
                return answer_json(200, as_returned(status) | {"text": status.text}, headers)
        return self._refuse(request, now, 404, "Record not found", headers)

    def _take(self, request: Request, account: MastodonAccount, now: datetime, headers: dict[str, str]) -> Answer:
        try:
            picture = self.media.take(request, account.username, now)
        except Invalid as invalid:
            return self._refuse(request, now, 422, str(invalid), headers)
        ready = self.media.ready(picture)
        return answer_json(200 if ready else 202, shown(picture, _file_of(request, picture, ready)), headers, picture)

    def _look(
        self, request: Request, id: str, account: MastodonAccount, now: datetime, headers: dict[str, str]
    ) -> Answer:
        picture = self.media.look(id, account.username, now)
        if picture is None:
            return answer_json(404, {"error": "Record not found"}, headers)
        ready = self.media.ready(picture)
        return answer_json(200 if ready else 206, shown(picture, _file_of(request, picture, ready)), headers)

    def _shown(self, account: MastodonAccount) -> dict[str, object]:
        return {"id": self._ids[account.username], "username": account.username, "acct": account.username}

    def _refuse(
        self, request: Request, now: datetime, status: int, reason: str, headers: dict[str, str] | None = None
    ) -> Answer:
        refusal = Refusal(now, self.name, request_line(request), status, reason)
        self.refused.append(refusal)
        return answer_json(status, {"error": reason}, headers, refusal)


def _parameters(request: Request) -> dict[str, Any]:
    """What Rails reads: a form, or JSON. Raises Invalid."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        lists = {name for name, _ in pairs if name.endswith("[]")}
        return dict(pairs) | {name[:-2]: [value for key, value in pairs if key == name] for name in lists}
    try:
        given = json.loads(request.body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Invalid("Error occurred while parsing request parameters")
    return given


def _file_of(request: Request, picture: Picture, ready: bool) -> str | None:
    return f"{request.url.partition('/api/')[0]}/media/{picture.id}" if ready else None


def _instance(allows: Mapping[str, int]) -> dict[str, object]:
    configuration = {group: {name: allows[name] for name in names} for group, names in _CONFIGURATION.items()}
    return {"domain": "sandbox.test", "title": "Sandbox", "version": "4.5.0", "configuration": configuration}


def _limits(limit: int, left: int, reset: int) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": stamp(datetime.fromtimestamp(reset, UTC)),
    }
