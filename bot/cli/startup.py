"""What most verbs do first: the ledger is there and current, the newsroom open, the person named."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import structlog
import typer
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from bot.core.errors import EmbargoError
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting, anchoring
from bot.store import migrations
from config.newsroom import open_newsroom as put_together

By = Annotated[str | None, typer.Option("--by", help="Who does this; a claim, and recorded as one.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


_opened: list[Newsroom] = []


class NoLedger(EmbargoError):
    """There is no ledger in {home}. `embargo init` makes one; EMBARGO_HOME says where it is."""


class LedgerBehind(EmbargoError):
    """The ledger in {home} is from an older version of this program. Run `embargo migrate`."""


class BadName(EmbargoError):
    """--by needs a name of at most 120 characters on one line."""


class NotConfirmed(EmbargoError):
    """Nothing was done."""


def open_newsroom() -> Newsroom:
    """The newsroom over an existing, current ledger. Raises NoLedger, LedgerBehind, or why it can't be put together.

    Of a ledger that belongs to another installation it says so: a verb may act on it, and nothing comes of that here.
    """
    require_ledger()
    newsroom = put_together()
    _opened.append(newsroom)
    if adopting.foreign(newsroom):
        typer.echo(str(adopting.ForeignLedger()), err=True)
    return newsroom


def close() -> None:
    """As a command ends: what it put on record is anchored. What can't be now, the engine anchors, and says so."""
    for newsroom in _opened:
        try:
            anchoring.anchor(newsroom)
        except DatabaseError as error:
            structlog.get_logger(__name__).warning("not anchored", problem=type(error).__name__)


def require_ledger() -> None:
    """Raises NoLedger or LedgerBehind."""
    if connection.vendor == "sqlite" and not Path(settings.LEDGER).exists():
        raise NoLedger(home=settings.HOME)
    # The names alone: Django's own executor reads every model's history, which is half of a short command's time.
    done = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store"}
    if not {module.name for module in iter_modules(migrations.__path__)} <= done:
        raise LedgerBehind(home=ledger_place())


def ledger_place() -> str:
    """Where the ledger is, for a person: no password."""
    if connection.vendor == "sqlite":
        return str(settings.HOME)
    database = connection.settings_dict
    return f"the database {database['NAME']} on {database['HOST'] or 'this machine'}"


def who(by: str | None) -> str:
    """The name given, else the one the machine knows. On the command line it is a claim, and the journal says so."""
    if by is None:
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "unknown"
    name = " ".join(by.split())
    if not name or len(name) > 120 or not by.isprintable():
        raise BadName()
    return name


def at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirm(question: str, yes: bool) -> None:
    """Ask only at a terminal and without --yes. Raises NotConfirmed when the answer is no."""
    if not yes and at_terminal() and not typer.confirm(question):
        raise NotConfirmed()
