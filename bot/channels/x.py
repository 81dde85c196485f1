"""Posts on X, through tweepy. A thread is a chain of replies whose ids are kept as they come: none is posted twice."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

import requests
import tweepy

from bot.channels.answers import failed, refused, wait_until
from bot.channels.asking import FAILURES, Answer, Session, answer_of, time_out
from bot.channels.base import Keep
from bot.channels.options import Options, readable_on_the_way
from bot.channels.timeline import Posted, continued
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.fit import LIMIT, weighted_length
from bot.core.rendition import Post, Thread
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
_LIMITS = ("x-user-limit-24hour", "x-app-limit-24hour", "x-rate-limit")
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
        posts = Thread.from_bytes(rendition).posts
        found = [] if posts else ["The thread has no post."]
        for place, post in enumerate(posts, 1):
            if not post.text.strip():
                found.append(f"Post {place} is empty.")
            elif (weight := weighted_length(post.text)) > LIMIT:
                found.append(f"Post {place} is too long for X: {weight} of {LIMIT}.")
        if len({post.text for post in posts}) < len(posts):
            found.append("Two posts have the same words, and X takes them only once.")
        if readable_on_the_way(self._base):
            found.append("base_url begins with http://, so that the text could be read on its way: use https://.")
        return found

    def build(self, order: Order) -> bytes:
        return b""  # the id of each post is needed for the next: they are built one by one

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        posts = Thread.from_bytes(order.rendition).posts
        account = self._account(wire, order.at)
        ids = [str(one) for one in order.progress.get("ids", ())]
        while len(ids) < len(posts):
            result = self._post(account, posts[len(ids)], ids)
            if isinstance(result, Rejected) and "duplicate" in result.because.lower():
                result = self._recognised(account, order, posts, ids, result)
            if not isinstance(result, list):
                place = f" Post {len(ids) + 1} of {len(posts)}; out so far: {len(ids)}." if len(posts) > 1 else ""
                return replace(result, because=f"{result.because.rstrip('.')}.{place}")
            ids = result
            keep({"ids": ids})
        return Sent(ids[0], _SHOWN_AT + ids[0])

    def reconcile(self, order: Order, wire: Transport) -> Found:
        posts = Thread.from_bytes(order.rendition).posts
        try:
            ids = _found(self._account(wire, order.at), order, posts)
        except (_Refused, *FAILURES) as error:
            return Unconfirmed(f"X could not be asked what it has: {self._judged(error).because}")
        if len(ids) == len(posts):
            return Sent(ids[0], _SHOWN_AT + ids[0])
        return Repeat(f"X has {len(ids)} of {len(posts)} posts.", {"ids": ids})

    def check(self, wire: Transport) -> list[Check]:
        name = f"{self.config.name}: X"
        try:
            me = self._account(wire).get_me(user_auth=True)
        except (_Refused, *FAILURES) as error:
            return [Check(name, False, self._judged(error).because)]
        return [Check(name, True, f"posts as @{(me.get('data') or {}).get('username', '?')}")]

    def _post(self, account: Any, post: Post, ids: list[str]) -> list[str] | Retry | Rejected | Unconfirmed:
        before = ids[-1] if ids else None
        try:
            answer = account.create_tweet(text=post.text, in_reply_to_tweet_id=before, user_auth=True)
            return [*ids, str(answer["data"]["id"])]
        except (_Refused, *FAILURES) as error:
            return self._judged(error)
        except (KeyError, TypeError):
            return Unconfirmed("X took the post, but did not say under which id.")

    def _recognised(
        self, account: Any, order: Order, posts: Sequence[Post], ids: list[str], refusal: Rejected
    ) -> list[str] | Retry | Rejected:
        """What X calls a duplicate can be our own, posted by an attempt that never heard the answer."""
        try:
            found = _found(account, replace(order, progress={"ids": ids}), posts)
        except (_Refused, *FAILURES):
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
        if not isinstance(error, _Refused):
            return failed(error, "X")
        outcome = refused(error.answer, "X", f"{self._prefix}_…")
        if isinstance(outcome, Retry) and outcome.after is None:
            return replace(outcome, after=_reset(error.answer))
        return outcome


class _Refused(Exception):
    """X answered, and not with 2xx."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class _Signed(Session):
    """Tweepy's session. The address is rewritten here, before OAuth 1.0a signs it: signed first, it would be wrong."""

    def __init__(self, adapter: Any, base: str, timeout: float, at: datetime | None) -> None:
        super().__init__(adapter)
        self._base = base
        self._timeout = timeout
        self._at = at

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        url = self._base + str(url).removeprefix(_TWEEPYS_BASE)
        if self._at is not None:  # the signature's time from the order: no clock is read here
            kwargs["auth"].client.timestamp = str(int(self._at.timestamp()))
        kwargs |= {"timeout": time_out(self._timeout), "allow_redirects": False, "stream": True}
        response = super().request(method, url, *args, **kwargs)
        answer = answer_of(response)
        if not answer.good:
            raise _Refused(answer)
        response._content = answer.body  # read here to its limit; tweepy would read on without one
        return response


def _found(account: Any, order: Order, posts: Sequence[Post]) -> list[str]:
    """The ids of this thread's posts that X has, those known before first. Raises _Refused or one of FAILURES."""
    me = (account.get_me(user_auth=True).get("data") or {}).get("id")
    if me is None:
        raise requests.RequestException("X did not say whose account this is")
    fields = ["created_at", "entities", "referenced_tweets"]
    page = account.get_users_tweets(me, max_results=100, tweet_fields=fields, user_auth=True)
    known = [str(one) for one in order.progress.get("ids", ())]
    lift = order.merge.get("lift")
    since = datetime.fromisoformat(lift) if lift else None
    return continued(known, [post.text for post in posts], [Posted.of(one) for one in page.get("data") or ()], since)


def _reset(answer: Answer) -> Any:
    """When the limit that was reached begins again (https://docs.x.com/x-api/fundamentals/rate-limits)."""
    for limit in _LIMITS:
        reset = answer.headers.get(f"{limit}-reset", "")
        if answer.headers.get(f"{limit}-remaining") == "0" and reset.isdigit():
            return wait_until(int(reset) + 1, answer.headers)
    return None
