"""Reading a large table a page at a time, each with a statement that is over before its rows are given out.

While a SELECT is open, SQLite's connection stands at the moment at which it began. Once somebody else has committed, that
connection may not begin to write: "database is locked", at once, however long it would wait. So whoever writes as they read
(a list that is sealed for its approval) reads in pages. https://www.sqlite.org/rescode.html#busy_snapshot
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

PAGE = 5000  # rows


def by_pages(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows in the order of their primary key, a number above 0 that has to be their first value."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:PAGE]):
        yield from page
        last = page[-1][0]
