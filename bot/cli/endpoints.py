"""`embargo deliveries`, `redeliver`, `enable`: the receivers of webhooks over time."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.counts import counted
from bot.cli.startup import By, Yes, confirm, open_newsroom, who
from bot.newsroom.outcomes import endpoints, redelivering
from bot.store.endpoints import disabled, log

Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many, the newest first.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo deliveries partners --limit 50")(deliveries)
    app.command(epilog="Example: embargo redeliver 0f8e2c1a-...")(redeliver)
    app.command(epilog="Example: embargo enable partners")(enable)


def deliveries(
    channel: str,
    limit: Limit = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: one object a line.")] = False,
) -> None:
    """What was tried with a channel, and what came of it; the newest first."""
    newsroom = open_newsroom()
    newsroom.config.channel(channel)
    lines = log(channel, limit)
    for line in lines:
        if as_json:
            typer.echo(json.dumps(line, ensure_ascii=False))
            continue
        took = "" if line["took_ms"] is None else f"{line['took_ms']} ms"
        outcome, number = line["outcome"] or "under way", f"try {line['attempt']}"
        typer.echo(f"{line['at']}  {line['release']}  {line['delivery']}  {number:<7} {outcome:<12}{took}")
        if line["because"]:
            typer.echo(f"    {line['because']}")
    if not lines and not as_json:
        typer.echo(f"Nothing was sent to {channel} yet.")
    if channel in disabled() and not as_json:
        typer.echo(f"{channel} is disabled: nothing is sent there until `embargo enable {channel}`.")


def redeliver(delivery: str, by: By = None, yes: Yes = False) -> None:
    """Send a webhook once more, now, under the id it always had: its receiver can tell that it is a repeat."""
    newsroom = open_newsroom()
    confirm(f"Send {delivery} once more?", yes)
    redelivering.redeliver(newsroom, delivery, who(by))
    typer.echo(f"{delivery} is due again: it leaves as soon as the engine runs.")


def enable(channel: str, by: By = None) -> None:
    """Let a webhook's receiver have what is due again, after it was disabled for failing."""
    waiting = endpoints.enable(open_newsroom(), channel, who(by))
    typer.echo(f"{channel} is enabled: {counted(waiting, 'delivery leaves', 'deliveries leave')} now.")
