"""`embargo adopt`: a ledger that was restored or carried here is taken over, after showing what is due."""

from __future__ import annotations

import typer

from bot.cli.counts import counted
from bot.cli.startup import By, Yes, at_terminal, confirm, require_ledger, who
from bot.cli.times import away
from bot.core.errors import EmbargoError
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting
from bot.newsroom.record.adopting import Waiting
from bot.store.embargoes import utc_text
from config.newsroom import open_newsroom


class SayYes(EmbargoError):
    """Nothing was taken over. Make sure that no other installation runs on this ledger or a copy of it, then `embargo adopt --yes`."""


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo adopt --by 'Ann Reader'")(adopt)


def adopt(by: By = None, yes: Yes = False) -> None:
    """Show what is due in a ledger that came from another installation, and lift and send it from here from now on."""
    require_ledger()
    newsroom = open_newsroom()
    if not adopting.foreign(newsroom):
        raise adopting.OursAlready()
    for one in adopting.due(newsroom):
        typer.echo(f"{one.slug}  {one.stage}  {_told(newsroom, one)}")
    typer.echo(
        "What has left since this copy was made leaves again. `embargo cancel SLUG` or `embargo stop SLUG` first."
    )
    if not yes and not at_terminal():
        raise SayYes()
    confirm("Does nothing else run on this ledger or a copy of it, and may all of this go from here?", yes)
    adopting.adopt(newsroom, who(by))
    typer.echo("Taken over. The engine lifts and sends from it within seconds, or when it is started.")


def _told(newsroom: Newsroom, one: Waiting) -> str:
    deliveries = counted(one.deliveries, "delivery", "deliveries")
    if one.stage == "lifted":
        return f"{deliveries} open: sent at once"
    if one.instant is None:
        return f"{deliveries}, on somebody's word"
    due = f"{utc_text(one.instant)} ({away(one.instant, newsroom.now())})"
    if not one.passed:
        return f"{deliveries}, due {due}"
    late = newsroom.config.clock
    return f"{deliveries}, was due {due}: goes at once, or after {late.late_after} as `late` says"
