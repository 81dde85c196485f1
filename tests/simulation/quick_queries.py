"""The ORM's statements, made once and then only filled in: to make them takes longer than everything else in a day.

A query set keeps what it was asked for (`filter`, `order_by` …) as a list of steps. The first time that a list has this
shape, Django compiles it with values that can be told apart, and it is looked up where they ended up. From then on the same
statement reaches SQLite with other values. What has another shape, or isn't understood, goes Django's own way; and the first
few times each statement is compared with the one that Django makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import F, Manager, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql import UpdateQuery

from tests.simulation.query_shapes import NotUnderstood, Postponed, Step, adapted, mark_for, shape_of, swapped, told
from tests.simulation.quick_cursor import changed, fetched, quick_cursors, with_marks
from tests.simulation.quick_rows import Read, reader

COMPARED = 2  # times that a statement is made by Django as well
MOST_FOUND = 21  # Django's own limit of a `get`


@dataclass
class Statement:
    """`places`: for each parameter the number of the value that stands there, None where it is always `fixed`."""

    plain: QuerySet[Any]
    compiler: Any
    sql: str
    places: list[tuple[int | None, Any]]
    read: Read | None = None
    compared: int = 0

    def __post_init__(self) -> None:
        self.marked = with_marks(self.sql)

    def filled(self, values: list[Any]) -> list[Any]:
        return [fixed if place is None else adapted(values[place]) for place, fixed in self.places]


_known: dict[Any, Statement | None] = {}


class Remembering(Postponed):
    """A query set that puts off being made. What each of Django's has in the beginning, less the query, is the class's."""

    _query: Any = None
    _result_cache: Any = None
    _sticky_filter = False
    _for_write = False
    _prefetch_related_lookups: Any = ()
    _prefetch_done = False
    _iterable_class: Any = ModelIterable
    _fields: Any = None
    _defer_next_filter = False
    _deferred_filter: Any = None

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        if query is not None:
            super().__init__(model, query, using, hints)
            return
        self.model, self._db, self._hints, self.steps = model, using, hints or {}, ()
        self._known_related_objects: dict[Any, Any] = {}

    @property
    def query(self) -> Any:
        self._make()
        return self._query

    @query.setter
    def query(self, value: Any) -> None:
        self._query = value
        self.steps = None

    def filter(self, *args: Any, **named: Any) -> Any:
        later = self._and("filter", args, named)
        return super().filter(*args, **named) if later is None else later

    def exclude(self, *args: Any, **named: Any) -> Any:
        later = self._and("exclude", args, named)
        return super().exclude(*args, **named) if later is None else later

    def order_by(self, *names: Any) -> Any:
        later = self._and("order_by", names, {})
        return super().order_by(*names) if later is None else later

    def select_related(self, *names: Any) -> Any:
        later = self._and("select_related", names, {})
        return super().select_related(*names) if later is None else later

    def values_list(self, *names: Any, **how: Any) -> Any:
        later = self._and("values_list", names, how)
        return super().values_list(*names, **how) if later is None else later

    def values(self, *names: Any, **how: Any) -> Any:
        later = self._and("values", names, how)
        return super().values(*names, **how) if later is None else later

    def annotate(self, *args: Any, **named: Any) -> Any:
        columns = not args and all(isinstance(one, F) for one in named.values())
        later = self._and("annotate", (), named) if columns else None
        return super().annotate(*args, **named) if later is None else later

    def all(self) -> Any:
        later = self._and("all", (), {})
        return super().all() if later is None else later

    def __getitem__(self, which: Any) -> Any:
        whole = self._result_cache is None and isinstance(which, slice) and which.step is None
        later = self._and("__getitem__", (which,), {}) if whole else None
        return super().__getitem__(which) if later is None else later

    def first(self) -> Any:
        if self.steps is None:
            return super().first()
        ordered = any(name == "order_by" for name, _, _ in self.steps)
        return next(iter((self if ordered else self.order_by("pk"))[:1]), None)

    def get(self, *args: Any, **named: Any) -> Any:
        if self.steps is None or any(name == "__getitem__" for name, _, _ in self.steps):
            return super().get(*args, **named)
        found = list(self.filter(*args, **named).order_by()[:MOST_FOUND])
        if not found:
            raise self.model.DoesNotExist(f"{self.model._meta.object_name} matching query does not exist.")
        if len(found) > 1:
            raise self.model.MultipleObjectsReturned(f"{self.model._meta.object_name}: {len(found)}")
        return found[0]

    def exists(self) -> bool:
        if self._result_cache is None and (found := self._filled("exists", {})) is not None:
            return bool(fetched(*found))
        return super().exists()

    def update(self, **columns: Any) -> int:
        if (found := self._filled("update", columns)) is not None:
            self._result_cache = None
            return changed(*found)
        return super().update(**columns)

    def iterator(self, chunk_size: int | None = None) -> Any:
        self._make()
        return super().iterator(chunk_size)

    def _fetch_all(self) -> None:
        if self._result_cache is None and self.steps is not None and not self._prefetch_related_lookups:
            statement, values = _statement(self.model, self.steps, "fetch", {})
            if statement is not None:
                self._result_cache = self._found(statement, statement.filled(values))
        super()._fetch_all()

    def _found(self, statement: Statement, values: list[Any]) -> list[Any]:
        if statement.read is not None and statement.compared >= COMPARED:
            return statement.read(fetched(statement.marked, values))
        statement.compiler.as_sql = lambda *_, **__: (statement.sql, values)
        found = list(statement.plain._iterable_class(statement.plain))
        if statement.read is not None and _told(statement.read(fetched(statement.marked, values))) != _told(found):
            statement.read = None
        return found

    def _filled(self, act: str, columns: dict[str, Any]) -> tuple[str, list[Any]] | None:
        if self.steps is None:
            return None
        statement, values = _statement(self.model, self.steps, act, columns)
        return None if statement is None else (statement.marked, statement.filled(values))

    def _and(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Remembering | None:
        if self.steps is None:
            return None
        more = Remembering(self.model, None, self._db, self._hints)
        more.steps = (*self.steps, (name, args, named))
        return more

    def _make(self) -> None:
        if self.steps is not None:
            steps, self.steps = self.steps, None
            made = _plainly(self.model, steps)
            for name in ("_query", "_iterable_class", "_fields"):
                setattr(self, name, getattr(made, name))

    def _clone(self) -> Any:
        self._make()
        return super()._clone()


@contextmanager
def quick_queries() -> Iterator[None]:
    """Within this, all models ask through `Remembering`, and what reaches the database does so through `quick_cursors`."""
    usual: Any = Manager._queryset_class  # type: ignore[attr-defined]
    Manager._queryset_class = Remembering  # type: ignore[attr-defined]
    Manager.get_queryset = lambda self: Remembering(self.model, None, self._db, self._hints)  # type: ignore[method-assign]
    try:
        with quick_cursors():
            yield
    finally:
        del Manager.get_queryset
        Manager._queryset_class = usual  # type: ignore[attr-defined]


def _plainly(model: Any, steps: tuple[Step, ...]) -> QuerySet[Any]:
    made: Any = QuerySet(model)
    for name, args, named in steps:
        made = getattr(made, name)(*args, **named)
    return made  # type: ignore[no-any-return]


def _statement(
    model: Any, steps: tuple[Step, ...], act: str, columns: dict[str, Any]
) -> tuple[Statement | None, list[Any]]:
    values: list[Any] = []
    try:
        shape = model, tuple(shape_of(step, values) for step in (*steps, (act, (), columns)))
        statement = _known.get(shape)
        if statement is None and shape not in _known:
            _known[shape] = None
            statement = _known[shape] = _learned(model, steps, act, columns, values)
    except (NotUnderstood, EmptyResultSet, FullResultSet):
        return None, values
    if statement is not None and statement.compared < COMPARED:
        statement.compared += 1
        _, _, sql, params = _compiled(model, steps, act, columns)
        if (sql, list(map(told, params))) != (statement.sql, list(map(told, statement.filled(values)))):
            _known[shape] = statement = None
    return statement, values


def _learned(model: Any, steps: tuple[Step, ...], act: str, columns: dict[str, Any], values: list[Any]) -> Statement:
    """Compile it with other values of the same types, each of which is known by itself."""
    marks = [mark_for(number, value) for number, value in enumerate(values)]
    left = iter(marks)
    marked: list[Step] = [swapped(step, left) for step in (*steps, (act, (), columns))]
    plain, compiler, sql, params = _compiled(model, tuple(marked[:-1]), act, marked[-1][2])
    at = {told(adapted(mark)): number for number, mark in enumerate(marks)}
    places = [(at.get(told(param)), param) for param in params]
    if {place for place, _ in places} - {None} != set(range(len(marks))):
        raise NotUnderstood
    return Statement(plain, compiler, sql, places, reader(plain, compiler) if act == "fetch" else None)


def _told(found: list[Any]) -> list[Any]:
    """What was found, in a form that can be compared."""
    return [
        {name: value for name, value in one.__dict__.items() if name != "_state"} if isinstance(one, Model) else one
        for one in found
    ]


def _compiled(
    model: Any, steps: tuple[Step, ...], act: str, columns: dict[str, Any]
) -> tuple[QuerySet[Any], Any, str, tuple[Any, ...]]:
    plain = _plainly(model, steps)
    query: Any = plain.query
    if act == "exists":
        query = query.exists()
    elif act == "update":
        if query.is_sliced or query.annotations:
            raise NotUnderstood
        query = query.chain(UpdateQuery)
        query.add_update_values(columns)
        query.clear_ordering(force=True)
    compiler = query.get_compiler(using=plain.db)
    sql, params = compiler.as_sql()
    query.get_compiler = lambda *_, **__: compiler
    return plain, compiler, sql, tuple(params)
