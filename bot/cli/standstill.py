"""`embargo stop-everything` and `go-on`: the desk's large control for whoever has no browser at hand. Nothing is cancelled."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.counts import counted
from bot.cli.startup import By, Yes, confirm, open_newsroom, who
from bot.newsroom.hold import stopping_all


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo stop-everything --because 'a wrong name' --by Ann")(stop_everything)
    app.command(epilog="Example: embargo go-on --by Ben   (and once more by somebody else)")(go_on)


def stop_everything(
    because: Annotated[str, typer.Option("--because", help="The reason; goes on record.")] = "",
    by: By = None,
) -> None:
    """Nothing lifts and nothing more is sent until two people let it go on; unlike `stop`, nothing is cancelled."""
    found = stopping_all.stop_everything(open_newsroom(), who(by), because)
    releases, sendings = (
        counted(found.releases, "approved release", "approved releases"),
        counted(found.deliveries, "delivery", "deliveries"),
    )
    typer.echo(f"Everything is stopped: {releases} and {sendings} stay here. Nothing is cancelled.")
    if found.begun:
        typer.echo(f"{counted(found.begun, 'delivery', 'deliveries')} had begun, and can't be held any more.")
    typer.echo("Two people let it go on: each `embargo go-on --by NAME`, or at the desk.")


def go_on(by: By = None, yes: Yes = False) -> None:
    """One of the two words that it takes to let everything go on; with the second, what is due goes."""
    newsroom = open_newsroom()
    confirm("Let everything go on? What is due goes at once.", yes)
    name = who(by)
    if stopping_all.let_everything_go_on(newsroom, name):
        typer.echo("Everything goes on: what is due goes now, and what is too late is asked about.")
        return
    typer.echo(f"On record for {name}. It goes on as soon as somebody else says so too.")
