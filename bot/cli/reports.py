"""`embargo status`: what waits, what went, what is not confirmed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bot.cli import times
from bot.cli.counts import counted
from bot.cli.counts import people as reached
from bot.cli.startup import open_newsroom
from bot.newsroom.lift import rates
from bot.newsroom.newsroom import Newsroom
from bot.store import board
from bot.store.embargoes import embargo_of
from bot.store.models import Release

STYLES = {
    "lifted": "green",
    "approved": "cyan",
    "awaiting": "yellow",
    "paused": "bold yellow",
    "cancelled": "dim",
    "withdrawn": "dim",
}


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo status 2026-03-05-a1b2c3 --recipients --json")(status)


def status(
    slug: Annotated[str | None, typer.Argument()] = None,
    recipients: Annotated[bool, typer.Option("--recipients", help="Name every recipient of a mail.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """What waits, what went, what is not confirmed."""
    newsroom = open_newsroom()
    now = newsroom.now()
    document = board.status(newsroom.keyring, now, slug, recipients)
    _say_who_waits(newsroom, document)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for alert in board.alerts(slug):
        console.print(f"[bold red]![/] {escape(alert['text'])}")
    if not document["releases"]:
        console.print("Nothing is queued. `embargo queue FILE --until …` takes a release in.")
    for shown in document["releases"]:
        release = Release.objects.get(slug=shown["slug"])
        lines = times.told(embargo_of(release), newsroom.config.office.zone)
        style = STYLES.get(shown["stage"], "")
        console.print(
            f"[bold]{escape(shown['slug'])}[/]  [{style}]{shown['stage']}[/]  {escape(shown['headline'] or '(sealed with another key)')}"
        )
        left = f", {times.away(release.instant, now)}" if release.instant else ""
        console.print(f"  embargo {escape(lines[0])}{left}")
        if slug and shown["headline"]:
            _say_who_came(console, newsroom, release)
        _say_rest(console, shown, recipients)


def _say_who_waits(newsroom: Newsroom, document: dict[str, Any]) -> None:
    """What is due and does not go because its channel's rate is used up says so."""
    used = {
        name: newsroom.config.channel(name).rate for name, left in rates.still_allowed(newsroom).items() if not left
    }
    for row in (row for release in document["releases"] for row in release["deliveries"]):
        if row["state"] == "due" and row["channel"] in used:
            row["because"] = row["because"] or f"waits for its channel's rate, {used[row['channel']]}"


def _say_who_came(console: Console, newsroom: Newsroom, release: Release) -> None:
    """Who joined each mailing's list since the approval, and who left."""
    from bot.newsroom.approval.joined import (
        since_approval,  # brings all that plans a release: half of a short command's time
    )

    for channel, since in since_approval(newsroom, release).items():
        console.print(f"  [yellow]{escape(channel)}: {since.told}[/]")


def _say_rest(console: Console, shown: dict[str, Any], recipients: bool) -> None:
    if shown["paused_because"]:
        console.print(f"  [yellow]paused: {escape(shown['paused_because'])}[/]")
    if shown["overdue"]:
        console.print("  [bold red]overdue: its instant has passed and it has not left[/]")
    if waits := shown["follow_up"]:
        console.print(
            f"  [yellow]{'an' if waits['standing'] == 'update' else 'a'} {waits['standing']} by {escape(waits['by'])} awaits an approval[/]"
        )
    rounds = dict.fromkeys(row["standing"] for row in sorted(shown["deliveries"], key=lambda row: row["due_at"] or ""))
    for one in rounds:
        _say_round(console, one, [row for row in shown["deliveries"] if row["standing"] == one])
    if recipients:
        for row in shown["deliveries"]:
            for person in row.get("people", ()):
                console.print(f"    {escape(person['email']):<40}{person['state']:<12}{person['at'] or ''}")


def _say_round(console: Console, standing: str | None, deliveries: list[dict[str, Any]]) -> None:
    """The release, or one thing that followed it, channel by channel."""
    if standing:
        console.print(f"  after the lift: {standing}")
    states = Counter((row["channel"], row["state"]) for row in deliveries)
    for (channel, state), count in sorted(states.items()):
        rows = [row for row in deliveries if (row["channel"], row["state"]) == (channel, state)]
        console.print(f"  {escape(channel):<14}{state:<12}{_detail(rows, count)}")
        if state == "due" and rows[0]["because"]:
            console.print(f"    {escape(rows[0]['because'])}")
        for row in rows:
            if row["state"] in ("unconfirmed", "rejected", "retrying"):
                console.print(f"    {row['id']}  {escape(row['because'] or '')}")


def _detail(rows: list[dict[str, Any]], count: int) -> str:
    people = sum(row["recipients"] for row in rows)
    late = [row["lateness_ms"] for row in rows if row["lateness_ms"] is not None]
    requests = counted(count, "request", "requests")
    parts = [f"{reached(people)} in {requests}" if people else counted(count, "delivery", "deliveries")]
    if late:
        parts.append(f"accepted {max(late)} ms after it was due")
    parts += [row["receipt"]["url"] for row in rows if row["receipt"] and row["receipt"]["url"]]
    return escape(", ".join(parts))
