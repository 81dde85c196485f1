"""Everything that is public, in memory: what is held is not in here, and so can't be told by how it is refused.

Each request asks the ledger one cheap question, whether anything changed (`store.public.state`), and reads what did. A release is
therefore here with the first request after its lift was committed, whatever the address that is asked for.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import DatabaseError, connection

from bot.newsroom.copy.languages import parted
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.yielding import Way
from bot.pressroom.entries import Entry, Reading, Told, read
from bot.pressroom.finding import Words
from bot.store import public
from bot.store.sealing import SealBroken, WrongKey

log = structlog.get_logger(__name__)
FIRST = 200  # of the newest, read before the first answer: some 50 ms
CHUNK = 20  # of the others, one after the other, beside the answers
AGAIN = 5.0  # seconds until the ledger is asked again when it could not be read
REST = 0.01  # seconds between them, so that whoever lifts in this process has its turn

Place = tuple[datetime, int]
Shelf = tuple[str, str]
Face = tuple[str, int, datetime | None]
ALL: Shelf = ("all", "")
_REVISED = "revised "
"""Before the kind of a shelf: what of it was changed after its lift, or withdrawn, by the time of that."""


@dataclass
class Catalogue:
    """The public releases of a newsroom. `look` first; everything else tells of what the last look found."""

    room: Newsroom
    beside: Callable[[Callable[[], None]], None] = field(default=lambda work: _beside(work))
    generation: int = 0
    """Grows whenever anything public has changed."""
    complete: bool = False
    """Whether old releases have been read too, after a start."""
    _seen: int = -1
    _entries: dict[int, Entry] = field(default_factory=dict)
    _pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    _enclosures: dict[str, set[int]] = field(default_factory=dict)
    _shelves: dict[Shelf, list[Place]] = field(default_factory=dict)
    _beats: dict[str, str] = field(default_factory=dict)
    _faces: dict[int, Face] = field(default_factory=dict)
    _words: Words = field(default_factory=Words)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def look(self) -> int:
        """Learn what has changed in the ledger, and give the generation. Raises DatabaseError when it can't be asked."""
        with self._lock:
            newest = public.state()
            if newest == self._seen:
                return self.generation
            if self._seen < 0:
                self._begin()
            else:
                self._renew(public.touched(self._seen, newest))
            self._seen = newest
            return self.generation

    def page(self, path: str) -> tuple[Entry, Told] | None:
        """The release whose page this is, and in which language."""
        with self._lock:
            if not self.complete and path not in self._pages:
                self._take(public.with_page(self.room.keyring, parted(path)[0]))
            release, name = self._pages.get(path, (0, ""))
            entry = self._entries.get(release)
        told = [one for one in entry.told if one.mark == name] if entry else []
        return (entry, told[0]) if entry and told else None

    def enclosure(self, path: str) -> Entry | None:
        """A public release whose picture or file this is."""
        with self._lock:
            if not self.complete and path not in self._enclosures:
                self._take(public.with_enclosure(self.room.keyring, path))
            releases = self._enclosures.get(path)
            return self._entries[min(releases)] if releases else None

    def listed(self, shelf: Shelf, start: int = 0, count: int | None = None) -> list[Entry]:
        """What stands on a shelf, newest first, what was withdrawn left out: `count` of it from the one with number `start`."""
        with self._lock:
            places = self._shelves.get(shelf, [])
            end = max(0, len(places) - start)
            begin = 0 if count is None else max(0, end - count)
            return [self._entries[release] for _, release in reversed(places[begin:end])]

    def count(self, shelf: Shelf = ALL) -> int:
        """How many stand there."""
        return len(self._shelves.get(shelf, ()))

    def shelves(self, kind: str) -> list[str]:
        """The names of the shelves of a kind ("beat", "year", "month", "language") that have something on them, in alphabetical order."""
        with self._lock:
            return sorted(name for one, name in self._shelves if one == kind)

    def beat(self, slug: str) -> str:
        """A beat's name, as it was written last."""
        return self._beats.get(slug, slug)

    def found(self, question: str, count: int = 100) -> list[Entry]:
        """Of the releases with all these words the newest `count`, newest first."""
        numbers = self._words.found(question, count)
        with self._lock:
            found = [self._entries[one] for one in numbers if one in self._entries]
        return sorted(found, key=lambda one: (one.lifted_at, one.release), reverse=True)

    def followed(self, shelf: Shelf, count: int) -> list[Entry]:
        """For feeds: what was published or changed last comes first, and what was withdrawn is among it."""
        with self._lock:
            revised = self._shelves.get((_REVISED + shelf[0], shelf[1]), [])[-count:]
            entries = {*self.listed(shelf, 0, count), *(self._entries[number] for _, number in revised)}
        return sorted(entries, key=lambda one: (one.changed, one.release), reverse=True)[:count]

    def changed(self, shelf: Shelf) -> datetime | None:
        """When something there was published, changed or withdrawn last."""
        return next((one.changed for one in self.followed(shelf, 1)), None)

    def _begin(self) -> None:
        """The newest at once, the others while answers are given already."""
        numbers = public.newest_first(FIRST + 1)
        self._take(numbers[:FIRST])
        self.generation += 1
        if len(numbers) <= FIRST:
            self.complete = True
        else:
            self.beside(self._fill)

    def _fill(self) -> None:
        way, numbers = Way(self.room), public.newest_first()[FIRST:]
        for start in range(0, len(numbers), CHUNK):
            way.give()
            faces, readings = self._read(numbers[start : start + CHUNK])
            with self._lock:
                # What came in by a look meanwhile is newer than what was read here.
                fresh = [one for one in readings if one.entry.release not in self._entries]
                self._put([one.entry.release for one in fresh], faces, fresh)
            time.sleep(REST)
        with self._lock:
            self.complete = True
            self.generation += 1

    def _renew(self, numbers: list[int]) -> None:
        faces = public.face(numbers) if numbers else {}
        changed = [one for one in numbers if faces.get(one) != self._faces.get(one)]
        if changed:
            self._take(changed)
            self.generation += 1

    def _take(self, numbers: list[int]) -> None:
        """Read these anew; what is not public, or can't be opened, is in here no more."""
        self._put(numbers, *self._read(numbers))

    def _read(self, numbers: list[int]) -> tuple[dict[int, Face], list[Reading]]:
        """From the ledger: all that can fail, and most of the time that it takes."""
        faces, readings = public.face(numbers) if numbers else {}, []
        for release, pages in public.opened(numbers):
            try:
                readings.append(read(self.room, release, pages))
            except (SealBroken, WrongKey) as error:
                log.error("a public release can't be opened", release=release.slug, problem=type(error).__name__)
        return faces, readings

    def _put(self, numbers: list[int], faces: dict[int, Face], readings: list[Reading]) -> None:
        for number in numbers:
            self._remove(number)
            if number in faces:
                self._faces[number] = faces[number]
        for reading in readings:
            self._add(reading.entry)
        self._words.put(
            (one.entry.release, one.entry.lifted_at, one.words) for one in readings if not one.entry.withdrawn
        )

    def _add(self, entry: Entry) -> None:
        self._entries[entry.release] = entry
        for one in entry.told:
            self._pages[one.path] = (entry.release, one.mark)
        for path in entry.enclosures:
            self._enclosures.setdefault(path, set()).add(entry.release)
        for shelf, place in _places(entry):
            insort(self._shelves.setdefault(shelf, []), place)
        if not entry.withdrawn:
            self._beats.update({beat.slug: beat.name for beat in entry.beats})

    def _remove(self, number: int) -> None:
        self._faces.pop(number, None)
        entry = self._entries.pop(number, None)
        if entry is None:
            return
        for one in entry.told:
            if self._pages.get(one.path, (0, ""))[0] == number:
                del self._pages[one.path]
        for path in entry.enclosures:
            self._enclosures[path].discard(number)
            if not self._enclosures[path]:
                del self._enclosures[path]
        for shelf, place in _places(entry):
            places = self._shelves[shelf]
            del places[bisect_left(places, place)]
            if not places:
                del self._shelves[shelf]
        self._words.forget(number)


def _stands(entry: Entry) -> list[Shelf]:
    """Where a release stands, or stood before it was withdrawn."""
    beats = [("beat", one) for one in dict.fromkeys(beat.slug for beat in entry.beats)]
    languages = [("language", one.language) for one in entry.told]
    return [ALL, ("year", f"{entry.day:%Y}"), ("month", f"{entry.day:%Y-%m}"), *beats, *languages]


def _places(entry: Entry) -> list[tuple[Shelf, Place]]:
    """Every shelf that it is on, and its place there."""
    stands = _stands(entry)
    listed = [] if entry.withdrawn else [(shelf, (entry.lifted_at, entry.release)) for shelf in stands]
    revised = stands if entry.withdrawn or entry.revised else []
    return [*listed, *(((_REVISED + kind, name), (entry.changed, entry.release)) for kind, name in revised)]


def _beside(work: Callable[[], None]) -> None:
    """On a thread of its own, with a connection of its own."""

    def run() -> None:
        while True:
            try:
                work()
                return
            except DatabaseError as error:
                log.warning("old releases can't be read yet", problem=str(error))
            finally:
                connection.close()
            time.sleep(AGAIN)

    threading.Thread(target=run, name="catalogue", daemon=True).start()
