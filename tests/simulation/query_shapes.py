"""The shape of a query: what decides on its words, apart from the values that only fill them in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import CombinedExpression

Step = tuple[str, tuple[Any, ...], dict[str, Any]]
"""A query set's method, and what it was given."""

_LONG_AGO = datetime(1901, 1, 1, tzinfo=UTC)
_MANY = (tuple, list, set, frozenset)
_OF_VALUES = frozenset({"filter", "exclude", "update"})
_FILLED_IN = frozenset({str, int, bytes, dict, datetime})
_BY_ITSELF = frozenset({str, int})
_AS_WORDS = "__startswith"  # it is written as a pattern
_AS_WRITTEN = (F, CombinedExpression)  # what is in them is not looked at
_AS_THEY_ARE = (type(None), bool)  # they change the statement's words


class NotUnderstood(Exception):
    """Django has to make this statement."""


class Postponed(QuerySet[Any]):
    """A query set of which only the steps are known; None: it was made after all."""

    steps: tuple[Step, ...] | None = None


def shape_of(step: Step, values: list[Any]) -> Any:
    """What decides on the statement's words. Whatever only fills them in is put down in `values`."""
    name, args, named = step
    if name not in _OF_VALUES:
        return name, repr(args), repr(named) if named else ""
    words: list[Any] = []
    for key, one in named.items():
        words += key, repr(one) if key.endswith(_AS_WORDS) else _word(one, values)
    return name, tuple([_word(one, values) for one in args]) if args else (), tuple(words)


def _word(value: Any, values: list[Any]) -> Any:
    kind = type(value)
    if kind in _FILLED_IN:
        values.append(value)
        return kind
    if isinstance(value, Postponed) and value.steps is not None:
        return kind, value.model, tuple(shape_of(step, values) for step in value.steps)
    if kind in _MANY:
        return kind, tuple(_word(one, values) for one in dict.fromkeys(value))
    if kind is Q:
        parts = tuple(
            (one[0], _word(one[1], values)) if isinstance(one, tuple) else _word(one, values) for one in value.children
        )
        return kind, value.connector, value.negated, parts
    if kind in _AS_THEY_ARE or kind in _AS_WRITTEN:
        return kind, repr(value)
    if not isinstance(value, str | int | bytes | dict | datetime | Model):
        raise NotUnderstood
    values.append(value)
    return str if isinstance(value, str) else kind


def swapped(step: Step, left: Iterator[Any]) -> Step:
    """The same with the next of `left` for each value, in the order of `shape_of`."""
    name, args, named = step
    if name not in _OF_VALUES:
        return step
    words = {key: one if key.endswith(_AS_WORDS) else _other(one, left) for key, one in named.items()}
    return name, tuple(_other(one, left) for one in args), words


def _other(value: Any, left: Iterator[Any]) -> Any:
    kind = type(value)
    if isinstance(value, Postponed):
        assert value.steps is not None, "its shape is known"
        other: Any = type(value)(value.model)
        other.steps = tuple(swapped(step, left) for step in value.steps)
        return other
    if kind in _MANY:
        return [_other(one, left) for one in dict.fromkeys(value)]
    if kind is Q:
        other = Q(_connector=value.connector, _negated=value.negated)
        other.children = [
            (one[0], _other(one[1], left)) if isinstance(one, tuple) else _other(one, left) for one in value.children
        ]
        return other
    return value if kind in (*_AS_THEY_ARE, *_AS_WRITTEN) else next(left)


def mark_for(number: int, value: Any) -> Any:
    """Another value of the same type, by which its place in a statement can be known."""
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, str):
        return f"\x01{number}\x01"
    if isinstance(value, datetime):
        return _LONG_AGO + timedelta(seconds=number)
    if isinstance(value, bytes):
        return f"\x02{number}\x02".encode()
    return {"mark": number} if isinstance(value, dict) else 1_900_000_000 + number


def adapted(value: Any) -> Any:
    """As the fields of these models adapt it for SQLite."""
    if type(value) in _BY_ITSELF:
        return value
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, dict):
        return json.dumps(value)
    return connection.Database.Binary(value) if isinstance(value, bytes) else value  # type: ignore[attr-defined]


def told(value: Any) -> Any:
    """A parameter in a form that can be compared and looked up."""
    return bytes(value) if isinstance(value, memoryview) else (type(value) is str or isinstance(value, str), value)
