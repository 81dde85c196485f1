"""Importing readers: the whole table is looked through first, then written in small chunks that let every lift go before.

Nothing is written of a table that can't be read. What a crash leaves half done is marked on the list, which nobody approves
with until the same import has been run again: a second time changes nothing that is there already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import F

from bot.core.errors import EmbargoError
from bot.newsroom.media_list.reader_columns import COLUMNS, Layout
from bot.newsroom.media_list.reader_files import Open, look_through
from bot.newsroom.media_list.reader_looks import Looked, first_look, second_look
from bot.newsroom.media_list.reader_tables import BadRow, Row, layout_in
from bot.newsroom.media_list.suppressing import WORDS, suppressed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.yielding import Way
from bot.store.models import MediaList, Reader
from bot.store.statements import change_each, plain, rows

CHUNK = 500
"""Rows a transaction: some 5 ms of the write lock."""
FORESEEN = 20
"""Rows that are shown of an import before it is done."""
_WRITE = (
    "INSERT INTO store_reader (list_id, joined_at, email, name, outlet, beat, language, zone)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (list_id, email) DO UPDATE SET name = excluded.name, outlet = excluded.outlet, beat = excluded.beat,"
    " language = excluded.language, zone = excluded.zone WHERE store_reader.left_at IS NULL"
)
_THERE = (
    "SELECT email, name, outlet, beat, language, zone, left_at FROM store_reader WHERE list_id = %s AND email IN %s"
)
_CHOOSING = tuple(COLUMNS.index(name) for name in ("language", "beat"))


class BadListName(EmbargoError):
    """ "{name}" can't name a list: use letters, digits, hyphens and underscores, at most 80."""


