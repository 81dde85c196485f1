"""A cursor without what Django asks at each statement and what is always the same here: one thread, one database."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import connections
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models import Model
from django.db.models.base import ModelState

from bot.store import statements

_convert: Any = SQLiteCursorWrapper.convert_query


@cache
def with_marks(sql: str) -> str:
    """`%s` as SQLite writes it."""
    return str(_convert(None, sql))


class QuickCursor:
    """What Django's cursor is to this ledger; SQLite's errors come as Django's, as they do there."""

    __slots__ = ("_base", "_raw", "close", "fetchall", "fetchmany", "fetchone")

    def __init__(self, base: Any) -> None:
        if base.connection is None:
            base.ensure_connection()
        self._base = base
        self._raw = raw = sqlite3.Cursor(base.connection)
        self.fetchone, self.fetchmany, self.fetchall, self.close = raw.fetchone, raw.fetchmany, raw.fetchall, raw.close

    def execute(self, sql: str, values: Any = None) -> None:
        base = self._base
        if base.needs_rollback:
            base.validate_no_broken_transaction()
        try:
            if values is None:
                self._raw.execute(sql)
            else:
                self._raw.execute(with_marks(sql), values)
        except sqlite3.Error:
            with base.wrap_database_errors:
                raise

    def executemany(self, sql: str, many: Any) -> None:
        base = self._base
        if base.needs_rollback:
            base.validate_no_broken_transaction()
        try:
            self._raw.executemany(with_marks(sql), many)
        except sqlite3.Error:
            with base.wrap_database_errors:
                raise

    @property
    def rowcount(self) -> int:
        return self._raw.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._raw.lastrowid

    def __iter__(self) -> Iterator[Any]:
        return iter(self._raw)

    def __enter__(self) -> QuickCursor:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()


def default() -> Any:
    """Django's own connection, without the proxy that looks it up by thread at each use."""
    return connections["default"]


def fetched(sql: str, values: Sequence[Any]) -> list[Any]:
    """All rows that a SELECT finds; it is written as SQLite has it."""
    return _done(sql, values).fetchall()


def changed(sql: str, values: Sequence[Any]) -> int:
    """How many rows an UPDATE met."""
    return _done(sql, values).rowcount


def _done(sql: str, values: Sequence[Any]) -> sqlite3.Cursor:
    base = default()
    if base.connection is None:
        base.ensure_connection()
    if base.needs_rollback:
        base.validate_no_broken_transaction()
    try:
        return base.connection.execute(sql, values)  # type: ignore[no-any-return]
    except sqlite3.Error:
        with base.wrap_database_errors:
            raise


@contextmanager
def quick_cursors() -> Iterator[None]:
    """Within this, statements reach the database, and rows that are made are written, without detours."""
    base, proxy, insert = default(), statements.connection, Model._do_insert  # type: ignore[attr-defined]
    by_thread = connections._connections
    connections._connections = SimpleNamespace(default=base)  # there is one thread, and nobody need ask which
    base.cursor = lambda: QuickCursor(base)
    base.ops.adapt_datetimefield_value = _time_for_sqlite
    statements.connection = base
    Model._do_insert = _inserted  # type: ignore[attr-defined]
    from_db, Model.from_db = Model.__dict__["from_db"], classmethod(_read)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        Model.from_db = from_db  # type: ignore[method-assign]
        Model._do_insert = insert  # type: ignore[attr-defined]
        statements.connection = proxy
        connections._connections = by_thread
        del base.cursor, base.ops.adapt_datetimefield_value


def _time_for_sqlite(value: Any) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


@cache
def _insert(model: type[Model], names: tuple[str, ...], returned: str) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks}){returned}'  # noqa: S608


def _inserted(row: Model, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: bool) -> list[Any]:
    """`Model._do_insert`: of columns and values, without expressions, as all of ours are."""
    base = default()
    returned = f" RETURNING {', '.join(one.column for one in returning_fields)}" if returning_fields else ""
    sql = _insert(type(row), tuple(one.column for one in fields), returned)
    with base.cursor() as cursor:
        cursor.execute(sql, [one.get_db_prep_save(one.pre_save(row, True), base) for one in fields])
        return cursor.fetchall() if returning_fields else []


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(one.attname for one in model._meta.concrete_fields)


def _read(cls: type[Model], db: str | None, field_names: Collection[str], values: Collection[Any]) -> Model:
    """`Model.from_db`, without `__init__`: none of ours has one of its own, and nobody listens to it."""
    names: Sequence[str] = _columns(cls)
    if len(values) != len(names):
        names = [one for one in names if one in field_names]
    row = cls.__new__(cls)
    row.__dict__.update(zip(names, values, strict=True))
    row._state = state = ModelState()
    state.adding, state.db = False, db
    return row
