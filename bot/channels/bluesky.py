"""Posts on Bluesky, through atproto. A post's key and time are chosen before it leaves: a repeat changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from atproto_client import Client, models
from atproto_client.exceptions import ModelError
from atproto_client.models.blob_ref import BlobRef, IpldLink
from atproto_client.request import RequestBase, Response
from atproto_client.utils.facet_detection import detect_facets

from bot.channels.answers import begins_again, failed, nothing_left, refused, unwell
from bot.channels.asking import AGENT, FAILURES, Bounded, Refused
from bot.channels.base import Keep
from bot.channels.bluesky_refs import MEANINGS, Blob, Ref, blobs_of, key_of, known_in, lift_of, not_there, sent, wanted
from bot.channels.chain import lengthened, removed, removed_again, thread_doubts
from bot.channels.limits import left_of, limits_in
from bot.channels.options import Options
from bot.channels.pictures import uploaded
from bot.channels.record_keys import record_key
from bot.core import measure
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Check, Found, Order, Outcome, Rejected, Repeat, Retry, Trouble, Unconfirmed
from bot.core.rendition import Image, Thread
from bot.core.world import Transport

for _name in ("atproto_client", "httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

POSTS = "app.bsky.feed.post"
_ERRORS = (Refused, ModelError, *FAILURES)

_LOG_INS = {"ratelimit": "log-ins"}


class Bluesky:
    """`handle` is the account's name, `password_env` the variable with one of its app passwords."""

    kind: ClassVar[str] = "bluesky"
    provider: ClassVar[str] = "bluesky"
    batch: ClassVar[int] = 0

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._handle = options.text("handle").removeprefix("@")
        self._variable = options.variable("password_env", "BLUESKY_PASSWORD")
        options.only()
        self._password = secrets.get(self._variable, "").strip()
        self._base = config.base_url or "https://bsky.social"

    def missing(self) -> list[str]:
        return [] if self._password else [self._variable]

    def doubts(self, rendition: bytes) -> list[str]:
        return thread_doubts(Thread.from_bytes(rendition), measure.BLUESKY, self._base)

    def weight(self, rendition: bytes, recipients: int) -> int:
        thread = Thread.from_bytes(rendition)
        return len(thread.posts) or len(thread.removes) or 1

    def build(self, order: Order) -> bytes:
        # Ahead of the instant, and thrown away: atproto makes its models when they are first used, which takes 100 ms.
        if (thread := Thread.from_bytes(order.rendition)).posts:
            _record(thread, [], lift_of(order))
        return b""  # a reply names the post before it by its content: they are built one by one

    def open_ahead(self, wire: Transport, count: int) -> None:
        wire.open_ahead(self._base, count)

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        try:
            client, did = self._entered(wire)
        except _ERRORS as error:
            return nothing_left(self._judged(error))
        if removes := Thread.from_bytes(order.rendition).removes:
            return removed(removes, order, lambda uri: self._removed(client, uri), keep)
        known = blobs_of(order)
        outcome = self._sent(order, client, did, keep, known)
        if known and isinstance(outcome, Rejected) and "could not find blob" in outcome.because.lower():
            return self._sent(order, client, did, keep, [])  # what no post shows is not kept for long
        return outcome

    def _sent(self, order: Order, client: Any, did: str, keep: Keep, blobs: list[Blob]) -> Outcome:
        thread, lift, known = Thread.from_bytes(order.rendition), lift_of(order), known_in(order.progress)
        if not known:
            made = uploaded(
                order.pictures,
                blobs,
                lambda picture: self._uploaded(client, picture),
                lambda blobs: keep({"refs": [], "blobs": blobs}),
            )
            if not isinstance(made, list):
                return made
            blobs = made
        try:
            under = _under(client, order)
        except _ERRORS as error:
            return nothing_left(self._judged(error))

        def longer(refs: list[Ref]) -> list[Ref] | Retry | Rejected | Unconfirmed:
            shown = list(zip(order.pictures, blobs, strict=False)) if not refs else []
            key, record = record_key(order.delivery, len(refs), lift), _record(thread, refs, lift, shown, under)
            data = models.ComAtprotoRepoPutRecord.Data(repo=did, collection=POSTS, rkey=key, record=record)
            try:
                made = client.com.atproto.repo.put_record(data, ignore_session_check=True)
            except _ERRORS as error:
                return self._judged(error)
            return [*refs, {"uri": made.uri, "cid": made.cid}]

        refs = lengthened(known, len(thread.posts), longer, lambda refs: keep({"refs": refs}))
        return sent(refs[0]) if isinstance(refs, list) else refs

    def reconcile(self, order: Order, wire: Transport) -> Found:
        thread, refs = Thread.from_bytes(order.rendition), known_in(order.progress)
        if thread.removes:
            return removed_again(order)
        posts = thread.posts
        try:
            client, did = self._entered(wire)
            while len(refs) < len(posts):
                there = _record_at(client, did, record_key(order.delivery, len(refs), lift_of(order)))
                if there is None:
                    blobs = {} if refs or not blobs_of(order) else {"blobs": blobs_of(order)}
                    return Repeat(f"Bluesky has {len(refs)} of {len(posts)} posts.", {"refs": refs} | blobs)
                ref, text = there
                if text != posts[len(refs)].text:
                    return Unconfirmed(f"{ref['uri']} is not what was approved. Look there, then settle this.")
                refs.append(ref)
        except _ERRORS as error:
            return Unconfirmed(f"Bluesky could not be asked what it has: {self._judged(error).because}")
        return sent(refs[0])

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        name = f"{self.config.name}: Bluesky"
        try:
            client, _ = self._entered(wire)
            told = client.request.told
            account = client.com.atproto.server.get_session(ignore_session_check=True)
        except _ERRORS as error:
            return [unwell(name, self._judged(error))]
        if account.active is False:
            because = f"@{account.handle} is {account.status or 'not active'}: log in to Bluesky to see why"
            return [Check(name, False, because, Trouble.REFUSED)]
        return [Check(name, True, f"posts as @{account.handle}"), *left_of(self.config.name, limits_in(told, _LOG_INS))]

    def _uploaded(self, client: Any, picture: Image) -> Blob | Retry | Rejected | Unconfirmed:
        """What a post names the picture by. It comes from the picture's bytes, so that a repeat names it alike."""
        kind = {"Content-Type": picture.media_type}
        try:
            made = client.com.atproto.repo.upload_blob(picture.content, headers=kind, ignore_session_check=True).blob
            return {"link": str(made.cid), "type": str(made.mime_type), "size": int(made.size)}
        except _ERRORS as error:
            return self._judged(error)

    def _removed(self, client: Any, uri: str) -> Retry | Rejected | Unconfirmed | None:
        """Makes sure that the post is not there, whether it was or not (com.atproto.repo.deleteRecord)."""
        did, key = key_of(uri)
        data = models.ComAtprotoRepoDeleteRecord.Data(repo=did, collection=POSTS, rkey=key)
        try:
            client.com.atproto.repo.delete_record(data, ignore_session_check=True)
        except _ERRORS as error:
            return self._judged(error)
        return None

    def _entered(self, wire: Transport) -> tuple[Any, str]:
        """A client that is logged in, and the account's DID. Nothing is posted by it. Raises one of _ERRORS."""
        client: Any = Client(self._base, request=_Request(Bounded(wire.adapter(), self.config.timeout)))
        try:
            client.login(self._handle, self._password, fetch_bsky_profile=False)
        except Refused as error:
            raise _explained(client, self._handle, error) from error
        return client, str(client._session.did)

    def _judged(self, error: Exception) -> Retry | Rejected | Unconfirmed:
        if isinstance(error, ModelError):
            return Unconfirmed("Bluesky answered, but not in a way that can be understood.")
        if not isinstance(error, Refused):
            return failed(error, "Bluesky")
        if error.answer.status == 400 and any(name in error.answer.body for name in (b"ExpiredToken", b"InvalidToken")):
            return Retry("Bluesky took nothing, as the log-in was over. The next try logs in again.")
        outcome = refused(error.answer, "Bluesky", self._variable, meanings=MEANINGS)
        if isinstance(outcome, Retry) and outcome.after is None:
            return replace(outcome, after=begins_again(error.answer.headers, tuple(_LOG_INS)))
        return outcome


