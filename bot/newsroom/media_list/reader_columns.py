"""Which column of a table of readers is which: by its head line, or, where there is none, by where the addresses stand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.errors import EmbargoError

COLUMNS = ("email", "name", "outlet", "beat", "language", "zone")
_OTHER_NAMES = {
    "email": ("e-mail", "mail", "email address", "e-mail address", "e-mail-adresse", "courriel", "correo"),
    "name": ("full name", "nom", "nombre"),
    "outlet": ("media", "publication", "organisation", "organization", "medium", "média", "medio"),
    "beat": ("beats", "topic", "topics"),
    "language": ("lang", "sprache", "langue", "idioma"),
    "zone": ("time zone", "timezone"),
}
_NAMED = {name: column for column, names in _OTHER_NAMES.items() for name in (column, *names)}
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOKS_LIKE_AN_ADDRESS = re.compile(r"[^@\s,;|<>]+@[^@\s,;|<>]+\.[^@\s,;|<>]+")


class NoEmailColumn(EmbargoError):
    """The file has no column "email" in line {line}.
    Its first line must name the columns: email,name,outlet,beat,language,zone."""


class NamelessColumns(EmbargoError):
    """Line {line} has addresses in column {column} and no line above names the columns.
    Put one on top, such as name,email,outlet."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is set. `places`: where each of COLUMNS stands, -1 for none; `first`: the line that its first row can stand on."""

    separator: str
    places: tuple[int, ...]
    columns: int
    first: int
    told: str = ""
    """What was not to be expected, in words; "" for a table as it should be."""


def layout_of(lines: Iterable[str]) -> Layout:
    """From the first lines of a table. Raises NoEmailColumn or NamelessColumns."""
    named, numbered = "", enumerate(lines, 1)
    for number, line in numbered:
        text = line.removeprefix("\ufeff").rstrip("\r\n")
        if number == 1 and (match := re.fullmatch(r"sep=(.)", text)):  # Excel's own word for it
            named = match[1]
        elif text.strip():
            whole, last = _whole(text, number, numbered)
            return _layout(whole, number, last, named)
    raise NoEmailColumn(line=1)


def _whole(text: str, number: int, rest: Iterable[tuple[int, str]]) -> tuple[str, int]:
    """A head line to the end of its last quotation, and the number of the line where that is; itself where there is no end."""
    lines = [text]
    if text.count('"') % 2:
        for last, line in rest:
            lines.append(line.rstrip("\r\n"))
            if line.count('"') % 2:
                return "\n".join(lines), last
    return text, number


def values_of(line: str, separator: str) -> list[str] | None:
    """The values of one line of CSV; None when it is none."""
    if '"' not in line:  # which is nearly every line, and four times as fast
        return line.split(separator)
    try:
        return next(csv.reader((line,), delimiter=separator, skipinitialspace=True, strict=True), [])
    except csv.Error:
        return None


def _layout(text: str, number: int, last: int, named: str) -> Layout:
    split = {one: values_of(text, one) or [] for one in ([named] if named else _SEPARATORS)}
    for separator, values in split.items():
        head = [_NAMED.get(_plain(value), "") for value in values]
        if "email" in head:
            places = tuple(_last(head, column) for column in COLUMNS)
            return Layout(separator, places, len(head), last + 1, _separated(separator))
    for separator, values in split.items():
        if found := [place for place, value in enumerate(values) if LOOKS_LIKE_AN_ADDRESS.fullmatch(value.strip())]:
            return _without_head(separator, values, found[0], number)
    raise NoEmailColumn(line=number)


def _without_head(separator: str, values: Sequence[str], place: int, number: int) -> Layout:
    """Addresses first: the columns are in their usual order. A name and an address: nothing else can be meant."""
    if place == 0 and len(values) <= len(COLUMNS):
        taken = COLUMNS[: len(values)]
    elif place == 1 and len(values) == 2:
        taken = ("name", "email")
    else:
        raise NamelessColumns(line=number, column=place + 1)
    places = tuple(_last(taken, column) for column in COLUMNS)
    told = "; ".join(filter(None, (_separated(separator), f"without a head line, taken as {', '.join(taken)}")))
    return Layout(separator, places, len(values), number, told)


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _last(names: Sequence[str], name: str) -> int:
    return len(names) - 1 - list(reversed(names)).index(name) if name in names else -1


def _separated(separator: str) -> str:
    return "" if separator == "," else f"its columns separated by {_SEPARATORS.get(separator, separator)}"
