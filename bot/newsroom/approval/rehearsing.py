"""Rehearsing: what a rehearsal has to be told of a release, and what it leaves behind. It is played elsewhere (`cli.rehearsal`).

Nothing of a rehearsal touches the release, its lists or its channels: it is played by an office of its own, for invented people.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.core.embargo import Embargo, parse_now
from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError
from bot.core.release import Release as Text
from bot.core.standing import Note, Standing
from bot.newsroom.copy.filing import StillDraft, get
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_note, open_version
from bot.store.embargoes import embargo_of, words_of
from bot.store.enclosures import open_enclosure
from bot.store.models import Reader, Rehearsal, Release

LONGEST = timedelta(minutes=3)
"""After this one that has said nothing of its end has come to none."""
EXTRAS = 20  # of each list: one for every language and beat on it, up to this many


class AlreadyRehearsing(EmbargoError):
    """A rehearsal of "{slug}" is under way. One at a time: look again in a minute."""


class NoRehearsal(EmbargoError):
    """There is no such rehearsal of "{slug}", or it has left nothing to look at."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Somebody invented, who gets what the readers in this language with this beat get."""

    language: str
    beat: str


@dataclass(frozen=True, slots=True)
class Sequel:
    """What follows the lift: a correction, an update, a fix, a withdrawal or a recall, with its note and the text it makes."""

    standing: Standing
    note: Note
    text: Text


@dataclass(frozen=True)
class Script:
    """What is played: the text, its embargo, its channels, what lies beside it, and for whom, by list; then its `sequel`."""

    slug: str
    text: Text
    embargo: Embargo
    channels: tuple[str, ...]
    people: dict[str, list[Extra]] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()
    sequel: Sequel | None = None

    @property
    def last_text(self) -> Text:
        """The text that stands in the end."""
        return self.sequel.text if self.sequel else self.text

    def to_json(self) -> str:
        """For a pipe between two processes: it is never written down."""
        embargo = asdict(self.embargo)
        for name in ("wall", "instant"):
            embargo[name] = embargo[name].isoformat() if embargo[name] else None
        beside = [asdict(one) | {"content": base64.b64encode(one.content).decode()} for one in self.enclosures]
        return json.dumps(
            {
                "slug": self.slug,
                "text": self.text.to_json().decode(),
                "embargo": embargo,
                "channels": self.channels,
                "people": {name: [asdict(one) for one in some] for name, some in self.people.items()},
                "enclosures": beside,
                "sequel": _sequel_as_told(self.sequel) if self.sequel else None,
            }
        )

    @classmethod
    def from_json(cls, raw: str) -> Script:
        """The inverse of `to_json`."""
        data = json.loads(raw)
        embargo = data["embargo"]
        for name in ("wall", "instant"):
            embargo[name] = datetime.fromisoformat(embargo[name]) if embargo[name] else None
        beside = (Enclosure(**one | {"content": base64.b64decode(one["content"])}) for one in data["enclosures"])
        people = {name: [Extra(**one) for one in some] for name, some in data["people"].items()}
        text = Text.from_json(data["text"].encode())
        sequel = _sequel_told(data["sequel"]) if data["sequel"] else None
        return cls(data["slug"], text, Embargo(**embargo), tuple(data["channels"]), people, tuple(beside), sequel)


def _sequel_as_told(sequel: Sequel) -> dict[str, str]:
    text, note = sequel.text.to_json().decode(), sequel.note.to_json().decode()
    return {"standing": sequel.standing, "note": note, "text": text}


def _sequel_told(data: dict[str, str]) -> Sequel:
    text, note = Text.from_json(data["text"].encode()), Note.from_json(data["note"].encode())
    return Sequel(Standing(data["standing"]), note, text)


@dataclass(frozen=True)
class Played:
    """What a rehearsal leaves: a page with all that arrived, and how each delivery went.

    `deliveries` as in `embargo status --json`; `page` is one HTML file that loads nothing.
    """

    page: str
    deliveries: list[dict[str, Any]]
    refusals: int = 0


