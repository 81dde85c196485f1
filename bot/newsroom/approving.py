"""Approving: every rendition is made and sealed, every recipient counted, and one hash binds it all to a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.configuration import ChannelConfig
from bot.core.delivery import State
from bot.core.errors import EmbargoError, UnknownList
from bot.core.release import Finding
from bot.core.release import Release as Text
from bot.core.signing import digest
from bot.core.workflow import Stage, require
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.endpoints import require_enabled
from bot.newsroom.filing import get, latest
from bot.newsroom.newsroom import Newsroom
from bot.renditions.setting import Sheet, doubts, render
from bot.store.contents import Seat, open_path, open_version, seal_audience, seal_rendition
from bot.store.embargoes import utc_text, words_of
from bot.store.models import Approval, Audience, Delivery, MediaList, Reader, Release, Rendition, Version

PAGE = "pressroom"
T = TypeVar("T")


class CredentialsMissing(EmbargoError):
    """The channel "{channel}" lacks its credentials: set {variables} in the environment or in .env."""


class EmptyList(EmbargoError):
    """The media list "{name}" has nobody on it. Import some: `embargo audience import {name} FILE.csv`."""


class ProviderWouldRefuse(EmbargoError):
    """The channel "{channel}" would refuse this: {problem}. Mend it with `embargo edit {slug} FILE`."""


class FourEyes(EmbargoError):
    """{by} queued or last edited this, so somebody else must approve it: `--by NAME`, or `--alone REASON`, which goes on record."""


class ChangedMeanwhile(EmbargoError):
    """ "{slug}" changed while it was being approved. Look at it again, then approve."""


@dataclass(frozen=True, slots=True)
class Part:
    """One channel's share of a plan. `list` and `recipients` only for channels that send to a list."""

    channel: str
    kind: str
    content: bytes
    doubts: tuple[Finding, ...]
    list: str | None = None
    recipients: int = 0
    audience_digest: str = ""

    @property
    def digest(self) -> str:
        return digest(self.content)


@dataclass(frozen=True)
class Plan:
    """Everything a person approves with one word; `digest` binds it."""

    release: Release
    version: Version
    text: Text
    page_url: str
    parts: tuple[Part, ...]
    words: str
    """The embargo's; the binding, which is not sealed, has their hash."""

    @property
    def binding(self) -> dict[str, object]:
        release = self.release
        return {
            "version": self.version.digest,
            "renditions": {part.channel: part.digest for part in self.parts},
            "channels": [part.channel for part in self.parts if part.channel],
            "audience": {
                part.channel: [part.list, part.recipients, part.audience_digest] for part in self.parts if part.list
            },
            "embargo": {
                "kind": release.embargo_kind,
                "words": digest(self.words.encode()),
                "wall": release.embargo_wall,
                "zone": release.embargo_zone,
                "utc": utc_text(release.instant) if release.instant else None,
                "tzdb": release.embargo_tzdb,
            },
        }

    @property
    def digest(self) -> str:
        return digest(json.dumps(self.binding, sort_keys=True).encode())


def plan(newsroom: Newsroom, slug: str) -> Plan:
    """Render every channel of the newest version and count its audience; nothing is stored.

    Raises WrongStage, CredentialsMissing, EndpointDisabled, UnknownList, EmptyList, ProviderWouldRefuse, TemplateFailed.
    """
    release = get(slug)
    require(slug, release.stage, (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED), "approved")
    version = latest(release)
    text = open_version(newsroom.keyring, version)
    page_url = newsroom.config.office.url + open_path(newsroom.keyring, version)
    parts = [_page(newsroom, release, version, text, page_url)]
    for name in release.channels:
        config = newsroom.config.channel(name)
        if missing := newsroom.channel(name).missing():
            raise CredentialsMissing(channel=name, variables=", ".join(missing))
        require_enabled(name)
        parts.append(_part(newsroom, release, text, sheet(newsroom, release, version, page_url, config), config))
    return Plan(release, version, text, page_url, tuple(parts), words_of(newsroom.keyring, release))


def sheet(newsroom: Newsroom, release: Release, version: Version, page_url: str, config: ChannelConfig | None) -> Sheet:
    """What setting needs to know beside the text."""
    return Sheet(
        office=newsroom.config.office,
        channel=config,
        slug=release.slug,
        page_url=page_url,
        version=version.digest,
        number=version.number,
        lift_date=_lift_date(newsroom, release.instant),
        list_title=(config.list or "") if config else "",
        templates=newsroom.templates,
    )


