"""How the database would go about a statement: whether it reads the whole of a table that grows with the years."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

GROWING = ("store_release", "store_delivery", "store_version", "store_attempt", "store_journalrow", "store_reader")


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The SELECT and UPDATE statements that are run meanwhile, each with its values."""
    told: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")) and not many:
            told.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield told


def whole_reads(sql: str, values: Any) -> list[str]:
    """Where the plan of a statement reads a growing table from end to end, with the values bound as they are when it is run."""
    return (_on_sqlite if connection.vendor == "sqlite" else _on_postgresql)(sql, values)


def _on_sqlite(sql: str, values: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plans = [str(row[3]) for row in cursor.fetchall()]
    return [
        plan for plan in plans if _grows(plan) and (plan.startswith("SCAN") or _has_all_that_wait(plan, sql, values))
    ]


def _has_all_that_wait(plan: str, sql: str, values: Any) -> bool:
    """By that state alone an index narrows nothing down: it has all that lie ahead. For whether there is any, one is enough."""
    if sql.endswith(" LIMIT 1"):
        return False
    return ("(state=?)" in plan and "waiting" in values) or ("(stage=?)" in plan and "approved" in values)


def _on_postgresql(sql: str, values: Any) -> list[str]:
    """A small table is read whole on purpose, whatever indexes there are: with that made dear, only where none helps."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        told = cursor.fetchone()[0]
        cursor.execute("RESET enable_seqscan")
    plans = told if isinstance(told, list) else json.loads(told)
    return [_named(node) for one in plans for node in _nodes(one["Plan"]) if _is_whole(node)]


def _is_whole(node: dict[str, Any]) -> bool:
    """A table, or a whole index of it, from end to end. An index that has only some of its rows is meant to be read so."""
    if not _grows(node.get("Relation Name", "")):
        return False
    looked_up = "Index Cond" in node or "Recheck Cond" in node or "TID Cond" in node
    return not looked_up and not _is_partial(node.get("Index Name", ""))


def _is_partial(index: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef LIKE '%% WHERE %%' FROM pg_indexes WHERE indexname = %s", [index])
        return bool((cursor.fetchone() or (False,))[0])


def _named(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} of {node['Relation Name']} {node.get('Index Name', '')} {node.get('Filter', '')}"


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _grows(plan: str) -> bool:
    return any(table in plan for table in GROWING)
