"""Rows as SQLite gives them, read as Django would, with all that is the same for each row looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)

Row = Any
Read = Callable[[Iterable[Row]], list[Any]]


def reader(plain: QuerySet[Any], compiler: Any) -> Read | None:
    """What makes of rows what this query set gives; None when that is Django's to say. `compiler`: it has made its SQL."""
    convert = _converted(compiler)
    kind = plain._iterable_class
    if kind is ModelIterable:
        return _models(compiler, convert)
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in convert(rows)]
    if kind is ValuesListIterable:
        return lambda rows: [tuple(row) for row in convert(rows)]
    if kind is ValuesIterable:
        query = plain.query
        names = list(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))
        return lambda rows: [dict(zip(names, row, strict=True)) for row in convert(rows)]
    return None


def _converted(compiler: Any) -> Callable[[Iterable[Row]], Iterable[Row]]:
    found = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])
    steps = [(place, one, expression) for place, (some, expression) in found.items() for one in some]
    if not steps:
        return lambda rows: rows
    swift = [(place, _of_time if _is_of_time(one) else _by(one, expression)) for place, one, expression in steps]

    def convert(rows: Iterable[Row]) -> Iterable[Row]:
        for row in map(list, rows):
            for place, made in swift:
                row[place] = made(row[place])
            yield row

    return convert


def _by(convert: Any, expression: Any) -> Callable[[Any], Any]:
    return lambda value: convert(value, expression, connection)


def _is_of_time(convert: Any) -> bool:
    return getattr(convert, "__name__", "") == "convert_datetimefield_value"


def _of_time(value: Any) -> datetime | None:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None


def _models(compiler: Any, convert: Callable[[Iterable[Row]], Iterable[Row]]) -> Read:
    told, select = compiler.klass_info, compiler.select
    model: type[Model] = told["model"]
    first, last = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[first:last]]
    related = get_related_populators(told, select, "default")
    more = list(compiler.annotation_col_map.items())

    def read(rows: Iterable[Row]) -> list[Any]:
        made = []
        for row in convert(rows):
            one = model.from_db("default", names, row[first:last])
            for populator in related:
                populator.populate(row, one)
            for name, place in more:
                setattr(one, name, row[place])
            made.append(one)
        return made

    return read
