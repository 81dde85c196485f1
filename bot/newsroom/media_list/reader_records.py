"""Records of a table: a line each, or several where a value between quotation marks has line breaks in it (RFC 4180, section 2.6).

An open quotation mark may not swallow the rows after it: lines are one record only if its mark is closed again, and none of them
is somebody's row by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.newsroom.media_list.reader_columns import LOOKS_LIKE_AN_ADDRESS, Layout, values_of

MOST_LINES = 100
"""Lines of one record; more have nobody's value between them."""


def records(lines: Iterable[str], layout: Layout) -> Iterator[tuple[int, str]]:
    """The number of its first line, and the text of each record, without the break at its end; empty lines are passed over."""
    source, ahead, number = iter(lines), deque[str](), 0
    while (line := _next(source, ahead)) is not None:
        number += 1
        text = line.rstrip("\n")
        if number < layout.first or not text.strip():
            continue
        if number == 1:
            text = text.removeprefix("\ufeff")
        if '"' in text and text.count('"') % 2:
            more = _continued(text, source, ahead, layout)
            yield number, "\n".join([text, *more])
            number += len(more)
        else:
            yield number, text


def _next(source: Iterator[str], ahead: deque[str]) -> str | None:
    return ahead.popleft() if ahead else next(source, None)


def _continued(text: str, source: Iterator[str], ahead: deque[str], layout: Layout) -> list[str]:
    """The lines that belong to the record that begins with `text`; what was read of others is put back."""
    ahead.extend(islice(source, MOST_LINES - len(ahead)) if len(ahead) < MOST_LINES else ())
    more: list[str] = []
    for line in islice(ahead, MOST_LINES):
        more.append(line.rstrip("\n"))
        if line.count('"') % 2:
            break
    if not _is_one([text, *more], layout):
        return []
    for _ in more:
        ahead.popleft()
    return more


def _is_one(lines: list[str], layout: Layout) -> bool:
    values, place = values_of("\n".join(lines), layout.separator), layout.places[0]
    if values is None or not place < len(values) <= layout.columns:
        return False
    mine = values[place].strip()
    alone = [[value.strip(' \t"') for value in line.split(layout.separator)] for line in lines]
    return not any(
        place < len(row) and row[place] != mine and LOOKS_LIKE_AN_ADDRESS.fullmatch(row[place])
        for row in alone
        if len(row) > 1 or layout.columns == 1
    )
