"""A table is looked at twice: whole, before anything is written of it, and again for the writing.

The second look takes a record as it stands where the first found nothing to put right in it and its text is still the same; that is
nearly every record, and most of the processor's time. It keeps eight bytes of each, so that a million rows stay small.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from bot.newsroom.media_list.reader_columns import Layout
from bot.newsroom.media_list.reader_records import records
from bot.newsroom.media_list.reader_tables import BadRow, Row, read_row


@dataclass(frozen=True, slots=True)
class Looked:
    """What the first look found. `as_they_stand`: of each record the hash of its text, or 0 where it has to be read again."""

    layout: Layout
    bad: list[BadRow] = field(default_factory=list)
    as_they_stand: array[int] = field(default_factory=lambda: array("q"))


def first_look(lines: Iterable[str], layout: Layout) -> Looked:
    """All that is bad, addresses that stand twice among it; hashes are kept of the others, not they themselves."""
    looked, seen, split = Looked(layout), dict[int, int](), _splitting(layout)
    for number, text in records(lines, layout):
        row, note = read_row(number, text, layout), 0
        if isinstance(row, BadRow):
            looked.bad.append(row)
        elif (first := seen.setdefault(hash(row[0]), number)) != number:
            looked.bad.append(BadRow(number, f"{row[0]} stands in line {first} already"))
        elif '"' not in text and split(text) == row:
            note = hash(text)
        looked.as_they_stand.append(note)
    return looked


def second_look(lines: Iterable[str], looked: Looked) -> Iterator[tuple[int, Row]]:
    """The good rows, each with its line."""
    left_out, split = {row.line for row in looked.bad}, _splitting(looked.layout)
    notes = looked.as_they_stand
    for place, (number, text) in enumerate(records(lines, looked.layout)):
        if place < len(notes) and notes[place] and notes[place] == hash(text):
            yield number, split(text)
        elif number not in left_out and not isinstance(row := read_row(number, text, looked.layout), BadRow):
            yield number, row


def _splitting(layout: Layout) -> Callable[[str], Row]:
    """Text → its values in the order of COLUMNS, as they stand; () where their number is not that of the head line."""
    pick: Callable[[list[str]], Row] = itemgetter(*layout.places)

    def split(text: str) -> Row:
        values = text.split(layout.separator)
        if len(values) != layout.columns:
            return ()
        values.append("")  # what a table has no column for, which is at place -1
        return pick(values)

    return split
