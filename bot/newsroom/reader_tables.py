"""Tables of readers: CSV with a head line, read a line at a time, so that a table of a million takes no more memory than a chunk."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.errors import EmbargoError
from bot.core.zones import known_zones

COLUMNS = ("email", "name", "outlet", "beat", "language", "zone")
# RFC 5321 §4.1.2 dot-atom and §2.3.5 domain, ASCII only: what every provider takes. Quoted local parts are refused.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(
    rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z]{{2,63}}\Z"
)
# Unicode's categories Cc, and Zl and Zp, which break lines too.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Row = tuple[str, ...]
"""A reader's values in the order of COLUMNS."""


class NoEmailColumn(EmbargoError):
    """The file has no column "email". Its first line must name the columns: email,name,outlet,beat,language,zone."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the file and why."""

    line: int
    reason: str


def read_table(lines: Iterable[str]) -> Iterator[tuple[int, Row | BadRow]]:
    """Line number and row, or why it is none; empty lines are passed over. Raises NoEmailColumn.

    Each line stands by itself: no value may have a line break, and an open quotation mark must not swallow the rows after it.
    """
    numbered = enumerate(lines, 1)
    _, first = next(numbered, (1, ""))
    head = [name.strip().casefold() for name in _values(first.removeprefix("\ufeff").rstrip("\n")) or ()]
    if "email" not in head:
        raise NoEmailColumn()
    places = [len(head) - 1 - head[::-1].index(name) if name in head else -1 for name in COLUMNS]
    for number, line in numbered:
        if line.strip():
            yield number, _read(number, line.rstrip("\n"), places, len(head))


def address_fault(address: str) -> str | None:
    """Why `address` can't be mailed to, or None."""
    if _ADDRESS.match(address):
        return None
    if _BREAK.search(address):
        return "the address has a line break or a control character"
    if "," in address or ";" in address:
        return "the address has a comma or a semicolon; give one address a row"
    return f'"{address}" is not an email address'


def _read(number: int, line: str, places: list[int], columns: int) -> Row | BadRow:
    values = _values(line)
    if values is None:
        return BadRow(number, "the row can't be read: a quotation mark is not closed, or out of place")
    if len(values) > columns:
        return BadRow(
            number, "the row has more columns than the head line; put quotation marks around a value with a comma"
        )
    have = len(values)
    row = [values[place].strip(" \t") if 0 <= place < have else "" for place in places]
    if row[0].isascii():
        # Case matters to nobody's mailbox in practice; two spellings of one address would get two mails.
        row[0] = row[0].lower()
    if fault := _row_fault(row):
        return BadRow(number, fault)
    return tuple(row)


def _values(line: str) -> list[str] | None:
    """The values of one line of CSV; None when it is none."""
    if '"' not in line:  # which is nearly every line, and four times as fast
        return line.split(",")
    try:
        return next(csv.reader((line,), skipinitialspace=True, strict=True), [])
    except csv.Error:
        return None


def _row_fault(row: list[str]) -> str | None:
    if not row[0]:
        return "the row has no email"
    if fault := address_fault(row[0]):
        return fault
    rest = "".join(row[1:])
    if len(rest) > 200 or not rest.isprintable():
        for column, value in zip(COLUMNS[1:], row[1:], strict=True):
            if _CONTROL.search(value):
                return f"the {column} has a line break or a control character"
            if len(value) > 200:
                return f"the {column} is longer than 200 characters"
    return _place_fault(row[4], row[5]) if row[4] or row[5] else None


@lru_cache(4096)
def _place_fault(language: str, zone: str) -> str | None:
    if zone and zone not in known_zones():
        return f'"{zone}" is not a time zone; write one like Europe/London'
    if language and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        return f'"{language}" is not a language code; write one like en or pt-BR'
    return None
