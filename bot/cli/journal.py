"""`embargo journal`: the record, shown and verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.acts import told
from bot.cli.counts import counted
from bot.cli.manuscripts import NoSuchFile
from bot.cli.startup import open_newsroom, require_ledger
from bot.newsroom.record import verifying
from bot.newsroom.record.verifying import Verified
from bot.store.embargoes import utc_text
from bot.store.models import JournalRow

HELP = "The record: who did what, when, and whether it is whole."
app = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)
BROKEN = 1
Slug = Annotated[str | None, typer.Argument(metavar="[SLUG]", help="A release; without one the office's own record.")]


def register(verbs: typer.Typer) -> None:
    """Add these verbs to the command."""
    verbs.add_typer(app, name="journal")


@app.command(epilog="Example: embargo journal show 2026-03-05-a1b2c3")
def show(slug: Slug = None, as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Who did what, and when: of a release, or of what belongs to none."""
    require_ledger()
    for row in verifying.history(slug):
        typer.echo(json.dumps(_document(row), ensure_ascii=False) if as_json else told(row))


@app.command(epilog="Example: embargo journal verify")
def verify(
    slug: Annotated[str | None, typer.Argument(metavar="[SLUG]", help="One release; else all, and the office.")] = None,
    anchors: Annotated[
        Path | None, typer.Option("--anchors", help="A copy of the anchors from another machine or day.")
    ] = None,
) -> None:
    """Find rows that were changed, removed, put elsewhere or cut off. Exit code 1 if there are any."""
    newsroom = open_newsroom()
    if anchors is not None and not anchors.is_file():
        raise NoSuchFile(file=anchors, problem="there is no such file")
    found = verifying.verify(newsroom, slug, anchors)
    for fault in found.faults:
        typer.echo(fault)
    typer.echo(_sum(found))
    if found.faults:
        raise typer.Exit(BROKEN)


def _sum(found: Verified) -> str:
    looked = f"{counted(found.rows, 'row', 'rows')} of {counted(found.releases, 'release', 'releases')} and the office"
    heads = f"{counted(found.anchored, 'head', 'heads')}, kept outside the ledger from {found.since} to {found.until}"
    compared = f", compared with {heads}" if found.anchored else "; nothing is anchored, so a lost end would not show"
    if found.faults:
        return f"The record is not whole: {counted(len(found.faults), 'fault', 'faults')} in {looked}{compared}."
    return f"The record is whole: {looked}{compared}."


def _document(row: JournalRow) -> dict[str, object]:
    said = {"number": row.number, "at": utc_text(row.at), "actor": row.actor, "verified": row.verified}
    return said | {"act": row.act, "facts": row.facts, "mac": row.mac}
