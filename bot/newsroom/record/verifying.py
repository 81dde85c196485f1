"""Verifying the journal: a row that was changed, removed, put elsewhere or cut off is found, and said in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from django.db.models import Exists, OuterRef

from bot.newsroom.copy.filing import get
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.yielding import Way
from bot.store.anchors import OFFICE, Anchor, AnchorsBroken, read_anchors
from bot.store.journal import Walk
from bot.store.models import JournalRow, Release
from bot.store.sealing import Keyring

_AT_ONCE = 100  # releases between two looks whether a lift is near
_END = ("release__slug", "release__journal_rows", "release__journal_head")


@dataclass
class Verified:
    """What was looked at, and `faults`, a sentence each. `anchored`: heads compared with those kept outside the ledger."""

    rows: int = 0
    releases: int = 0
    anchored: int = 0
    since: str = ""
    until: str = ""
    faults: list[str] = field(default_factory=list)


def verify(newsroom: Newsroom, slug: str | None = None, anchors: Path | None = None) -> Verified:
    """Follow every chain, or one release's, from its first row to its end, and compare it with the anchors.

    `anchors`: a copy of the file, from another machine; else this machine's. Raises UnknownRelease.
    """
    only = get(slug).pk if slug is not None else None
    found = Verified()
    # The file first: what is committed while the chains are followed is in the ledger, and not yet in what was read.
    kept = _anchored(newsroom.keyring, anchors or newsroom.anchors, only, found)
    way = Way(newsroom)
    for place, (chain, rows) in enumerate(groupby(_rows(only), key=lambda row: row.release_id or OFFICE)):
        if place % _AT_ONCE == 0:
            way.give()
        found.releases += chain != OFFICE
        if fault := _follow(newsroom.keyring, rows, kept.pop(chain, {}), found):
            found.faults.append(fault)
    for release in _emptied(only):
        kept.pop(release.pk, None)
        found.faults.append(f"{release.slug}: its record is gone; there were {release.journal_rows} rows.")
    for missing in kept.values():
        last = max(missing.values(), key=lambda one: one.number)
        found.faults.append(f"{_name(last.slug)}: all of it is gone; at {last.at} there were {last.number} rows.")
    return found


def history(slug: str | None) -> Iterator[JournalRow]:
    """A release's record, or the office's own, oldest first. Raises UnknownRelease."""
    release = get(slug) if slug is not None else None
    return JournalRow.objects.filter(release=release).order_by("number").iterator()


def _rows(only: int | None) -> Iterator[JournalRow]:
    """Rows with what the ledger says of their chain's end: one statement sees one moment, whatever is written meanwhile."""
    rows = JournalRow.objects.select_related("release").order_by("release_id", "number")
    rows = rows.only("release_id", "number", "at", "actor", "verified", "act", "facts", "mac", *_END)
    return (rows if only is None else rows.filter(release=only)).iterator(chunk_size=2000)


def _emptied(only: int | None) -> Iterator[Release]:
    without = ~Exists(JournalRow.objects.filter(release=OuterRef("pk")))
    releases = Release.objects.filter(without, journal_rows__gt=0)
    return (releases if only is None else releases.filter(pk=only)).iterator()


def _anchored(keyring: Keyring, path: Path | None, only: int | None, found: Verified) -> dict[int, dict[int, Anchor]]:
    """Chain → row number → its anchor."""
    kept: dict[int, dict[int, Anchor]] = {}
    if path is None or not path.exists():
        return kept
    try:
        for one in read_anchors(keyring, path):
            found.since, found.until = found.since or one.at, one.at
            if only in (None, one.chain):
                kept.setdefault(one.chain, {})[one.number] = one
                found.anchored += 1
    except AnchorsBroken as error:
        found.faults.append(str(error))
    return kept


def _follow(keyring: Keyring, rows: Iterator[JournalRow], anchors: dict[int, Anchor], found: Verified) -> str:
    """The first fault of one chain, "" where there is none. All of `rows` is read."""
    walk, fault, release, slug = Walk(keyring), "", None, ""
    for row in rows:
        found.rows += 1
        release, slug = row.release, row.release.slug if row.release else ""
        if fault:
            continue
        kept = anchors.get(row.number)
        if not walk.step(row):
            fault = _break(row, walk)
        elif kept is not None and kept.mac != row.mac:
            fault = f"row {row.number} is another than the one that stood there at {kept.at}."
    if not fault and release is not None and (walk.number, walk.head) != (release.journal_rows, release.journal_head):
        fault = f"it ends at row {walk.number}, and {release.journal_rows} rows were written."
    last = max(anchors.values(), key=lambda one: one.number, default=None)
    if not fault and last is not None and last.number > walk.number:
        fault = f"it ends at row {walk.number}; at {last.at} there were {last.number}."
    return f"{_name(slug)}: {fault}" if fault else ""


def _break(row: JournalRow, walk: Walk) -> str:
    if row.number > walk.number:
        return f"row {walk.number} is missing."
    return f"row {row.number} was changed, or is not from here, or the one before it is not."


def _name(slug: str) -> str:
    return slug or "the office's own record"
