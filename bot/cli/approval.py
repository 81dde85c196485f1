"""`embargo approve`: shows what one word signs off, then signs it."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import times
from bot.cli.counts import people
from bot.cli.findings import say_report
from bot.cli.outgoing import say_planned
from bot.cli.standing import NAMES, say_note
from bot.cli.startup import By, Yes, confirm, open_newsroom, who
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.approval import approving, preflight
from bot.newsroom.approval.joined import since_approval
from bot.newsroom.approval.usual import usual_of
from bot.newsroom.copy.languages import page_of
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Plan
from bot.store.embargoes import embargo_of


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo approve 2026-03-05-a1b2c3 --by 'Ben Editor'")(approve)


def approve(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG ...")],
    by: By = None,
    alone: Annotated[
        str | None, typer.Option("--alone", help="Why nobody else can approve it; goes on record.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Sign off version, channels, audience and embargo together."""
    newsroom = open_newsroom()
    name = who(by)
    for slug in slugs:
        plan = approving.plan(newsroom, slug)
        _show(newsroom, plan)
        confirm(_question(plan), yes)
        approval = approving.approve(newsroom, plan, name, alone)
        typer.echo(f"Approved by {name} (name not verified): {approval.digest}")
        instant = plan.release.instant
        if isinstance(plan, FollowUp):
            typer.echo(
                "It goes now, as soon as the engine runs." if plan.deliveries else "The page says so from now on."
            )
        elif instant is not None and instant <= newsroom.now():
            typer.echo("Its instant has passed: it leaves now, as soon as the engine runs.")


def _show(newsroom: Newsroom, plan: Plan) -> None:
    typer.echo(f"{plan.release.slug}, version {plan.version.number}: {plan.text.headline}")
    if isinstance(plan, FollowUp):
        typer.echo(f"  {'After':<12}the lift: {NAMES[plan.standing]}")
        say_note(plan.standing, plan.note)
    when = "Lifted" if isinstance(plan, FollowUp) else "Embargo"
    for number, line in enumerate(times.told(embargo_of(plan.release), newsroom.config.office.zone)):
        typer.echo(f"  {when if number == 0 else '':<12}{line}")
    if plan.release.late:
        typer.echo(f"  {'If late':<12}{plan.release.late}")
    for text in plan.text.translations:
        typer.echo(f"  {text.language:<12}{text.headline}")
    several, compared = bool(plan.text.translations), usual_of(plan)
    for part in plan.parts:
        if part.channel:
            audience = f": {people(part.recipients)} on {part.list}" if part.list else ""
            if one := compared.pop(part.channel, None):
                audience += f" ({one.told}, now {sum(one.recipients for one in plan.mailings[part.channel]):,})"
            language = f", {part.language or plan.text.language}" if several else ""
            typer.echo(f"  {'Channel':<12}{part.channel} ({part.kind}{language}){audience}")
    for channel, since in since_approval(newsroom, plan.release).items():
        typer.echo(f"  {'Since then':<12}{channel}: {since.told}")
    for part in plan.parts:
        if not part.channel:
            typer.echo(f"  {'Page':<12}{page_of(plan.page_url, part.language)}")
    say_planned(plan)
    say_report(preflight.of_plan(newsroom, plan))


def _question(plan: Plan) -> str:
    lists = [f"{people(sum(part.recipients for part in parts))} on {parts[0].list}" for parts in plan.mailings.values()]
    others = list(dict.fromkeys(part.channel for part in plan.parts if part.channel and not part.list))
    if not lists + others:
        return "Change the page?"
    return f"Send to {' and '.join(lists + others)}?"
