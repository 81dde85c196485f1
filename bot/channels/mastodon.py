"""Posts on Mastodon, through Mastodon.py. The server knows a repeat by its Idempotency-Key, for an hour."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from mastodon import Mastodon as Client
from mastodon.errors import MastodonError

from bot.channels.answers import begins_again, failed, nothing_left, refused
from bot.channels.asking import AGENT, FAILURES, Bounded, Refused
from bot.channels.base import Keep
from bot.channels.chain import lengthened, removed, removed_again, thread_doubts
from bot.channels.mastodon_checks import LIMITS, checks
from bot.channels.options import Options
from bot.channels.pictures import uploaded
from bot.channels.timeline import SLACK, Posted, continued
from bot.core import measure
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.rendition import Image, Post, Thread
from bot.core.world import Transport

logging.getLogger("mastodon").setLevel(logging.WARNING)

# https://docs.joinmastodon.org/methods/statuses/#headers says "up to 1 hour"; a try takes part of it.
REMEMBERED = timedelta(minutes=55)
PAGE = 40  # statuses in one answer at most: https://docs.joinmastodon.org/methods/accounts/#statuses
PAGES = 5
# A picture is mostly ready at once; a server that takes its time is asked again after each of these seconds.
LOOKS = (0.25, 0.5, 1.0, 2.0)
AGAIN = timedelta(seconds=15)
_ERRORS = (MastodonError, Refused, *FAILURES)
# app/controllers/api/base_controller.rb and config/locales/doorkeeper.en.yml in https://github.com/mastodon/mastodon
_MEANINGS = {
    "login is currently disabled": "The account of {credentials} is suspended: log in to its instance to see why",
    "missing a confirmed e-mail": "The account of {credentials} has not confirmed its mail address: see its mail",
    "pending approval": "The account of {credentials} is not admitted yet: ask the instance's moderators",
    "outside the authorized scopes": "The access token in {credentials} may not do this: tick write:statuses and"
    " write:media, then take the application's new token",
    "requires an authenticated user": "The access token in {credentials} belongs to no account: take the one that the"
    " application's page shows",
    "access token was revoked": "The access token in {credentials} was revoked: make a new one",
    "access token expired": "The access token in {credentials} has expired: make a new one",
}


class Mastodon:
    """`base_url` is the account's instance; `token_env` names the variable with an access token.

    `characters` is how many a post may have, if not as many as the instance allows; `spoiler_text` a content warning that
    every post stands behind.
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
        characters = thread.characters or measure.MASTODON_CHARACTERS
        found = thread_doubts(thread, measure.mastodon(characters, thread.warning), self.config.base_url)
        if self._token and not re.fullmatch(r"[!-~]+", self._token):
            found.append(f"{self._variable} is no access token: there is something in it that may not be sent.")
        return found

    def weight(self, rendition: bytes, recipients: int) -> int:
        thread = Thread.from_bytes(rendition)
        return len(thread.posts) or len(thread.removes) or 1

    def build(self, order: Order) -> bytes:
        return b""  # the id of each post is needed for the next: they are posted one by one

    def open_ahead(self, wire: Transport, count: int) -> None:
        if self.config.base_url:
            wire.open_ahead(self.config.base_url, count)

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        thread = Thread.from_bytes(order.rendition)
        account = self._account(wire)
        if thread.removes:
            return removed(thread.removes, order, lambda post: self._removed(account, post), keep)
        known, shown = [str(one) for one in order.progress.get("ids", ())], [str(order.progress.get("url") or "")]
        media = [] if known else self._pictures(account, order, keep)
        if not isinstance(media, list):
            return media

        def longer(ids: list[str]) -> list[str] | Retry | Rejected | Unconfirmed:
            try:
                status = _post(account, thread, ids, order, media)
            except _ERRORS as error:
                return self._judged(error)
            if not status.get("id"):
                return Unconfirmed("Mastodon took the post, but did not say under which id.")
            shown[0] = shown[0] or str(status.get("url") or "")
            return [*ids, str(status["id"])]

        ids = lengthened(known, len(thread.posts), longer, lambda ids: keep({"ids": ids, "url": shown[0]}))
        return Sent(ids[0], shown[0] or None) if isinstance(ids, list) else ids

    def reconcile(self, order: Order, wire: Transport) -> Found:
        thread = Thread.from_bytes(order.rendition)
        if thread.removes:
            return removed_again(order)
        posts = thread.posts
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
        progress = {"ids": ids, "url": url} | ({"media": media} if not ids and (media := _media(order)) else {})
        return Repeat(f"Mastodon has {len(ids)} of {len(posts)} posts.", progress)

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        account = self._account(wire)

        def ask(question: Callable[[], Any]) -> Any:
            try:
                return question()
            except _ERRORS as error:
                return self._judged(error)

        chosen = self._characters if "characters" in self.config.options else None
        return checks(self.config.name, account, chosen, ask)

    def _removed(self, account: Any, post: str) -> Retry | Rejected | Unconfirmed | None:
        """https://docs.joinmastodon.org/methods/statuses/#delete"""
        try:
            account.status_delete(post)
        except _ERRORS as error:
            cause = _cause(error)
            if isinstance(cause, Refused) and cause.answer.status == 404:
                return None  # somebody was there before
            return self._judged(error)
        return None

    def _pictures(self, account: Any, order: Order, keep: Keep) -> list[str] | Retry | Rejected:
        """The ids of the order's pictures, each ready to be shown; those that an earlier try put up first."""
        kept = _media(order)
        unready = set(kept)

        def upload(picture: Image) -> str | Retry | Rejected | Unconfirmed:
            try:
                made = account.media_post(
                    picture.content, mime_type=picture.media_type, description=picture.alt, file_name=picture.name
                )
            except _ERRORS as error:
                return self._judged(error)
            if not made.get("id"):
                return Unconfirmed("Mastodon took it, but did not say under which id.")
            if not made.get("url"):
                unready.add(str(made["id"]))
            return str(made["id"])

        ids = uploaded(order.pictures, kept, upload, lambda media: keep({"ids": [], "url": "", "media": media}))
        for place, id in enumerate(ids if isinstance(ids, list) else ()):
            try:
                stopped = self._awaited(account, id) if id in unready else None
            except _Gone:  # it lasts a day
                left = replace(order, progress={**order.progress, "media": kept[:place]})
                return self._pictures(account, left, keep) if id in kept else Retry("Mastodon lost a picture.")
            if stopped:
                return stopped
        return ids

    def _awaited(self, account: Any, id: str) -> Retry | Rejected | None:
        """None once the server is done with the picture. Raises _Gone when it has none under this id."""
        for pause in (*LOOKS, 0.0):
            try:
                if account.media(id).get("url"):
                    return None
            except _ERRORS as error:
                cause = _cause(error)
                if isinstance(cause, Refused) and cause.answer.status == 404:
                    raise _Gone from error
                return nothing_left(self._judged(error))
            time.sleep(pause)
        return Retry("Mastodon is not done with a picture yet. Nothing was posted.", AGAIN)

    def _account(self, wire: Transport) -> Any:
        return Client(
            access_token=self._token,
            api_base_url=self.config.base_url,
            ratelimit_method="throw",
            request_timeout=self.config.timeout,
            session=Bounded(wire.adapter(), self.config.timeout),
            user_agent=AGENT,
            # Said, so that it is not asked for: what is used here is there since 3.1.4.
            mastodon_version="4.0.0",
            version_check_mode="created",
        )

    def _judged(self, error: Exception) -> Retry | Rejected | Unconfirmed:
        cause = _cause(error)
        if not isinstance(cause, Refused):
            if isinstance(cause, MastodonError):
                return Unconfirmed("Mastodon answered, but not in a way that can be understood.")
            return failed(cause, "Mastodon")
        outcome = refused(cause.answer, "Mastodon", self._variable, meanings=_MEANINGS)
        if isinstance(outcome, Retry) and outcome.after is None:
            return replace(outcome, after=begins_again(cause.answer.headers, tuple(LIMITS)))
        return outcome


class _TooMany(Exception):
    """The account posted more since the lift than is looked through."""


class _Gone(Exception):
    """The server has forgotten an upload."""


def _media(order: Order) -> list[str]:
    """The pictures that an earlier try put up, which no post shows yet."""
    return [str(one) for one in order.progress.get("media", ())][: len(order.pictures)]


def _post(account: Any, thread: Thread, ids: Sequence[str], order: Order, media: Sequence[str]) -> Mapping[str, Any]:
    status: Mapping[str, Any] = account.status_post(
        thread.posts[len(ids)].text,
        in_reply_to_id=ids[-1] if ids else order.under,
        media_ids=list(media) if media and not ids else None,
        visibility="public",
        spoiler_text=thread.warning or None,
        language=thread.language.split("-")[0].lower() or None,
        idempotency_key=f"{order.delivery}-{len(ids) + 1}",
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
        ids = continued(known, [post.text for post in posts], listed, since, order.under)
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
