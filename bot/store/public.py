"""What of the ledger is public, and how somebody who keeps a copy of it in memory learns of changes.

Every change to a release has its entry in the journal, in the same transaction. The newest entry's number is therefore the state
of it all, and the entries since the last look name the releases to look at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from bot.core.workflow import Stage
from bot.store.contents import page_key
from bot.store.enclosures import key_of
from bot.store.models import Release, Rendition
from bot.store.sealing import Keyring
from bot.store.statements import rows

PUBLIC = (Stage.LIFTED, Stage.WITHDRAWN)


def state() -> int:
    """A number that grows whenever anything changes: one look into an index, whatever is in the ledger."""
    (newest,) = rows("SELECT MAX(id) FROM store_journalrow")[0]
    return int(newest or 0)


def touched(since: int, until: int) -> list[int]:
    """The releases that had something written of them after state `since`, up to `until`."""
    sql = "SELECT DISTINCT release_id FROM store_journalrow WHERE id > %s AND id <= %s AND release_id IS NOT NULL"
    return [int(one) for (one,) in rows(sql, since, until)]


def newest_first(count: int | None = None) -> list[int]:
    """Every public release, or the newest `count`."""
    if count is None:
        sql = "SELECT id FROM store_release WHERE stage IN %s ORDER BY lifted_at DESC, id DESC"
        return [int(one) for (one,) in rows(sql, PUBLIC)]
    # Each stage by its own index: what waits for the newest of them does not wait longer the more there are.
    sql = "SELECT lifted_at, id FROM store_release WHERE stage = %s ORDER BY lifted_at DESC, id DESC LIMIT %s"
    newest = sorted((one for stage in PUBLIC for one in rows(sql, stage, count)), reverse=True)[:count]
    return [int(number) for _, number in newest]


def face(releases: Sequence[int]) -> dict[int, tuple[str, int, datetime | None]]:
    """Of those of these releases that are public: stage, approval, and since when their page says what it says."""
    sql = "SELECT id, stage, approval_id, revised_at FROM store_release WHERE id IN %s AND stage IN %s"
    return {int(pk): (stage, int(approval), at) for pk, stage, approval, at in rows(sql, tuple(releases), PUBLIC)}


def opened(releases: Sequence[int]) -> Iterator[tuple[Release, list[Rendition]]]:
    """Of those of these releases that are public: each with its approval and version, and its pages but for their bytes."""
    found = list(Release.objects.filter(pk__in=releases, stage__in=PUBLIC).select_related("approval__version"))
    pages: dict[int | None, list[Rendition]] = defaultdict(list)
    listed = Rendition.objects.filter(approval__in=[one.approval_id for one in found], channel="")
    for page in listed.defer("content").order_by("pk"):
        pages[page.approval_id].append(page)
    for release in found:
        if release.approval is not None:
            release.approval.version.release = release  # or opening it would ask the ledger again
            yield release, pages[release.approval_id]


def with_page(keyring: Keyring, path: str) -> list[int]:
    """The public release whose main page this is."""
    sql = "SELECT release_id FROM store_version WHERE page_key = %s"
    return _public_among(rows(sql, page_key(keyring, path)))


def with_enclosure(keyring: Keyring, path: str) -> list[int]:
    """The public releases that have a picture or a file at this path, whether or not they show it now."""
    sql = "SELECT release_id FROM store_enclosure WHERE key = %s"
    return _public_among(rows(sql, key_of(keyring, PurePosixPath(path).stem)))


def _public_among(found: Sequence[Sequence[Any]]) -> list[int]:
    """Those of them that are public. Where nothing was found another row is read, so that what is held takes no other time."""
    numbers = {int(number) for (number,) in found if number is not None}
    another = {int(number) for (number,) in rows("SELECT MAX(id) FROM store_release") if number is not None}
    stages = rows("SELECT id, stage FROM store_release WHERE id IN %s", tuple(numbers or another))
    return [int(number) for number, stage in stages if stage in PUBLIC and int(number) in numbers]
