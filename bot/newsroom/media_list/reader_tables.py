"""Tables of readers: a line at a time, in and out, so that a table of a million takes no more memory than a chunk."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.core.audience import beats_of, told_beats
from bot.core.zones import known_zones
from bot.newsroom.media_list.reader_addresses import BadAddress, mail_address
from bot.newsroom.media_list.reader_columns import COLUMNS, Layout, layout_of, values_of

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# A spreadsheet takes a cell that begins like this for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BEAT, _LANGUAGE, _ZONE = (COLUMNS.index(name) for name in ("beat", "language", "zone"))
_LONGEST = 200
_HEAD = 20  # lines in which the head line has to come

Row = tuple[str, ...]
"""A reader's values in the order of COLUMNS."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the file and why."""

    line: int
    reason: str


def layout_in(lines: Iterable[str]) -> Layout:
    """How a table is set. Raises NoEmailColumn or NamelessColumns."""
    return layout_of(islice(lines, _HEAD))


def value_fault(column: str, value: str) -> str | None:
    """Why a value can't stand in a column other than the address, or None."""
    if _CONTROL.search(value):
        return f"the {column} has a line break or a control character"
    if len(value) > _LONGEST:
        return f"the {column} is longer than {_LONGEST} characters"
    if column in ("language", "zone"):
        return _place_fault(value if column == "language" else "", value if column == "zone" else "")
    return None


def written(row: Iterable[str]) -> str:
    """One line of an export. What a spreadsheet would take for a formula has an apostrophe before it, which an import takes off."""
    out = io.StringIO()
    csv.writer(out).writerow(["'" + value if _FORMULA.match(value) else value for value in row])
    return out.getvalue()


def read_row(number: int, line: str, layout: Layout) -> Row | BadRow:
    """One record of a table as a reader's values, or why it is none; `number` is that of its first line."""
    values = values_of(line, layout.separator)
    if values is None:
        return BadRow(number, "the row can't be read: a quotation mark is not closed, or out of place")
    have = len(values)
    if have > layout.columns and any(values[layout.columns :]):
        return BadRow(
            number, "the row has more columns than the head line; put quotation marks around a value with a comma"
        )
    row = [values[place].strip(" \t") if 0 <= place < have else "" for place in layout.places]
    if "\n" in line:
        row = [row[0], *(" ".join(value.split()) if "\n" in value else value for value in row[1:])]
    if "'" in line:
        row = [value[1:] if value[:1] == "'" and _FORMULA.match(value) else value for value in row]
    try:
        if not row[0]:
            raise BadAddress("the row has no email")
        row[0] = mail_address(row[0])
    except BadAddress as bad:
        return BadRow(number, str(bad))
    if row[_BEAT]:
        row[_BEAT] = _tidy_beats(row[_BEAT])
    fault = _row_fault(row)
    return BadRow(number, fault) if fault else tuple(row)


def _row_fault(row: list[str]) -> str | None:
    rest = "".join(row[1:])
    if len(rest) > _LONGEST or not rest.isprintable():
        for column, value in zip(COLUMNS[1:-2], row[1:-2], strict=True):
            if fault := value_fault(column, value):
                return fault
    return _place_fault(row[_LANGUAGE], row[_ZONE]) if row[_LANGUAGE] or row[_ZONE] else None


@lru_cache(4096)
def _tidy_beats(cell: str) -> str:
    return told_beats(beats_of(cell))


@lru_cache(4096)
def _place_fault(language: str, zone: str) -> str | None:
    if zone and zone not in known_zones():
        return f'"{zone}" is not a time zone; write one like Europe/London'
    if language and not re.fullmatch(r"(?=.{2,20}\Z)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        return f'"{language}" is not a language code; write one like en or pt-BR'
    return None
