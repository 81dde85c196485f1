"""The journal: an HMAC chain a release, so that a changed, removed or reordered row shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.signing import mac
from bot.store.models import JournalRow, Release
from bot.store.sealing import Keyring
from bot.store.statements import change, change_each, rows

_INSERT = (
    "INSERT INTO store_journalrow (release_id, number, at, actor, verified, act, facts, mac)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_GROWN = "UPDATE store_release SET journal_rows = %s, journal_head = %s WHERE id = %s"


def write(
    keyring: Keyring,
    release: Release | None,
    at: datetime,
    actor: str,
    act: str,
    facts: Mapping[str, Any],
    verified: bool = False,
) -> None:
    """Append one row to the release's chain (or the office's). Call it within the transaction of what it records.

    `facts` hold no text of the release; `verified`: the actor was signed in. The head is read anew: another verb may
    have written since `release` was loaded.
    """
    last = (
        rows("SELECT number, mac FROM store_journalrow WHERE release_id IS NULL ORDER BY number DESC LIMIT 1")
        if release is None
        else rows("SELECT journal_rows, journal_head FROM store_release WHERE id = %s", release.pk)
    )
    number, head = last[0] if last else (0, "")
    row = JournalRow(
        release=release, number=number + 1, at=at, actor=actor, act=act, facts=dict(facts), verified=verified
    )
    row.mac = chained(keyring, head, row)
    change(
        _INSERT,
        *(row.release_id, row.number, row.at, row.actor, row.verified, row.act, json.dumps(row.facts), row.mac),
    )
    if release is not None:
        change(_GROWN, row.number, row.mac, release.pk)


def write_each(
    keyring: Keyring, at: datetime, actor: str, act: str, entries: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """`write` for many releases that are met by the same act, by their keys: a few statements, however many there are."""
    keys = tuple(key for key, _ in entries)
    found = rows("SELECT id, journal_rows, journal_head FROM store_release WHERE id IN %s", keys)
    heads = {key: (number, head) for key, number, head in found}
    made = []
    for key, facts in entries:
        number, head = heads[key]
        sealed = _chained(keyring, head, key, [number + 1, at.isoformat(), actor, False, act, dict(facts)])
        made.append((key, number + 1, at, actor, False, act, json.dumps(facts), sealed))
    change_each(_INSERT, made)
    change_each(_GROWN, ((number, sealed, key) for key, number, *_, sealed in made))


def chained(keyring: Keyring, head: str, row: JournalRow) -> str:
    """The MAC of `row` after `head`."""
    content = [row.number, row.at.isoformat(), row.actor, row.verified, row.act, row.facts]
    return _chained(keyring, head, row.release_id, content)


def _chained(keyring: Keyring, head: str, release: int | None, content: Sequence[Any]) -> str:
    name = "" if release is None else str(release)
    return mac(keyring.derived("journal"), name.encode(), head.encode(), json.dumps(content, sort_keys=True).encode())


@dataclass
class Walk:
    """A chain followed row by row: how far it has come, its head there, and where it first did not hold."""

    keyring: Keyring
    number: int = 0
    head: str = ""
    broken_at: int | None = None

    def step(self, row: JournalRow) -> bool:
        """Whether `row` is the next one, unchanged. After the first that is not, none is."""
        if self.broken_at is None:
            self.number += 1
            if row.number != self.number or row.mac != chained(self.keyring, self.head, row):
                self.broken_at = self.number
            self.head = row.mac
        return self.broken_at is None


def broken_at(keyring: Keyring, release: Release | None) -> int | None:
    """The number of the first row of a chain that does not hold, or None when all of it does."""
    walk = Walk(keyring)
    for row in JournalRow.objects.filter(release=release).order_by("number"):
        if not walk.step(row):
            return walk.broken_at
    if release is not None and (walk.number, walk.head) != (release.journal_rows, release.journal_head):
        return walk.number + 1
    return None