class _Request(RequestBase):  # type: ignore[misc]  # atproto_client is typed, but does not say so
    """What atproto's client sends goes out here, through our own session; its httpx is never made."""

    def __init__(self, session: Bounded) -> None:
        super().__init__()
        self._session = session
        self.add_additional_header("User-Agent", AGENT)

    @property
    def told(self) -> Mapping[str, str]:
        """The headers of the last answer."""
        return self._session.told

    def get(self, url: str, **kwargs: Any) -> Response:
        return self._ask("GET", url, **kwargs)

    def post(self, url: str, **kwargs: Any) -> Response:
        return self._ask("POST", url, **kwargs)

    def _ask(
        self,
        method: str,
        url: str,
        content: str = "",
        headers: dict[str, str] | None = None,
        params: Any = None,
        data: Any = None,
    ) -> Response:
        """`content` is a body of JSON, `data` a picture's bytes."""
        body, fields = content.encode() or data, self.get_headers(headers)
        answer = self._session.request(method, url, params=params, data=body, headers=fields)
        told = {name.lower(): value for name, value in answer.headers.items()}
        return Response(True, answer.status_code, answer.json(), told)


def _explained(client: Any, handle: str, error: Refused) -> Refused:
    """Of an account that was taken down a log-in says only that its app password is wrong; its repository says why."""
    if error.answer.status == 401:
        try:
            client.com.atproto.repo.describe_repo(models.ComAtprotoRepoDescribeRepo.Params(repo=handle))
        except _ERRORS as why:
            if isinstance(why, Refused) and b"RepoTakendown" in why.answer.body:
                return why
    return error