def begin(newsroom: Newsroom, slug: str, by: str) -> Rehearsal:
    """Put on record that a rehearsal begins: of what awaits an approval after the lift, else of the release.

    Raises UnknownRelease, StillDraft or AlreadyRehearsing.
    """
    newsroom.allow("rehearse")

    def work() -> Rehearsal:
        release, now = get(slug), newsroom.now()
        if Rehearsal.objects.filter(ended_at=None, begun_at__gt=now - LONGEST, release=release).exists():
            raise AlreadyRehearsing(slug=slug)
        version = release.follow_up or release.versions.filter(standing="").order_by("-number").first()
        if version is None:
            raise StillDraft(slug=slug)
        made = Rehearsal.objects.create(release=release, version=version, by=by, begun_at=now)
        newsroom.record(release, by, "rehearse", number=version.number, version=version.digest)
        return made

    return newsroom.world.transact(work)


def script(newsroom: Newsroom, rehearsal: Rehearsal) -> Script:
    """What is to be played; before what follows the lift, the text that went. Raises WrongKey or SealBroken."""
    release, sequel = rehearsal.release, None
    text = open_version(newsroom.keyring, rehearsal.version)
    embargo = embargo_of(release, words_of(newsroom.keyring, release))
    beside = list(_beside(newsroom, release, text))
    if rehearsal.version.standing and release.approval is not None:
        sequel = Sequel(Standing(rehearsal.version.standing), open_note(newsroom.keyring, rehearsal.version), text)
        text = open_version(newsroom.keyring, release.approval.version)
        beside += [one for one in _beside(newsroom, release, text) if one not in beside]
        embargo = parse_now(newsroom.now(), newsroom.config.office.zone)
    people: dict[str, list[Extra]] = {}
    for name in release.channels:
        config = newsroom.config.channels.get(name)
        if config is not None and config.list is not None:
            people[config.list] = _extras(config.list)
    return Script(release.slug, text, embargo, tuple(release.channels), people, tuple(beside), sequel)


def end(newsroom: Newsroom, rehearsal: Rehearsal, played: Played | None, problem: str = "") -> None:
    """Keep what a rehearsal left, sealed; or why there is nothing."""
    content = b""
    if played is not None:
        raw = json.dumps(asdict(played), ensure_ascii=False).encode()
        content = newsroom.keyring.seal(raw, _place(rehearsal))

    def work() -> None:
        now = newsroom.now()
        Rehearsal.objects.filter(pk=rehearsal.pk).update(ended_at=now, problem=problem[:500], content=content)

    newsroom.world.transact(work)


def look_at(newsroom: Newsroom, slug: str, number: int) -> Played:
    """What a rehearsal left. Raises NoRehearsal, WrongKey or SealBroken."""
    found = Rehearsal.objects.filter(pk=number, release__slug=slug).select_related("release").first()
    if found is None or not found.content:
        raise NoRehearsal(slug=slug)
    return Played(**json.loads(newsroom.keyring.open(found.content, _place(found))))


def find(slug: str, number: int) -> Rehearsal:
    """One that has begun. Raises NoRehearsal."""
    rows = Rehearsal.objects.select_related("release__approval__version__release", "version__release")
    found = rows.filter(pk=number, release__slug=slug).first()
    if found is None:
        raise NoRehearsal(slug=slug)
    return found


def running(rehearsal: Rehearsal, now: datetime) -> bool:
    """Whether its end is still to be expected."""
    return rehearsal.ended_at is None and now - rehearsal.begun_at < LONGEST


def _extras(name: str) -> list[Extra]:
    rows = Reader.objects.filter(list__name=name, left_at=None).order_by("language", "beat")
    return [Extra(*row) for row in rows.values_list("language", "beat").distinct()[:EXTRAS]]


def _beside(newsroom: Newsroom, release: Release, whole: Text) -> Iterator[Enclosure]:
    """Pictures and files that are sealed with the version, with their bytes; what is elsewhere is fetched as it would be."""
    seen = set[str]()
    for text in (whole, *whole.translations):
        named = [(f"picture {n}", one.source or "", "image/*", one.digest) for n, one in enumerate(text.pictures, 1)]
        named += [(f"file {n}", one.name, one.media_type, one.digest) for n, one in enumerate(text.files, 1)]
        for place, name, media_type, digest in named:
            if digest and digest not in seen:
                seen.add(digest)
                yield Enclosure(
                    place, name.rsplit("/", 1)[-1], open_enclosure(newsroom.keyring, release, digest), media_type
                )


def _place(rehearsal: Rehearsal) -> str:
    return f"rehearsal:{rehearsal.release.slug}:{rehearsal.pk}"
