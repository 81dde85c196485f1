"""`embargo audience`: media lists in and out, and one person everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.cli.counts import counted
from bot.cli.manuscripts import NoSuchFile
from bot.cli.startup import By, Yes, at_terminal, confirm, open_newsroom, require_ledger, who
from bot.core.audience import Because
from bot.newsroom.media_list import audience, erasing, importing, suppressing
from bot.newsroom.media_list.reader_tables import BadRow

app = typer.Typer(help="Media lists: who gets the mail.", no_args_is_help=True, rich_markup_mode=None)
SHOWN = 20
Email = Annotated[str, typer.Argument(metavar="EMAIL")]
_LEFT = {
    Because.READER: "by themselves",
    Because.BOUNCE: "bounced",
    Because.COMPLAINT: "complained",
    Because.OFFICE: "taken off",
    Because.ERASED: "erased",
    "": "before the reason was noted",
}


def register(verbs: typer.Typer) -> None:
    """Add these verbs to the command."""
    verbs.add_typer(app, name="audience")


@app.command("import", epilog="Example: embargo audience import press journalists.csv")
def import_(
    name: Annotated[str, typer.Argument(metavar="LIST")],
    file: Path,
    by: By = None,
) -> None:
    """Add readers from a CSV file: email,name,outlet,beat,language,zone. A bad row spoils no other."""
    if not file.is_file():
        raise NoSuchFile(file=file, problem="there is no such file")
    newsroom = open_newsroom()
    with _bar(f"Importing into {name}") as watch:
        result = importing.import_file(newsroom, name, lambda: file.open("rb"), who(by), watch)
    if result.read_as:
        typer.echo(f"{file.name}: {result.read_as}.")
    typer.echo(f"{name}: {result.added:,} added, {result.changed:,} changed, {result.same:,} as before.")
    if result.left_before:
        typer.echo(f"{result.left_before:,} left the list before and stay off it.")
    _say_rows(result.suppressed, "stays off", "stay off")
    _say_rows(result.bad, "left out", "left out")


def _say_rows(rows: Sequence[BadRow], what: str, whole: str) -> None:
    for row in rows[:SHOWN]:
        typer.echo(f"  line {row.line}: {what}, {row.reason}")
    if len(rows) > SHOWN:
        typer.echo(f"  and {len(rows) - SHOWN:,} more lines {whole}")


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar, for a person who looks on; nothing in a script."""
    if not at_terminal():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda gone, whole: progress.update(task, completed=gone, total=whole)


@app.command(epilog="Example: embargo audience show press")
def show(name: Annotated[str, typer.Argument(metavar="LIST")]) -> None:
    """How many are on a list, and the first of them."""
    require_ledger()
    found, lines = audience.show(name), list(islice(audience.export(name), SHOWN + 1))
    paused = f", {found.paused:,} of them taking a rest" if found.paused else ""
    reasons = ", ".join(f"{number:,} {_LEFT.get(because, because)}" for because, number in found.reasons.items())
    left = f"; {found.left:,} left it ({reasons})" if found.left else ""
    typer.echo(f"{found.name}: {counted(found.readers, 'reader', 'readers')}{paused}{left}.")
    for line in lines[1:]:
        typer.echo(f"  {line.rstrip()}")
    if found.readers > SHOWN:
        typer.echo(f"  and {found.readers - SHOWN:,} more: `embargo audience export {name}` has them all")


@app.command(epilog="Example: embargo audience export press > press.csv")
def export(name: Annotated[str, typer.Argument(metavar="LIST")]) -> None:
    """The list as CSV, without those who left."""
    require_ledger()
    for line in audience.export(name):
        typer.echo(line, nl=False)


@app.command(epilog="Example: embargo audience person ann@example.org > ann.json")
def person(email: Email) -> None:
    """All that is kept of one person, as JSON: lists, mailings, what became of them."""
    typer.echo(json.dumps(erasing.history(open_newsroom(), email), ensure_ascii=False, indent=1))


@app.command(epilog="Example: embargo audience remove ann@example.org --list press")
def remove(
    email: Email,
    name: Annotated[str | None, typer.Option("--list", help="From this list alone; else from all.")] = None,
    by: By = None,
) -> None:
    """Take somebody off the lists who asked for it, by phone or by mail."""
    lists = suppressing.remove(open_newsroom(), email, who(by), name)
    typer.echo(f"Taken off {counted(len(lists), 'list', 'lists')}: {', '.join(lists)}.")


@app.command(epilog="Example: embargo audience restore ann@example.org --because 'their server was down that week'")
def restore(
    email: Email,
    because: Annotated[str, typer.Option("--because", help="Why mail may go there again; goes on record.")],
    by: By = None,
) -> None:
    """Let mail go again to an address that bounced, complained or was erased."""
    lists = suppressing.restore(open_newsroom(), email, who(by), because)
    typer.echo(f"Nothing keeps it off any more; it is back on {counted(lists, 'list', 'lists')}.")


@app.command(epilog="Example: embargo audience erase ann@example.org")
def erase(email: Email, by: By = None, yes: Yes = False) -> None:
    """Erase what is kept of one person, everywhere. It can't be undone."""
    newsroom = open_newsroom()
    confirm(f"Erase everything that is kept of {email}?", yes)
    done = erasing.erase(newsroom, email, who(by))
    lists, mailings = counted(done.lists, "list", "lists"), counted(done.mailings, "mailing", "mailings")
    typer.echo(f"Erased from {lists} and {mailings}, with {counted(done.events, 'telling', 'tellings')} of providers.")
    typer.echo("A mark of the address stays, from which nobody can read it, so that no import brings it back.")
    typer.echo("Backups and files that were exported before still have it.")
