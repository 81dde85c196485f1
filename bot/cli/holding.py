"""`embargo pause`, `resume`, `move`, `cancel`, `stop`, `lift`, `settle`: decisions about what waits or is in doubt."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import times
from bot.cli.counts import counted
from bot.cli.embargoes import In, Now, Until, embargo_asked
from bot.cli.startup import By, Yes, confirm, open_newsroom, who
from bot.core.errors import EmbargoError
from bot.newsroom.afterwards import standing
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding, minding
from bot.newsroom.outcomes import settling
from bot.store.embargoes import utc_text


class WhereTo(EmbargoError):
    """Say when it may be known now: --until "2026-03-05 00:01 Europe/London", --in 2h or --now."""


class WhatToResume(EmbargoError):
    """Name the release to resume, or give --clock alone to say that the machine's clock is right."""


class SentOrResend(EmbargoError):
    """Say `sent` (it arrived) or `resend` (send it again), not "{answer}"."""


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo pause 2026-03-05-a1b2c3 --because 'figures under review'")(pause)
    app.command(epilog="Example: embargo resume 2026-03-05-a1b2c3   (or --clock: it is right)")(resume)
    app.command(epilog="Example: embargo move 2026-03-05-a1b2c3 --until '2026-03-06 00:01 Europe/London'")(move)
    app.command(epilog="Example: embargo cancel 2026-03-05-a1b2c3")(cancel)
    app.command(epilog="Example: embargo stop 2026-03-05-a1b2c3   (or without a slug: everything)")(stop)
    app.command(epilog="Example: embargo lift 2026-03-05-a1b2c3   (the speaker has begun)")(lift)
    app.command(epilog="Example: embargo settle 0f8e2c1a-... sent")(settle)


def pause(
    slug: str,
    because: Annotated[str, typer.Option("--because", help="The reason; goes on record.")] = "by hand",
    by: By = None,
) -> None:
    """Hold an approved release until somebody resumes it."""
    holding.pause(open_newsroom(), slug, who(by), because)
    typer.echo(f"{slug} is paused. `embargo resume {slug}` lets it wait again.")


def resume(
    slug: Annotated[str | None, typer.Argument()] = None,
    clock: Annotated[
        bool, typer.Option("--clock", help="The machine's clock is right: all that was paused for it goes on.")
    ] = False,
    by: By = None,
    yes: Yes = False,
) -> None:
    """Let a paused release wait for its embargo again, or say that the machine's clock is right."""
    if clock == (slug is not None):
        raise WhatToResume()
    newsroom = open_newsroom()
    if slug is None:
        confirm(f"Is it {utc_text(newsroom.now())}? What was paused for the clock goes on.", yes)
        held = minding.agree(newsroom, who(by))
        typer.echo(f"The clock is believed. {counted(held, 'release', 'releases')} paused for it: the engine lets go.")
        return
    confirm(f"Resume {slug}? If its instant has passed, it leaves at once.", yes)
    passed = holding.resume(newsroom, slug, who(by))
    typer.echo(f"{slug} is approved again{': its instant has passed, it leaves now' if passed else ''}.")


def move(slug: str, until: Until = None, in_: In = None, now: Now = False, by: By = None) -> None:
    """Give a release another embargo: later keeps its approval, earlier voids it."""
    newsroom = open_newsroom()
    embargo = embargo_asked(newsroom, until, in_, now)
    if embargo is None:
        raise WhereTo()
    moved = holding.move(newsroom, slug, embargo, who(by))
    for number, line in enumerate(times.told(embargo, newsroom.config.office.zone)):
        typer.echo(f"{slug + '  until' if number == 0 else ' ' * (len(slug) + 7)} {line}")
    if moved.voided:
        typer.echo(
            f"That is earlier than what {moved.approved_by} approved: {moved.approved_by}, or another approver, must approve it again."
        )


def cancel(
    slug: str,
    sent_by_hand: Annotated[
        bool, typer.Option("--sent-by-hand", help="Somebody has sent it already; goes on record.")
    ] = False,
    by: By = None,
    yes: Yes = False,
) -> None:
    """End a release before its lift; after it, take back what awaits an approval."""
    newsroom = open_newsroom()
    confirm(f"Cancel {slug}?", yes)
    name = who(by)
    if filing.get(slug).follow_up_id is not None:
        dropped = standing.drop(newsroom, slug, name)
        typer.echo(f"{slug}: the {dropped} that awaited an approval is taken back; what went out stays as it is.")
        return
    holding.cancel(newsroom, slug, name, sent_by_hand)
    record = f" On record: sent by hand, says {name}." if sent_by_hand else ""
    typer.echo(f"{slug} is cancelled: nothing of it left from here, and nothing will.{record}")


def stop(slug: Annotated[str | None, typer.Argument()] = None, by: By = None, yes: Yes = False) -> None:
    """Hold back at once what has not left yet, of one release or of all."""
    newsroom = open_newsroom()
    confirm(f"Stop {slug or 'everything that waits or is being sent'}?", yes)
    stopped = holding.stop(newsroom, slug, who(by))
    typer.echo(f"Stopped {', '.join(stopped.releases)}: {stopped.cancelled} deliveries held back.")
    if stopped.begun:
        typer.echo(f"{stopped.begun} had begun or are in doubt; `embargo status` names them.")


def lift(slug: str, by: By = None, yes: Yes = False) -> None:
    """Give the word: a release queued with --on-my-word goes now."""
    newsroom = open_newsroom()
    confirm(f"Let {slug} go now?", yes)
    at = holding.give_word(newsroom, slug, who(by))
    typer.echo(f"{slug} goes at {utc_text(at)}.")


def settle(
    delivery: str, answer: Annotated[str, typer.Argument(metavar="sent|resend")], by: By = None, yes: Yes = False
) -> None:
    """Decide about a delivery that is unconfirmed: it arrived, or it is sent again."""
    if answer not in ("sent", "resend"):
        raise SentOrResend(answer=answer)
    newsroom = open_newsroom()
    if answer == "resend":
        confirm("Send it again? Whoever got it already gets it twice.", yes)
    settling.decide(newsroom, delivery, answer, who(by))
    typer.echo(f"{delivery}: {'settled as sent' if answer == 'sent' else 'due again'}.")
