"""The journal: an HMAC chain a release, so that a changed, removed or reordered row shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.signing import mac
from bot.store.models import JournalRow, Release
from bot.store.sealing import Keyring


def write(
    keyring: Keyring, release: Release | None, at: datetime, actor: str, act: str, facts: Mapping[str, Any]
) -> None:
    """Append one row to the release's chain (or the office's). Call it within the transaction of what it records.

    `facts` hold no text of the release. The head is read anew: another verb may have written since `release` was loaded.
    """
    if release is None:
        last = JournalRow.objects.filter(release=None).order_by("-number").values_list("number", "mac").first()
        rows, head = last or (0, "")
    else:
        rows, head = Release.objects.values_list("journal_rows", "journal_head").get(pk=release.pk)
    row = JournalRow(release=release, number=rows + 1, at=at, actor=actor, act=act, facts=dict(facts))
    row.mac = chained(keyring, head, row)
    row.save(force_insert=True)
    if release is not None:
        Release.objects.filter(pk=release.pk).update(journal_rows=row.number, journal_head=row.mac)


def chained(keyring: Keyring, head: str, row: JournalRow) -> str:
    """The MAC of `row` after `head`."""
    content = [row.number, row.at.isoformat(), row.actor, row.verified, row.act, row.facts]
    name = "" if row.release_id is None else str(row.release_id)
    return mac(keyring.derived("journal"), name.encode(), head.encode(), json.dumps(content, sort_keys=True).encode())


def broken_at(keyring: Keyring, release: Release | None) -> int | None:
    """The number of the first row of a chain that does not hold, or None when all of it does."""
    head, number = "", 0
    for row in JournalRow.objects.filter(release=release).order_by("number"):
        number += 1
        if row.number != number or row.mac != chained(keyring, head, row):
            return number
        head = row.mac
    if release is not None and (number, head) != (release.journal_rows, release.journal_head):
        return number + 1
    return None