@dataclass
class Imported:
    """What an import came to. `bad`: rows that could not be taken, `suppressed`: those that nothing is sent to, by line.

    `read_as`: how the file was read, where that was not to be expected.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    left_before: int = 0
    bad: list[BadRow] = field(default_factory=list)
    suppressed: list[BadRow] = field(default_factory=list)
    read_as: str = ""


@dataclass
class Foreseen(Imported):
    """What an import would come to; `rows`: the first that it would write, in the order of COLUMNS."""

    rows: list[Row] = field(default_factory=list)


def import_file(
    newsroom: Newsroom, name: str, opens: Open, by: str, watch: Callable[[int, int], None] | None = None
) -> Imported:
    """`import_table`, of a file from any program: UTF-8, UTF-16 or Latin-1; commas, semicolons or tabs; with a head line or without.

    `watch` is told how many bytes have been gone through, and of how many. Raises what `import_table` does, and TooLarge,
    NoTable or UnreadableLine: then nothing is imported.
    """
    _require_name(name)
    file, gone = look_through(opens), [0]

    def watched(count: int) -> None:
        gone[0] += count
        if watch is not None:
            watch(gone[0], 2 * file.size)

    layout = layout_in(file.lines())
    result = import_table(newsroom, name, lambda: file.lines(watched), by, layout)
    result.read_as = "; ".join(filter(None, (file.told, layout.told)))
    return result


def import_table(
    newsroom: Newsroom, name: str, table: Callable[[], Iterable[str]], by: str, layout: Layout | None = None
) -> Imported:
    """Add or change the readers of a CSV table; `table` gives its lines, twice, each with "\\n" at its end.

    A bad row is reported with its line and spoils no other. What the table has no column for stays as it is. Nobody who
    left is brought back, and nobody who is suppressed. Raises BadListName, NoEmailColumn, NamelessColumns, and whatever
    `table` raises, before anything is written.
    """
    newsroom.allow("import")
    _require_name(name)
    looked = first_look(table(), layout or layout_in(table()))
    result = Imported(bad=looked.bad)
    media_list = newsroom.world.transact(lambda: MediaList.objects.get_or_create(name=name)[0])
    way = Way(newsroom)
    for fresh in _fresh(newsroom, media_list.pk, table, looked, result):
        way.give()
        newsroom.world.transact(lambda fresh=fresh: _store(newsroom, media_list, *fresh))  # type: ignore[misc]
    newsroom.world.transact(lambda: _finish(newsroom, media_list, by, result))
    return result


def foresee_file(newsroom: Newsroom, name: str, opens: Open) -> Foreseen:
    """What `import_file` would come to now; nothing is written. Raises what it does."""
    newsroom.allow("import")
    _require_name(name)
    file = look_through(opens)
    layout = layout_in(file.lines())
    looked = first_look(file.lines(), layout)
    foreseen = Foreseen(bad=looked.bad)
    media_list = MediaList.objects.filter(name=name).values_list("pk", flat=True).first()
    for fresh, _others in _fresh(newsroom, media_list, file.lines, looked, foreseen):
        foreseen.rows += fresh[: FORESEEN - len(foreseen.rows)]
    foreseen.read_as = "; ".join(filter(None, (file.told, layout.told)))
    return foreseen


def _fresh(
    newsroom: Newsroom, media_list: int | None, table: Callable[[], Iterable[str]], looked: Looked, result: Imported
) -> Iterator[tuple[list[Row], bool]]:
    """What of a table is to be written, in chunks, each with whether an approval would go to others then; counts into `result`."""
    good = second_look(table(), looked)
    empty = media_list is None or not Reader.objects.filter(list=media_list).exists()
    while chunk := list(islice(good, CHUNK)):
        taken = _unsuppressed(newsroom, chunk, result)
        known = {} if empty or not taken or media_list is None else _known(media_list, taken)
        if fresh := _sorted_out(_filled_up(taken, known, looked.layout), known, result):
            yield fresh


def _require_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
        raise BadListName(name=name)


def _unsuppressed(newsroom: Newsroom, chunk: Sequence[tuple[int, Row]], result: Imported) -> list[Row]:
    """The rows of a chunk less those that nothing is sent to, which are told."""
    off = suppressed(newsroom, [row[0] for _, row in chunk])
    for number, row in chunk if off else ():
        if because := off.get(row[0]):
            result.suppressed.append(BadRow(number, f"nothing is sent to {row[0]}: {WORDS.get(because, because)}"))
    return [row for _, row in chunk if row[0] not in off]


def _known(media_list: int, chunk: Sequence[Row]) -> dict[str, tuple[Any, ...]]:
    """Those of a chunk who are on the list or were; read without the write lock."""
    return {row[0]: row for row in rows(_THERE, media_list, tuple(row[0] for row in chunk))}


def _filled_up(chunk: Sequence[Row], known: Mapping[str, tuple[Any, ...]], layout: Layout) -> Sequence[Row]:
    """The rows with what is on record in the place of what their table has no column for."""
    missing = {place for place, stands in enumerate(layout.places) if stands < 0}
    if not known or not missing:
        return chunk
    return [
        tuple(known[row[0]][place] if place in missing else value for place, value in enumerate(row))
        if row[0] in known
        else row
        for row in chunk
    ]


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
        others = others or there is None or any(there[place] != row[place] for place in _CHOOSING)
        wanted.append(row)
    return (wanted, others) if wanted else None


def _store(newsroom: Newsroom, media_list: MediaList, wanted: Sequence[Row], others: bool) -> None:
    mine = MediaList.objects.filter(pk=media_list.pk)
    mine.filter(importing_since=None).update(importing_since=newsroom.now())
    now = plain(newsroom.now())
    change_each(_WRITE, ((media_list.pk, now, *row) for row in wanted))
    if others:
        mine.update(revision=F("revision") + 1)


def _finish(newsroom: Newsroom, media_list: MediaList, by: str, result: Imported) -> None:
    MediaList.objects.filter(pk=media_list.pk).update(importing_since=None)
    facts = {"added": result.added, "changed": result.changed, "bad": len(result.bad)}
    if result.suppressed:
        facts["suppressed"] = len(result.suppressed)
    newsroom.record(None, by, "import", list=media_list.name, **facts)