def approve(newsroom: Newsroom, plan: Plan, by: str, alone: str | None = None) -> Approval:
    """Sign off a plan that was shown: store its renditions sealed and its deliveries waiting.

    Raises FourEyes, WrongStage, or ChangedMeanwhile when a text, a list or the embargo is no longer what was shown.
    """
    alone = " ".join((alone or "").split())
    if newsroom.config.office.four_eyes and not alone and by.casefold() in _writers(plan):
        raise FourEyes(by=by)

    def work() -> Approval:
        release = get(plan.release.slug)
        require(release.slug, release.stage, (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED), "approved")
        if not _unchanged(newsroom, plan, release):
            raise ChangedMeanwhile(slug=release.slug)
        now = newsroom.now()
        _replace(newsroom, release, by)
        bound = {"version": plan.version, "binding": plan.binding, "digest": plan.digest}
        approval = Approval.objects.create(release=release, by=by, at=now, alone=alone[:500], **bound)
        for part in plan.parts:
            _store(newsroom, release, approval, part)
        stage = Stage.PAUSED if release.stage == Stage.PAUSED else Stage.APPROVED
        Release.objects.filter(pk=release.pk).update(stage=stage, approval=approval, ready_at=now)
        clear_alerts(newsroom, release, "unapproved")
        if alone:
            raise_alert(newsroom, release, "approved-alone", f"{by} approved {release.slug} alone: {alone}")
        newsroom.record(
            release, by, "approve", approval=approval.digest, alone=alone or None, version=plan.version.digest
        )
        return approval

    approval = newsroom.world.transact(work)
    if alone:
        newsroom.world.alarm("approved-alone", f"{by} approved {plan.release.slug} alone: {alone}", plan.release.slug)
    return approval


def seats(list_name: str) -> Iterator[Seat]:
    """The readers of a list who have not left, in the order they came."""
    rows = Reader.objects.filter(list__name=list_name, left_at=None).order_by("pk")
    return (Seat(*row) for row in rows.values_list("pk", "email", "name", "language").iterator(chunk_size=5000))


def audience_digest(people: Iterator[Seat]) -> tuple[int, str]:
    """How many, and the hash over every address in order."""
    hashes, count = [], 0
    for chunk in _chunks(people, 1000):
        hashes.append(digest(*(f"{seat.number} {seat.email}".encode() for seat in chunk)).encode())
        count += len(chunk)
    return count, digest(*hashes)


def _page(newsroom: Newsroom, release: Release, version: Version, text: Text, page_url: str) -> Part:
    page = sheet(newsroom, release, version, page_url, None)
    return Part("", PAGE, render(PAGE, text, page), tuple(doubts(PAGE, text, page)))


def _part(newsroom: Newsroom, release: Release, text: Text, made: Sheet, config: ChannelConfig) -> Part:
    content = render(config.kind, text, made)
    if refused := newsroom.channel(config.name).doubts(content):
        raise ProviderWouldRefuse(channel=config.name, problem="; ".join(refused), slug=release.slug)
    found = tuple(doubts(config.kind, text, made))
    if config.list is None:
        return Part(config.name, config.kind, content, found)
    if not MediaList.objects.filter(name=config.list).exists():
        raise UnknownList(name=config.list)
    count, people = audience_digest(seats(config.list))
    if count == 0:
        raise EmptyList(name=config.list)
    return Part(config.name, config.kind, content, found, config.list, count, people)


def _unchanged(newsroom: Newsroom, plan: Plan, release: Release) -> bool:
    same_text = latest(release).pk == plan.version.pk
    told = replace(plan, release=release, words=words_of(newsroom.keyring, release))
    lists = all(
        audience_digest(seats(part.list)) == (part.recipients, part.audience_digest) for part in plan.parts if part.list
    )
    return same_text and lists and told.digest == plan.digest


def _replace(newsroom: Newsroom, release: Release, by: str) -> None:
    """A newer approval takes the place of the one before in the same transaction: there is never none and never two."""
    if release.approval_id is None:
        return
    because = f"replaced by a newer approval by {by}"
    Approval.objects.filter(pk=release.approval_id).update(void_at=newsroom.now(), void_because=because)
    Delivery.objects.filter(release=release, state=State.WAITING).update(state=State.CANCELLED)


def _store(newsroom: Newsroom, release: Release, approval: Approval, part: Part) -> None:
    content = seal_rendition(newsroom.keyring, release.slug, part.digest, part.channel, part.content)
    rendition = Rendition.objects.create(
        approval=approval, channel=part.channel, kind=part.kind, digest=part.digest, content=content
    )
    if not part.channel:
        return
    groups: Iterator[Sequence[Seat]] = iter([()])
    if part.list:
        groups = _chunks(seats(part.list), newsroom.channel(part.channel).batch)
    rows = (_delivery(newsroom, release, rendition, ordinal, group) for ordinal, group in enumerate(groups))
    for some in _chunks(rows, 200):
        Delivery.objects.bulk_create(delivery for delivery, _ in some)
        Audience.objects.bulk_create(audience for _, audience in some if audience is not None)


def _delivery(
    newsroom: Newsroom, release: Release, rendition: Rendition, ordinal: int, group: Sequence[Seat]
) -> tuple[Delivery, Audience | None]:
    delivery = Delivery(
        id=newsroom.world.new_id(),
        release=release,
        rendition=rendition,
        channel=rendition.channel,
        kind=rendition.kind,
        ordinal=ordinal,
        recipients=len(group),
    )
    sealed = seal_audience(newsroom.keyring, delivery.id, group) if group else b""
    return delivery, Audience(delivery_id=delivery.id, content=sealed) if group else None


def _lift_date(newsroom: Newsroom, instant: datetime | None) -> date | None:
    return instant.astimezone(ZoneInfo(newsroom.config.office.zone)).date() if instant else None


def _writers(plan: Plan) -> set[str]:
    return {plan.release.queued_by.casefold(), plan.version.filed_by.casefold()}


def _chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(items, size)):
        yield chunk
