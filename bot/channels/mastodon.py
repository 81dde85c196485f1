"""Posts on Mastodon, through Mastodon.py. The server knows a repeat by its Idempotency-Key, for an hour."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from mastodon import Mastodon as Client
from mastodon.errors import MastodonError

from bot.channels.answers import begins_again, failed, refused
from bot.channels.asking import AGENT, FAILURES, Bounded, Refused
from bot.channels.base import Keep
from bot.channels.chain import lengthened, thread_doubts
from bot.channels.options import Options
from bot.channels.timeline import SLACK, Posted, continued
from bot.core import measure
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.fit import LINK_WEIGHT
from bot.core.rendition import Post, Thread
from bot.core.world import Transport

logging.getLogger("mastodon").setLevel(logging.WARNING)

# https://docs.joinmastodon.org/methods/statuses/#headers says "up to 1 hour"; a try takes part of it.
REMEMBERED = timedelta(minutes=55)
PAGE = 40  # statuses in one answer at most: https://docs.joinmastodon.org/methods/accounts/#statuses
PAGES = 5
_ERRORS = (MastodonError, Refused, *FAILURES)


class Mastodon:
    """`base_url` is the account's instance; `token_env` names the variable with an access token.

    `characters` is what the instance allows in a post; `spoiler_text` a content warning that every post stands behind.
    """

    kind: ClassVar[str] = "mastodon"
    provider: ClassVar[str] = "mastodon"
    batch: ClassVar[int] = 0

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        if not config.base_url.startswith(("http://", "https://")):
            raise options.wrong("base_url", "give the address of the account's instance, like https://social.example")
        self._variable = options.variable("token_env", "MASTODON_TOKEN")
        self._characters = options.number("characters", measure.MASTODON_CHARACTERS, 100, 1_000_000)
        if measure.graphemes(options.text("spoiler_text", "")) > self._characters // 2:
            raise options.wrong("spoiler_text", "shorten it: it takes more than half of every post")
        options.only()
        self._token = secrets.get(self._variable, "").strip()

    def missing(self) -> list[str]:
        return [] if self._token else [self._variable]

    def doubts(self, rendition: bytes) -> list[str]:
        thread = Thread.from_bytes(rendition)
        found = thread_doubts(thread, measure.mastodon(self._characters, thread.warning), self.config.base_url)
        if self._token and not re.fullmatch(r"[!-~]+", self._token):
            found.append(f"{self._variable} is no access token: there is something in it that may not be sent.")
        return found

    def build(self, order: Order) -> bytes:
        return b""  # the id of each post is needed for the next: they are posted one by one

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        thread = Thread.from_bytes(order.rendition)
        account = self._account(wire)
        shown = [str(order.progress.get("url") or "")]

        def longer(ids: list[str]) -> list[str] | Retry | Rejected | Unconfirmed:
            try:
                status = _post(account, thread, ids, order.delivery)
            except _ERRORS as error:
                return self._judged(error)
            if not status.get("id"):
                return Unconfirmed("Mastodon took the post, but did not say under which id.")
            shown[0] = shown[0] or str(status.get("url") or "")
            return [*ids, str(status["id"])]

        known = [str(one) for one in order.progress.get("ids", ())]
        ids = lengthened(known, len(thread.posts), longer, lambda ids: keep({"ids": ids, "url": shown[0]}))
        return Sent(ids[0], shown[0] or None) if isinstance(ids, list) else ids

    def reconcile(self, order: Order, wire: Transport) -> Found:
        posts = Thread.from_bytes(order.rendition).posts
        try:
            ids, url = _found(self._account(wire), order, posts)
        except _ERRORS as error:
            because = f"Mastodon could not be asked what it has: {self._judged(error).because}"
            if _remembered(order):
                return Repeat(f"{because} It still knows a repeat by its Idempotency-Key.")
            return Unconfirmed(because)
        except _TooMany:
            return Unconfirmed(
                "The account has posted so much since the lift that this was not found among it. Look there."
            )
        if len(ids) == len(posts):
            return Sent(ids[0], url or None)
        return Repeat(f"Mastodon has {len(ids)} of {len(posts)} posts.", {"ids": ids, "url": url})

    def check(self, wire: Transport) -> list[Check]:
        name = f"{self.config.name}: Mastodon"
        account = self._account(wire)
        try:
            me = account.account_verify_credentials()
            left = f"{account.ratelimit_remaining} of {account.ratelimit_limit} requests left"
            who = Check(name, True, f"posts as @{me['acct']}; {left}")
        except _ERRORS as error:
            return [Check(name, False, self._judged(error).because)]
        return [who, self._reading(account, me["id"]), self._room(account)]

    def _reading(self, account: Any, me: Any) -> Check:
        """What is in doubt is found by reading the account's own posts."""
        name = f"{self.config.name}: own posts"
        try:
            account.account_statuses(me, limit=1)
        except _ERRORS as error:
            because = self._judged(error).because
            return Check(name, False, f"they can't be read, so that a doubt stays one ({because}). Give read:statuses.")
        return Check(name, True, "can be read, should an answer get lost")

    def _room(self, account: Any) -> Check:
        """What the instance allows in a post (https://docs.joinmastodon.org/entities/Instance/#max_characters)."""
        name = f"{self.config.name}: length"
        try:
            allowed = account.instance_v2()["configuration"]["statuses"]
            most, link = int(allowed["max_characters"]), int(allowed["characters_reserved_per_url"])
        except _ERRORS as error:
            return Check(name, None, f"the instance does not say what it allows: {self._judged(error).because}")
        except (KeyError, TypeError, ValueError):
            return Check(name, None, f"the instance does not say what it allows; posts have up to {self._characters}")
        if link > LINK_WEIGHT:
            return Check(name, False, f"it counts a link as {link}, not {LINK_WEIGHT}: lower `characters`")
        if most < self._characters:
            return Check(name, False, f"it allows {most}, less than {self._characters}: set characters = {most}")
        return Check(name, True, f"it allows {most} characters; posts have up to {self._characters}")

    def _account(self, wire: Transport) -> Any:
        return Client(
            access_token=self._token,
            api_base_url=self.config.base_url,
            ratelimit_method="throw",
            request_timeout=self.config.timeout,
            session=Bounded(wire.adapter(), self.config.timeout),
            user_agent=AGENT,
        )

    def _judged(self, error: Exception) -> Retry | Rejected | Unconfirmed:
        cause = _cause(error)
        if not isinstance(cause, Refused):
            if isinstance(cause, MastodonError):
                return Unconfirmed("Mastodon answered, but not in a way that can be understood.")
            return failed(cause, "Mastodon")
        outcome = refused(cause.answer, "Mastodon", self._variable)
        if isinstance(outcome, Retry) and outcome.after is None:
            return replace(outcome, after=begins_again(cause.answer.headers, ["X-RateLimit"]))
        return outcome


