"""Posts on X, through tweepy. A thread is a chain of replies whose ids are kept as they come: none is posted twice."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import requests
import tweepy

from bot.channels.answers import begins_again, failed, refused, unwell
from bot.channels.asking import FAILURES, Bounded, Refused
from bot.channels.base import Keep
from bot.channels.chain import lengthened, removed, removed_again, thread_doubts
from bot.channels.limits import left_of, limits_in
from bot.channels.options import Options
from bot.channels.pictures import uploaded
from bot.channels.timeline import Posted, continued
from bot.core import measure
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Repeat, Retry, Sent, Trouble, Unconfirmed
from bot.core.rendition import Image, Post, Thread
from bot.core.world import Transport

# At DEBUG these write down the text, the headers and what was signed.
for _name in ("tweepy", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_TWEEPYS_BASE = "https://api.twitter.com"
_SECRETS = {  # how a variable ends → what tweepy calls it
    "API_KEY": "consumer_key",
    "API_SECRET": "consumer_secret",
    "ACCESS_TOKEN": "access_token",
    "ACCESS_TOKEN_SECRET": "access_token_secret",
}
# https://docs.x.com/x-api/fundamentals/rate-limits; those of 24 hours are told where an account or app has them.
_LIMITS = {
    "x-user-limit-24hour": "the account's requests in 24 hours",
    "x-app-limit-24hour": "the app's requests in 24 hours",
    "x-rate-limit": "requests like this one in 15 minutes",
}
_READS_ONLY = (
    'The app of {credentials} may only read: set it to "Read and write" in X\'s developer console, then make a new'
    " access token"
)
# Problem types and details: https://docs.x.com/x-api/fundamentals/response-codes-and-errors
_MEANINGS = {
    "user-suspended": "The account of {credentials} is suspended: log in at x.com to see why",
    "is suspended": "The account of {credentials} is suspended: log in at x.com to see why",
    "temporarily locked": "The account of {credentials} is locked: log in at x.com to unlock it",
    "oauth1-permissions": _READS_ONLY,
    "client-forbidden": "The app of {credentials} may not post: see its project and plan in X's developer console",
    "creditsdepleted": "The app of {credentials} has no credits left: buy some in X's developer console",
    "usage-capped": "The app of {credentials} has used up what its plan allows: see X's developer console",
}
_SHOWN_AT = "https://x.com/i/web/status/"


class X:
    """`credentials_env` begins four variables: …_API_KEY, …_API_SECRET, …_ACCESS_TOKEN, …_ACCESS_TOKEN_SECRET."""

    kind: ClassVar[str] = "x"
    provider: ClassVar[str] = "x"
    batch: ClassVar[int] = 0

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._prefix = options.variable("credentials_env", "X")
        options.only()
        names = [self._variable(part) for part in _SECRETS]
        self._secrets = {name: secrets.get(name, "").strip() for name in names}
        self._base = config.base_url or "https://api.x.com"

    def missing(self) -> list[str]:
        return [name for name, value in self._secrets.items() if not value]

    def doubts(self, rendition: bytes) -> list[str]:
        return thread_doubts(Thread.from_bytes(rendition), measure.X, self._base)

    def weight(self, rendition: bytes, recipients: int) -> int:
        thread = Thread.from_bytes(rendition)
        return len(thread.posts) or len(thread.removes) or 1

    def build(self, order: Order) -> bytes:
        return b""  # the id of each post is needed for the next: they are built one by one

    def open_ahead(self, wire: Transport, count: int) -> None:
        wire.open_ahead(self._base, count)

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        account = self._account(wire, order.at)
        if removes := Thread.from_bytes(order.rendition).removes:
            return removed(removes, order, lambda post: self._removed(account, post), keep)
        known = _media(order)
        outcome = self._sent(order, account, keep, known)
        if known and isinstance(outcome, Rejected) and "media ids" in outcome.because.lower():
            return self._sent(order, account, keep, [])  # an upload lasts a day
        return outcome

    def _sent(self, order: Order, account: Any, keep: Keep, media: list[str]) -> Outcome:
        posts = Thread.from_bytes(order.rendition).posts
        known = [str(one) for one in order.progress.get("ids", ())]
        if not known:
            made = uploaded(
                order.pictures,
                media,
                lambda picture: self._uploaded(account, picture),
                lambda media: keep({"ids": [], "media": media}),
            )
            if not isinstance(made, list):
                return made
            media = made

        def longer(ids: list[str]) -> list[str] | Retry | Rejected | Unconfirmed:
            if wait := account.session.spent("/2/tweets"):
                return Retry("X allows no more posts for now; the thread goes on when its limit begins again", wait)
            result = self._post(account, posts[len(ids)], ids, media if not ids else [], order.under)
            if isinstance(result, Rejected) and "duplicate" in result.because.lower():
                return self._recognised(account, order, posts, ids, result)
            return result

        ids = lengthened(known, len(posts), longer, lambda ids: keep({"ids": ids}))
        return Sent(ids[0], _SHOWN_AT + ids[0]) if isinstance(ids, list) else ids

    def reconcile(self, order: Order, wire: Transport) -> Found:
        thread = Thread.from_bytes(order.rendition)
        if thread.removes:
            return removed_again(order)
        posts = thread.posts
        try:
            ids = _found(self._account(wire, order.at), order, posts)
        except (Refused, *FAILURES) as error:
            return Unconfirmed(f"X could not be asked what it has: {self._judged(error).because}")
        if len(ids) == len(posts):
            return Sent(ids[0], _SHOWN_AT + ids[0])
        progress = {"ids": ids} | ({"media": media} if not ids and (media := _media(order)) else {})
        return Repeat(f"X has {len(ids)} of {len(posts)} posts.", progress)

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        name = f"{self.config.name}: X"
        account = self._account(wire, now)
        try:
            me = account.get_me(user_auth=True)
        except (Refused, *FAILURES) as error:
            return [unwell(name, self._judged(error))]
        told = account.session.told
        if told.get("x-access-level", "") == "read":
            return [Check(name, False, _READS_ONLY.replace("{credentials}", f"{self._prefix}_…"), Trouble.REFUSED)]
        who = Check(name, True, f"posts as @{(me.get('data') or {}).get('username', '?')}")
        return [who, *left_of(self.config.name, limits_in(told, _LIMITS))]

    def _uploaded(self, account: Any, picture: Image) -> str | Retry | Rejected | Unconfirmed:
        """The picture's id, once X has it with its alt text. https://docs.x.com/x-api/media/quickstart/best-practices"""
        content = {"media": base64.b64encode(picture.content).decode(), "media_category": "tweet_image"}
        try:
            made = account.request("POST", "/2/media/upload", json=content, user_auth=True).json()
            id = str(made["data"]["id"])
            told = {"id": id, "metadata": {"alt_text": {"text": picture.alt}}}
            account.request("POST", "/2/media/metadata", json=told, user_auth=True)
        except (Refused, *FAILURES) as error:
            return self._judged(error)
        except (KeyError, TypeError):
            return Unconfirmed("X took the picture, but did not say under which id.")
        return id

    def _post(
        self, account: Any, post: Post, ids: list[str], media: list[str], under: str | None
    ) -> list[str] | Retry | Rejected | Unconfirmed:
        before = ids[-1] if ids else under
        try:
            answer = account.create_tweet(
                text=post.text, in_reply_to_tweet_id=before, media_ids=media or None, user_auth=True
            )
            return [*ids, str(answer["data"]["id"])]
        except (Refused, *FAILURES) as error:
            return self._judged(error)
        except (KeyError, TypeError):
            return Unconfirmed("X took the post, but did not say under which id.")

    def _removed(self, account: Any, post: str) -> Retry | Rejected | Unconfirmed | None:
        """https://docs.x.com/x-api/posts/delete-post"""
        try:
            account.delete_tweet(post, user_auth=True)
        except (Refused, *FAILURES) as error:
            if isinstance(error, Refused) and error.answer.status == 404:
                return None  # somebody was there before
            return self._judged(error)
        return None

    def _recognised(
        self, account: Any, order: Order, posts: Sequence[Post], ids: list[str], refusal: Rejected
    ) -> list[str] | Retry | Rejected:
        """What X calls a duplicate can be our own, posted by an attempt that never heard the answer."""
        try:
            found = _found(account, replace(order, progress={"ids": ids}), posts)
        except (Refused, *FAILURES):
            return Retry("X calls the post a duplicate, and could not be asked whether it is this one.")
        if len(found) > len(ids):
            return found
        return Rejected(f"{refusal.because} The account has posted the same words before, not as part of this.")

    def _account(self, wire: Transport, at: datetime | None = None) -> Any:
        secrets = {role: self._secrets[self._variable(part)] for part, role in _SECRETS.items()}
        client = tweepy.Client(**secrets, return_type=dict)
        client.session = _Signed(wire.adapter(), self._base, self.config.timeout, at)
        client.user_agent = client.session.headers["User-Agent"]
        return client

    def _variable(self, part: str) -> str:
        return f"{self._prefix}_{part}"

    def _judged(self, error: Exception) -> Retry | Rejected | Unconfirmed:
        if not isinstance(error, Refused):
            return failed(error, "X")
        outcome = refused(error.answer, "X", f"{self._prefix}_…", meanings=_MEANINGS)
        if isinstance(outcome, Retry) and outcome.after is None:
            return replace(outcome, after=begins_again(error.answer.headers, tuple(_LIMITS)))
        return outcome


