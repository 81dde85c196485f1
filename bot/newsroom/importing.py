"""Importing readers: the whole table is looked through first, then written in small chunks that let every lift go before.

Nothing is written of a table that can't be read. What a crash leaves half done is marked on the list, which nobody approves
with until the same import has been run again: a second time changes nothing that is there already.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import F

from bot.core.errors import EmbargoError
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.reader_tables import COLUMNS, BadRow, Row, read_table
from bot.newsroom.yielding import Way
from bot.store.models import MediaList, Reader
from bot.store.statements import change_each, rows

CHUNK = 500
"""Rows a transaction: some 5 ms of the write lock."""
_WRITE = (
    "INSERT INTO store_reader (list_id, email, name, outlet, beat, language, zone) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (list_id, email) DO UPDATE SET name = excluded.name, outlet = excluded.outlet, beat = excluded.beat,"
    " language = excluded.language, zone = excluded.zone WHERE store_reader.left_at IS NULL"
)
_THERE = (
    "SELECT email, name, outlet, beat, language, zone, left_at FROM store_reader WHERE list_id = %s AND email IN %s"
)
_LANGUAGE = COLUMNS.index("language")


class BadListName(EmbargoError):
    """ "{name}" can't name a list: use letters, digits, hyphens and underscores, at most 80."""


@dataclass
class Imported:
    """What an import came to."""

    added: int = 0
    changed: int = 0
    same: int = 0
    left_before: int = 0
    bad: list[BadRow] = field(default_factory=list)


def import_csv(newsroom: Newsroom, name: str, text: str, by: str) -> Imported:
    """`import_table`, of a text."""
    return import_table(newsroom, name, lambda: io.StringIO(text, newline=None), by)


def import_table(newsroom: Newsroom, name: str, table: Callable[[], Iterable[str]], by: str) -> Imported:
    """Add or change the readers of a CSV table with a head line; `table` gives its lines, twice, each with "\\n" at its end.

    A bad row is reported with its line and spoils no other. Nobody who left is brought back. Raises BadListName,
    NoEmailColumn, and whatever `table` raises, before anything is written.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
        raise BadListName(name=name)
    result = Imported()
    result.bad += _looked_through(table())
    left_out = {row.line for row in result.bad}
    media_list = newsroom.world.transact(lambda: MediaList.objects.get_or_create(name=name)[0])
    good = (row for number, row in read_table(table()) if number not in left_out and not isinstance(row, BadRow))
    way, empty = Way(newsroom), not Reader.objects.filter(list=media_list).exists()
    while chunk := list(islice(good, CHUNK)):
        if fresh := _sorted_out(chunk, {} if empty else _known(media_list, chunk), result):
            way.give()
            newsroom.world.transact(lambda fresh=fresh: _store(newsroom, media_list, *fresh))  # type: ignore[misc]
    newsroom.world.transact(lambda: _finish(newsroom, media_list, by, result))
    return result


def _looked_through(lines: Iterable[str]) -> Iterator[BadRow]:
    """The bad rows, those among them that repeat an address; hashes are kept of the others, not they themselves."""
    seen: dict[int, int] = {}
    for number, row in read_table(lines):
        if isinstance(row, BadRow):
            yield row
        elif (first := seen.setdefault(hash(row[0]), number)) != number:
            yield BadRow(number, f"{row[0]} stands in line {first} already")


def _known(media_list: MediaList, chunk: Sequence[Row]) -> dict[str, tuple[Any, ...]]:
    """Those of a chunk who are on the list or were; read without the write lock."""
    return {row[0]: row for row in rows(_THERE, media_list.pk, tuple(row[0] for row in chunk))}


def _sorted_out(
    chunk: Sequence[Row], known: Mapping[str, tuple[Any, ...]], result: Imported
) -> tuple[list[Row], bool] | None:
    """What of a chunk is to be written, and whether an approval would go to others then."""
    wanted, others = list[Row](), False
    for row in chunk:
        there = known.get(row[0])
        if there is None:
            result.added += 1
        elif there[-1] is not None:
            result.left_before += 1
            continue
        elif row == tuple(there[:-1]):
            result.same += 1
            continue
        else:
            result.changed += 1
        others = others or there is None or there[_LANGUAGE] != row[_LANGUAGE]
        wanted.append(row)
    return (wanted, others) if wanted else None


def _store(newsroom: Newsroom, media_list: MediaList, wanted: Sequence[Row], others: bool) -> None:
    mine = MediaList.objects.filter(pk=media_list.pk)
    mine.filter(importing_since=None).update(importing_since=newsroom.now())
    change_each(_WRITE, ((media_list.pk, *row) for row in wanted))
    if others:
        mine.update(revision=F("revision") + 1)


def _finish(newsroom: Newsroom, media_list: MediaList, by: str, result: Imported) -> None:
    MediaList.objects.filter(pk=media_list.pk).update(importing_since=None)
    facts = {"added": result.added, "changed": result.changed, "bad": len(result.bad)}
    newsroom.record(None, by, "import", list=media_list.name, **facts)
