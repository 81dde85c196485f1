"""Planning: a version set for every channel in every language, its audience counted: what one word will approve."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.audience import has_beat
from bot.core.configuration import ChannelConfig
from bot.core.enclosure import Entry
from bot.core.errors import EmbargoError, UnknownList
from bot.core.preflight.translations import in_language
from bot.core.release import Finding
from bot.core.release import Release as Text
from bot.core.signing import digest
from bot.core.workflow import Stage, require
from bot.core.world import Transport
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.copy.languages import mark, page_of, readers_of, texts_for
from bot.newsroom.enclosures.developing import Album, develop
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes.endpoints import require_enabled
from bot.newsroom.plan.allowances import as_allowed
from bot.newsroom.plan.notes import after_of
from bot.renditions.setting import LanguagePage, Sheet, doubts, render
from bot.store.contents import Seat, open_path, open_version
from bot.store.embargoes import utc_text, words_of
from bot.store.models import MediaList, Reader, Release, Version
from bot.store.pages import by_pages

PAGE = "pressroom"
T = TypeVar("T")


class CredentialsMissing(EmbargoError):
    """The channel "{channel}" lacks its credentials: set {variables} in the environment or in .env."""


class EmptyList(EmbargoError):
    """The media list "{name}" has nobody on it. Import some: `embargo audience import {name} FILE.csv`."""


class NobodyWantsIt(EmbargoError):
    """The channel "{channel}" would go to nobody: the media list "{name}" has no reader{wanted} who is not taking a rest.
    Leave the channel out, or look with `embargo audience show {name}`."""


class HalfImported(EmbargoError):
    """An import into the media list "{name}" began at {since} and is not at its end: wait for it, or run it again if it was broken off."""


class ProviderWouldRefuse(EmbargoError):
    """The channel "{channel}" would refuse this: {problem}. Mend it with `embargo edit {slug} FILE`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One channel's share of a plan, in one language: "" where it is the main text, else the translation's.

    `list` and `recipients` only for channels that send to a list. `enclosures`: the pictures that go with a post; with the
    page, the pictures and files that the public may fetch.
    """

    channel: str
    kind: str
    content: bytes
    doubts: tuple[Finding, ...]
    list: str | None = None
    recipients: int = 0
    audience_digest: str = ""
    language: str = ""
    enclosures: tuple[Entry, ...] = ()

    @property
    def digest(self) -> str:
        return digest(self.content)

    @property
    def key(self) -> str:
        """What a binding calls it; no channel's name has a colon."""
        return f"{self.channel}:{self.language}" if self.language else self.channel


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
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The bytes of the parts' enclosures, by digest, as far as they are still to be kept."""

    @property
    def binding(self) -> dict[str, object]:
        release = self.release
        return {
            "version": self.version.digest,
            "renditions": {part.key: part.digest for part in self.parts},
            "enclosures": {part.key: [one.digest for one in part.enclosures] for part in self.parts if part.enclosures},
            "channels": list(dict.fromkeys(part.channel for part in self.parts if part.channel)),
            "audience": {channel: self._audience(channel) for channel in self.mailings},
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
    def mailings(self) -> dict[str, tuple[Part, ...]]:
        """The channels that send to a list, each with its parts: one a language."""
        named = dict.fromkeys(part.channel for part in self.parts if part.list)
        return {channel: tuple(part for part in self.parts if part.channel == channel) for channel in named}

    def _audience(self, channel: str) -> list[object]:
        """The list, how many are on it, and one hash over who gets which language."""
        parts = self.mailings[channel]
        hashes = [part.audience_digest for part in parts]
        whole = hashes[0] if len(parts) == 1 else digest(*(one.encode() for one in hashes))
        return [parts[0].list, sum(part.recipients for part in parts), whole]

    @property
    def digest(self) -> str:
        return digest(json.dumps(self.binding, sort_keys=True).encode())


def plan(newsroom: Newsroom, slug: str, wire: Transport | None = None) -> Plan:
    """Render every channel of the newest version and count its audience; nothing is stored.

    Pictures that are elsewhere are fetched over `wire`, or the network when it is left out.

    Raises WrongStage, CredentialsMissing, EndpointDisabled, UnknownList, HalfImported, EmptyList, NobodyWantsIt,
    ProviderWouldRefuse, TemplateFailed.
    """
    release = get(slug)
    require(slug, release.stage, (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED), "approved")
    version = latest(release)
    text = open_version(newsroom.keyring, version)
    albums = developed(newsroom, release, text, wire)
    told = text_sheets(newsroom, release, version, text, None, albums)
    parts = [made_part(newsroom, PAGE, one, made, albums) for one, made in told]
    for name in release.channels:
        config = newsroom.config.channel(name)
        if missing := newsroom.channel(name).missing():
            raise CredentialsMissing(channel=name, variables=", ".join(missing))
        require_enabled(name)
        if config.list is not None:
            _require_readers(config.list)
        for one, made in text_sheets(newsroom, release, version, text, config, albums):
            part = made_part(newsroom, config.kind, one, made, albums)
            parts.append(_addressed(newsroom, text, part, config.list) if config.list else part)
    _require_somebody(newsroom, parts)
    page_url = newsroom.config.office.url + open_path(newsroom.keyring, version)
    contents = {digest: content for album in albums.values() for digest, content in album.contents.items()}
    words = words_of(newsroom.keyring, release)
    return Plan(release, version, text, page_url, tuple(parts), words, contents)


def developed(newsroom: Newsroom, release: Release, whole: Text, wire: Transport | None = None) -> dict[str, Album]:
    """The pictures and files of every text of a release, by its mark, ready for the channels that it goes to."""
    kinds = {newsroom.config.channel(name).kind for name in release.channels}
    texts = (whole, *whole.translations)
    return {mark(one, whole): develop(newsroom, release, one, kinds, wire) for one in texts}


def text_sheets(
    newsroom: Newsroom,
    release: Release,
    version: Version,
    whole: Text,
    config: ChannelConfig | None,
    albums: Mapping[str, Album],
) -> list[tuple[Text, Sheet]]:
    """Every text that a channel (None: the press room) carries, with what setting needs to know beside it."""
    main = newsroom.config.office.url + open_path(newsroom.keyring, version)
    pages = [LanguagePage(one.language, page_of(main, mark(one, whole))) for one in texts_for(None, whole)]
    sheet = Sheet(
        office=newsroom.config.office,
        channel=as_allowed(config),
        slug=release.slug,
        page_url=main,
        version=version.digest,
        number=version.number,
        lift_date=_lift_date(newsroom, release.instant),
        list_title=newsroom.config.list_title(config.list or "") if config else "",
        templates=newsroom.templates,
        pages=tuple(pages) if whole.translations else (),
        after=after_of(newsroom, release, version),
    )
    return [
        (one, replace(sheet, language=name, page_url=page_of(main, name), pictures=album.copies, files=album.files))
        for one in texts_for(config, whole)
        for name in [mark(one, whole)]
        for album in [albums[name]]
    ]


def audience_of(newsroom: Newsroom, whole: Text, part: Part) -> Iterator[Seat]:
    """Who gets a part: those on its list, now, whose language it is in."""
    text = next(one for one in (whole, *whole.translations) if mark(one, whole) == part.language)
    return _told_in(newsroom, whole, text, part.channel)


def readers_now(newsroom: Newsroom, whole: Text, channel: str) -> Iterator[Seat]:
    """Who a channel's mailing would go to, now, in whichever language."""
    for text in texts_for(newsroom.config.channel(channel), whole):
        yield from _told_in(newsroom, whole, text, channel)


def _told_in(newsroom: Newsroom, whole: Text, text: Text, channel: str) -> Iterator[Seat]:
    config = newsroom.config.channel(channel)
    return readers_of(seats(config.list or "", config.beat), text, whole, config)


def seats(list_name: str, beat: str = "") -> Iterator[Seat]:
    """The readers of a list who are to get something now, in the order they came; of a beat, if one is named."""
    rows = Reader.objects.filter(list__name=list_name, left_at=None, paused_at=None)
    if not beat:
        return (Seat(*row) for row in by_pages(rows.values_list("pk", "email", "name", "language")))
    of_some = by_pages(rows.exclude(beat="").values_list("pk", "email", "name", "language", "beat"))
    return (Seat(*row[:4]) for row in of_some if has_beat(row[4], beat))


def audience_digest(people: Iterator[Seat]) -> tuple[int, str]:
    """How many, and the hash over every address in order."""
    hashes, count = [], 0
    for chunk in chunks(people, 1000):
        hashes.append(digest(*(f"{seat.number} {seat.email}".encode() for seat in chunk)).encode())
        count += len(chunk)
    return count, digest(*hashes)


def made_part(newsroom: Newsroom, kind: str, text: Text, made: Sheet, albums: Mapping[str, Album]) -> Part:
    """A text set for one channel, and what is in doubt about it. Raises TemplateFailed or ProviderWouldRefuse."""
    album = albums[made.language]
    name = made.channel.name if made.channel else ""
    content = render(kind, text, made)
    if name and (refused := newsroom.channel(name).doubts(content)):
        raise ProviderWouldRefuse(channel=name, problem="; ".join(refused), slug=made.slug)
    found = [*doubts(kind, text, made), *(album.doubts.get(kind, ()) if name else album.findings)]
    placed = found if not made.language else in_language(found, made.language)
    enclosures = album.posted(kind) if name else album.entries
    return Part(name, kind, content, tuple(placed), language=made.language, enclosures=enclosures)


def _addressed(newsroom: Newsroom, whole: Text, part: Part, list_name: str) -> Part:
    part = replace(part, list=list_name)
    count, people = audience_digest(audience_of(newsroom, whole, part))
    return replace(part, recipients=count, audience_digest=people)


def _require_somebody(newsroom: Newsroom, parts: Sequence[Part]) -> None:
    """A channel that is set to a beat or a language may find nobody who wants it."""
    reached: dict[str, int] = {}
    for part in (part for part in parts if part.list):
        reached[part.channel] = reached.get(part.channel, 0) + part.recipients
    for channel, people in reached.items():
        if people == 0:
            config = newsroom.config.channel(channel)
            set_to = " and ".join(
                f"{what} {value}" for what, value in (("beat", config.beat), ("language", config.language)) if value
            )
            raise NobodyWantsIt(channel=channel, name=config.list, wanted=f" for {set_to}" if set_to else "")


def _require_readers(list_name: str) -> None:
    media_list = MediaList.objects.filter(name=list_name).first()
    if media_list is None:
        raise UnknownList(name=list_name)
    if media_list.importing_since is not None:
        raise HalfImported(name=list_name, since=utc_text(media_list.importing_since))
    if not Reader.objects.filter(list__name=list_name, left_at=None).exists():
        raise EmptyList(name=list_name)


def _lift_date(newsroom: Newsroom, instant: datetime | None) -> date | None:
    return instant.astimezone(ZoneInfo(newsroom.config.office.zone)).date() if instant else None


def chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`, the last one shorter."""
    while chunk := list(islice(items, size)):
        yield chunk