class _Signed(Bounded):
    """Tweepy's session. The address is rewritten here, before OAuth 1.0a signs it: signed first, it would be wrong."""

    def __init__(self, adapter: Any, base: str, timeout: float, at: datetime | None) -> None:
        super().__init__(adapter, timeout)
        self._base = base
        self._at = at
        self.told_by: dict[str, Mapping[str, str]] = {}
        """The headers of the last answer of each endpoint, as each has limits of its own."""

    def spent(self, path: str) -> timedelta | None:
        """How long until a limit of this endpoint begins again; None while something is left of it."""
        return begins_again(self.told_by.get(path, {}), tuple(_LIMITS))

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        path = str(url).removeprefix(_TWEEPYS_BASE)
        url = self._base + path
        if self._at is not None:  # the signature's time from the order: no clock is read here
            kwargs["auth"].client.timestamp = str(int(self._at.timestamp()))
        response = super().request(method, url, *args, **kwargs)
        self.told_by[path] = self.told
        return response


def _media(order: Order) -> list[str]:
    """The pictures that an earlier try put up, which no post shows yet."""
    return [str(one) for one in order.progress.get("media", ())][: len(order.pictures)]


def _found(account: Any, order: Order, posts: Sequence[Post]) -> list[str]:
    """The ids of this thread's posts that X has, those known before first. Raises Refused or one of FAILURES."""
    me = (account.get_me(user_auth=True).get("data") or {}).get("id")
    if me is None:
        raise requests.RequestException("X did not say whose account this is")
    fields = ["created_at", "entities", "referenced_tweets"]
    page = account.get_users_tweets(me, max_results=100, tweet_fields=fields, user_auth=True)
    known = [str(one) for one in order.progress.get("ids", ())]
    lift = order.merge.get("lift")
    since = datetime.fromisoformat(lift) if lift else None
    listed = [Posted.of(one) for one in page.get("data") or ()]
    return continued(known, [post.text for post in posts], listed, since, order.under)
