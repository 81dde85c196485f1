"""Planning what follows the lift: a version set for every channel that it goes to, for exactly those who got the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.configuration import ChannelConfig
from bot.core.errors import UnknownChannel
from bot.core.release import Release as Text
from bot.core.signing import digest
from bot.core.standing import NOTICES, REPLACING, Note, Standing
from bot.core.workflow import Stage, require
from bot.core.world import Transport
from bot.newsroom.afterwards.reached import GOT, WAITS, Reached, reached
from bot.newsroom.afterwards.standing import WANTED, NoMailWent
from bot.newsroom.copy.languages import mark
from bot.newsroom.enclosures.developing import Album, develop
from bot.newsroom.lift.threads import POSTS, all_posts, may_be_out, thread_of
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.freezing import Frozen, seal_group
from bot.newsroom.plan.planning import (
    PAGE,
    CredentialsMissing,
    Part,
    Plan,
    audience_digest,
    chunks,
    made_part,
    text_sheets,
)
from bot.renditions.sheet import Sheet
from bot.store.contents import Seat, open_note, open_path, open_version
from bot.store.embargoes import words_of
from bot.store.models import Delivery, Release, Version


@dataclass(frozen=True)
class FollowUp(Plan):
    """What one word signs off after the lift. `stands`: the approval in whose place it goes.

    `readers`: part's key → the numbers of those who get it; `threads`: channel → the delivery under whose post it goes.
    """

    standing: Standing = Standing.CORRECTION
    note: Note = field(default_factory=Note)
    stands: int = 0
    readers: Mapping[str, frozenset[int]] = field(default_factory=dict, repr=False)
    threads: Mapping[str, str] = field(default_factory=dict)

    @property
    def deliveries(self) -> bool:
        """Whether anything is sent; a minor fix changes the page alone."""
        return any(part.channel for part in self.parts)

    @property
    def binding(self) -> dict[str, object]:
        own = {"standing": str(self.standing), "note": digest(self.note.to_json()), "instead_of": self.stands}
        return super().binding | own | {"threads": dict(self.threads)}


def plan_follow_up(newsroom: Newsroom, release: Release, wire: Transport | None = None) -> FollowUp:
    """Render what awaits an approval after the lift, and count those it goes to; nothing is stored.

    Raises WrongStage, CredentialsMissing, UnknownChannel, ProviderWouldRefuse, TemplateFailed, NoMailWent.
    """
    assert release.follow_up_id is not None
    assert release.approval_id is not None
    version = Version.objects.select_related("release").get(pk=release.follow_up_id)
    standing, note = Standing(version.standing), open_note(newsroom.keyring, version)
    require(release.slug, release.stage, (Stage.LIFTED,), WANTED[standing])
    whole = open_version(newsroom.keyring, version)
    made = _Made(newsroom, release, version, whole, follow_up_albums(newsroom, release, standing, whole, wire))
    if standing != Standing.RECALL:
        made.add_pages()
    for name in channels_of(newsroom, release, standing, note):
        if missing := newsroom.channel(name).missing():
            raise CredentialsMissing(channel=name, variables=", ".join(missing))
        made.add_channel(newsroom.config.channel(name), standing, note)
    if not made.parts:
        where = f" through {', '.join(note.channels)}" if note.channels else ""
        raise NoMailWent(slug=release.slug, where=where)
    return FollowUp(
        release=release,
        version=version,
        text=whole,
        page_url=newsroom.config.office.url + open_path(newsroom.keyring, version),
        parts=tuple(made.parts),
        words=words_of(newsroom.keyring, release),
        contents={digest: content for album in made.albums.values() for digest, content in album.contents.items()},
        standing=standing,
        note=note,
        stands=release.approval_id,
        readers=made.readers,
        threads=made.threads,
    )


@dataclass
class _Made:
    """The parts of a follow-up as they come together."""

    newsroom: Newsroom
    release: Release
    version: Version
    whole: Text
    albums: Mapping[str, Album]
    parts: list[Part] = field(default_factory=list)
    readers: dict[str, frozenset[int]] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)

    def add_pages(self) -> None:
        self.parts += [made_part(self.newsroom, PAGE, text, sheet, self.albums) for text, sheet in self._sheets(None)]

    def add_channel(self, config: ChannelConfig, standing: Standing, note: Note) -> None:
        sheets = self._sheets(config)
        if config.list is not None:
            self._add_mailing(config, standing in REPLACING, {sheet.language: (text, sheet) for text, sheet in sheets})
            return
        if config.kind in POSTS:
            # What a withdrawal takes back is looked up when it goes: a post in doubt may be out by then.
            look = may_be_out if standing in NOTICES else thread_of
            thread = look(self.release, config.name)
            if standing in NOTICES and thread is None:
                return  # nothing is out there that could be withdrawn
            self.threads |= {config.name: thread.pk} if thread else {}
            removes = all_posts(self.release, config.name) if note.remove else ()
            sheets = [(text, replace(sheet, removes=removes)) for text, sheet in sheets]
        self.parts += [made_part(self.newsroom, config.kind, text, sheet, self.albums) for text, sheet in sheets]

    def _add_mailing(self, config: ChannelConfig, waiting: bool, sheets: dict[str, tuple[Text, Sheet]]) -> None:
        """A channel's mail in every language that somebody got."""
        people: dict[str, list[Seat]] = {}
        for some in reached(self.newsroom, self.release, config.name, waiting):
            people.setdefault(some.language if some.language in sheets else next(iter(sheets)), []).extend(some.seats)
        for language, (text, sheet) in sheets.items():
            if seats := people.get(language):
                count, hashed = audience_digest(iter(seats))
                part = made_part(self.newsroom, config.kind, text, sheet, self.albums)
                part = replace(part, list=config.list, recipients=count, audience_digest=hashed)
                self.parts.append(part)
                self.readers[part.key] = frozenset(seat.number for seat in seats)

    def _sheets(self, config: ChannelConfig | None) -> list[tuple[Text, Sheet]]:
        return text_sheets(self.newsroom, self.release, self.version, self.whole, config, self.albums)