def _under(client: Any, order: Order) -> Ref | None:
    """The post that the first one is a reply to, None where there is none (any more). Raises one of _ERRORS."""
    if order.answers is None:
        return None
    if there := known_in(order.answers.progress):
        return there[0]
    found = _record_at(client, *key_of(order.answers.receipt)) if order.answers.receipt else None
    return found[0] if found else None


def _record(
    thread: Thread,
    refs: list[Ref],
    lift: datetime,
    pictures: Sequence[tuple[Image, Blob]] = (),
    under: Ref | None = None,
) -> Any:
    """The next post as Bluesky keeps it; the same bytes at every attempt. `refs` are those before it, `under` another thread's.

    A post shows pictures or a card, not both; its link can be followed all the same.
    """
    post = thread.posts[len(refs)]
    reply = embed = None
    before = [under, *refs] if under else refs
    if before:
        root, parent = (models.ComAtprotoRepoStrongRef.Main(**ref) for ref in (before[0], before[-1]))
        reply = models.AppBskyFeedPost.ReplyRef(root=root, parent=parent)
    if refs:
        pass  # pictures and card stand at the first post
    elif pictures:
        embed = models.AppBskyEmbedImages.Main(images=[_image(picture, blob) for picture, blob in pictures])
    elif card := thread.card:
        external = models.AppBskyEmbedExternal.External(uri=card.url, title=card.title, description=card.description)
        embed = models.AppBskyEmbedExternal.Main(external=external)
    moment = lift + timedelta(milliseconds=len(refs))
    return models.AppBskyFeedPost.Record(
        text=post.text,
        created_at=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        langs=[thread.language],
        facets=[facet for facet in detect_facets(post.text) if wanted(facet)] or None,
        reply=reply,
        embed=embed,
    )


def _image(picture: Image, blob: Blob) -> Any:
    reference = BlobRef(mime_type=blob["type"], size=blob["size"], ref=IpldLink(link=blob["link"]))
    ratio = models.AppBskyEmbedDefs.AspectRatio(width=picture.width, height=picture.height)
    return models.AppBskyEmbedImages.Image(alt=picture.alt, image=reference, aspect_ratio=ratio)


def _record_at(client: Any, did: str, key: str) -> tuple[Ref, str] | None:
    """The post under this key and its text, None when there is none. Raises one of _ERRORS."""
    params = models.ComAtprotoRepoGetRecord.Params(repo=did, collection=POSTS, rkey=key)
    try:
        found = client.com.atproto.repo.get_record(params, ignore_session_check=True)
    except Refused as error:
        if not_there(error.answer):
            return None
        raise
    return {"uri": str(found.uri), "cid": str(found.cid)}, str(getattr(found.value, "text", ""))
