"""Each office's ledger: a file of its own, or on PostgreSQL (`make postgresql`) a database of its own on the tests' server."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from bot.store import turns

ADDRESS = "DATABASE_URL"
_numbers = itertools.count(1)
_ready: list[str] = []
"""The ledger that `embargo init` made for the first office, as nobody has moved into it: a file's content, or a database."""
_file: list[bytes] = []


def fresh() -> dict[str, str]:
    """What a new office's environment has to say of it."""
    return {} if ADDRESS not in os.environ else {ADDRESS: _made(_ready[0] if _ready else "template1")}


def copied(environment: Mapping[str, str]) -> dict[str, str]:
    """The same of an office with a copy of another's; the file itself is copied with its folder."""
    return {} if ADDRESS not in environment else {ADDRESS: _made(_name(environment[ADDRESS]))}


def begun(folder: Path, environment: Mapping[str, str]) -> None:
    """Before `embargo init`: it need not be made again."""
    ledger = folder / "var" / "ledger.sqlite3"
    if ADDRESS not in environment and _file:
        ledger.parent.mkdir(mode=0o700)
        ledger.write_bytes(_file[0])


def made(folder: Path, environment: Mapping[str, str]) -> None:
    """After it: the first one is kept for the others."""
    if ADDRESS not in environment:
        _file[:] = _file or [(folder / "var" / "ledger.sqlite3").read_bytes()]
    elif not _ready and _is_ours(environment[ADDRESS]):
        _ready.append(_name(_made(_name(environment[ADDRESS]))))


def change(folder: Path, environment: Mapping[str, str], *statements: str) -> None:
    """What somebody with the ledger in their hands does to it."""
    if ADDRESS in environment:
        with psycopg.connect(environment[ADDRESS]) as database:
            for statement in statements:
                database.execute(statement)  # type: ignore[call-overload]
        return
    with closing(sqlite3.connect(folder / "var" / "ledger.sqlite3")) as ledger:
        for statement in statements:
            ledger.execute(statement)
        ledger.commit()


@contextmanager
def locked(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """While somebody else writes and does not come to an end."""
    if ADDRESS in environment:
        with psycopg.connect(environment[ADDRESS]) as database:
            database.execute("SELECT pg_advisory_xact_lock(%s)", [turns.LOCK])
            yield
        return
    with closing(sqlite3.connect(folder / "var" / "ledger.sqlite3", isolation_level=None)) as ledger:
        ledger.execute("BEGIN IMMEDIATE")
        yield
        ledger.execute("ROLLBACK")


def _is_ours(address: str) -> bool:
    """Whether it is on the tests' server, not on one that a test brought along."""
    return ADDRESS in os.environ and address.partition("?")[2] == os.environ[ADDRESS].partition("?")[2]


def _made(template: str) -> str:
    """A new database like that one, which nobody may have open; its address."""
    address, name = os.environ[ADDRESS], f"office_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
    place, mark, options = address.partition("?")
    return f"{place.rpartition('/')[0]}/{name}{mark}{options}"


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]