def channels_of(newsroom: Newsroom, release: Release, standing: Standing, note: Note) -> list[str]:
    """The channels that something goes to after the lift. Raises UnknownChannel for a recall through one that it never had."""
    if standing == Standing.FIX:
        return []
    if standing != Standing.RECALL:
        return list(release.channels)
    for name in note.channels:
        if name not in release.channels:
            raise UnknownChannel(name=name, known=", ".join(release.channels))
    named = note.channels or release.channels
    return [name for name in named if newsroom.config.channel(name).list is not None]


def follow_up_albums(
    newsroom: Newsroom, release: Release, standing: Standing, whole: Text, wire: Transport | None = None
) -> dict[str, Album]:
    """The pictures and files of every text; none where the text itself goes no more, and none for posts, which stay words."""
    texts = (whole, *whole.translations)
    if standing in NOTICES:
        return {mark(one, whole): Album() for one in texts}
    return {mark(one, whole): develop(newsroom, release, one, (), wire) for one in texts}


def freeze_follow_up(newsroom: Newsroom, plan: FollowUp) -> tuple[Frozen, dict[str, str]] | None:
    """Seal the people of every mailing, and tell whose thread each delivery goes into. Call it outside of transactions.

    Whoever was not shown is not written to: None where somebody would be.
    """
    frozen, threads = Frozen(newsroom.world.new_id(), None), dict[str, str]()
    for name, parts in plan.mailings.items():
        by_language = {part.language: part for part in parts}
        for some in reached(newsroom, plan.release, name, plan.standing in REPLACING):
            part = _theirs(by_language, plan.text, some)
            if part is None or not plan.readers[part.key].issuperset(seat.number for seat in some.seats):
                return None
            for group in chunks(iter(some.seats), newsroom.channel(name).batch):
                threads[seal_group(newsroom, frozen, part, group)] = some.thread
    return frozen, threads


def stood_on(plan: FollowUp) -> frozenset[str]:
    """The deliveries whose people, or posts, a follow-up is about. One that comes to them while it is sealed is not in it."""
    states = (*GOT, *WAITS) if plan.standing in REPLACING else GOT
    mailed = Delivery.objects.filter(release=plan.release, recipients__gt=0, state__in=states)
    found = set(mailed.values_list("pk", flat=True))
    if plan.standing == Standing.WITHDRAWAL:
        posting = Delivery.objects.filter(release=plan.release, kind__in=POSTS).values_list("channel", flat=True)
        left_out = set(posting) - set(plan.threads)
        found |= {row.pk for channel in left_out if (row := may_be_out(plan.release, channel))}
    return frozenset(found)


def _theirs(by_language: Mapping[str, Part], whole: Text, some: Reached) -> Part | None:
    """The part in the language that they got before, else the first one."""
    return by_language.get(some.language) or next(iter(by_language.values()), None)
