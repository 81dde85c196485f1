"""Plain SQL for the moments in which milliseconds count, the same text for both databases.

What runs at an instant, for each delivery or several times a second, is written here and not with the ORM: it takes longer to
make such a statement than to run it. Everything else stays with the models.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

Row = tuple[Any, ...]
LOOKED_AT_STATE = "state || ''"
"""The state of rows that are found by their ids: no index has it so. By a bare `state`, SQLite would rather go through all that wait."""
_AS_THEY_ARE = frozenset({str, int, float, bytes, type(None)})


def rows(sql: str, *values: Any) -> list[Row]:
    """What a SELECT finds. `%s` stands for each value, `IN %s` for a tuple of them; times are aware UTC.

    Times that come back: see `moment`.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_written(sql, values))
        return list(cursor.fetchall())


def change(sql: str, *values: Any) -> int:
    """How many rows an INSERT, UPDATE or DELETE met."""
    with connection.cursor() as cursor:
        cursor.execute(*_written(sql, values))
        return int(cursor.rowcount)


def change_each(sql: str, many: Iterable[Sequence[Any]]) -> int:
    """The same statement for each row of values; no tuples among them. How many rows it met in all."""
    adapted = [_adapted(values) for values in many]
    if not adapted:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(sql, adapted)
        return int(cursor.rowcount)


def insert_alike(row: Model, names: Sequence[str], many: Iterable[Sequence[Any]]) -> None:
    """Insert rows that are like `row` but for the fields `names`, texts and numbers: a tenth of the ORM's time for as many."""
    fields = row._meta.concrete_fields
    alike = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    places = [[field.name for field in fields].index(name) for name in names]
    columns = ", ".join(str(field.column) for field in fields)

    def filled(values: Sequence[Any]) -> list[Any]:
        made = list(alike)
        for place, value in zip(places, values, strict=True):
            made[place] = value
        return made

    made = [filled(values) for values in many]
    sql = f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    if made:
        with connection.cursor() as cursor:
            cursor.executemany(sql, made)


def moment(value: datetime | None) -> datetime | None:
    """A time as a SELECT gives it, as aware UTC: SQLite keeps none of its zone."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _written(sql: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Every tuple spread out. An empty one is NULL, of which nothing is a member."""
    if not any(isinstance(value, tuple) for value in values):
        return sql, _adapted(values)
    parts = sql.split("%s")
    told: list[Any] = []
    text = parts[0]
    for value, part in zip(values, parts[1:], strict=True):
        many = value or (None,) if isinstance(value, tuple) else None
        text += ("%s" if many is None else f"({', '.join(['%s'] * len(many))})") + part
        told += [value] if many is None else many
    return text, _adapted(told)


def _adapted(values: Sequence[Any]) -> list[Any]:
    return [value if type(value) in _AS_THEY_ARE else plain(value) for value in values]


@cache
def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"  # asked of a connection it takes longer than all the rest


def plain(value: Any) -> Any:
    """A value as the database takes it; adapted once, it need not be adapted for each of a million rows."""
    if isinstance(value, datetime):
        if value.tzinfo is UTC and _on_sqlite():  # as the next line has it, in a tenth of the time
            return value.replace(tzinfo=None).isoformat(" ")
        return connection.ops.adapt_datetimefield_value(value)
    return value.value if isinstance(value, Enum) else value