class _TooMany(Exception):
    """The account posted more since the lift than is looked through."""


def _post(account: Any, thread: Thread, ids: Sequence[str], delivery: str) -> Mapping[str, Any]:
    status: Mapping[str, Any] = account.status_post(
        thread.posts[len(ids)].text,
        in_reply_to_id=ids[-1] if ids else None,
        visibility="public",
        spoiler_text=thread.warning or None,
        language=thread.language.split("-")[0].lower() or None,
        idempotency_key=f"{delivery}-{len(ids) + 1}",
    )
    return status


def _found(account: Any, order: Order, posts: Sequence[Post]) -> tuple[list[str], str]:
    """The ids of this thread's posts that are out, those known before first, and the first one's address.

    Raises one of _ERRORS, and _TooMany when the rest may be further back than was looked.
    """
    me = account.account_verify_credentials()["id"]
    known = [str(one) for one in order.progress.get("ids", ())]
    lift = order.merge.get("lift")
    since = datetime.fromisoformat(lift) if lift else None
    statuses: list[Mapping[str, Any]] = []
    for _ in range(PAGES):
        last = statuses[-1]["id"] if statuses else None
        page = list(account.account_statuses(me, exclude_reblogs=True, limit=PAGE, max_id=last))
        statuses += page
        listed = [Posted.of_status(one) for one in statuses]
        ids = continued(known, [post.text for post in posts], listed, since)
        url = next((str(one["url"] or "") for one in statuses if ids and str(one["id"]) == ids[0]), "")
        if len(ids) == len(posts) or not page or _before(listed[-1].at, since):
            return ids, url or str(order.progress.get("url") or "")
    raise _TooMany


def _before(at: datetime | None, since: datetime | None) -> bool:
    return at is not None and since is not None and at < since - SLACK


def _remembered(order: Order) -> bool:
    """Whether every key of this delivery is less than an hour old: none can be older than the lift."""
    lift = order.merge.get("lift")
    return bool(lift) and order.at is not None and order.at - datetime.fromisoformat(str(lift)) < REMEMBERED


def _cause(error: Exception) -> Exception:
    """Mastodon.py puts its own error around whatever its session raises."""
    inner = error.__context__
    return inner if isinstance(error, MastodonError) and isinstance(inner, (Refused, *FAILURES)) else error
