"""`embargo audience`: media lists in and out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.manuscripts import NoSuchFile
from bot.cli.startup import By, open_newsroom, require_ledger, who
from bot.newsroom import audience, importing

app = typer.Typer(help="Media lists: who gets the mail.", no_args_is_help=True, rich_markup_mode=None)
SHOWN = 20


def register(verbs: typer.Typer) -> None:
    """Add these verbs to the command."""
    verbs.add_typer(app, name="audience")


class NotUtf8(NoSuchFile):
    """{file} is not UTF-8 text. Save the table as "CSV UTF-8"."""


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
    try:
        result = importing.import_table(newsroom, name, lambda: _lines(file), who(by))
    except UnicodeDecodeError:
        raise NotUtf8(file=file) from None
    typer.echo(f"{name}: {result.added:,} added, {result.changed:,} changed, {result.same:,} as before.")
    if result.left_before:
        typer.echo(f"{result.left_before:,} left the list before and stay off it.")
    for row in result.bad[:SHOWN]:
        typer.echo(f"  line {row.line}: left out, {row.reason}")
    if len(result.bad) > SHOWN:
        typer.echo(f"  and {len(result.bad) - SHOWN:,} more lines left out")


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8") as opened:
        yield from opened


@app.command(epilog="Example: embargo audience show press")
def show(name: Annotated[str, typer.Argument(metavar="LIST")]) -> None:
    """How many are on a list, and the first of them."""
    require_ledger()
    counted, lines = audience.show(name), list(islice(audience.export(name), SHOWN + 1))
    left = f"; {counted.left:,} left it" if counted.left else ""
    typer.echo(f"{counted.name}: {counted.readers:,} readers{left}.")
    for line in lines[1:]:
        typer.echo(f"  {line.rstrip()}")
    if counted.readers > SHOWN:
        typer.echo(f"  and {counted.readers - SHOWN:,} more: `embargo audience export {name}` has them all")


@app.command(epilog="Example: embargo audience export press > press.csv")
def export(name: Annotated[str, typer.Argument(metavar="LIST")]) -> None:
    """The list as CSV, without those who left."""
    require_ledger()
    for line in audience.export(name):
        typer.echo(line, nl=False)
