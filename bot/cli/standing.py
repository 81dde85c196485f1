"""`embargo correct`, `update`, `fix`, `withdraw`, `wrong-list`, `resend`: what can still be done after the lift."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.counts import counted
from bot.cli.counts import people as reached
from bot.cli.findings import say_report
from bot.cli.manuscripts import Beside, all_enclosures, open_file
from bot.cli.startup import By, Yes, confirm, open_newsroom, who
from bot.cli.translations import Translations, doubts_of, open_translations
from bot.core.standing import Note, Standing
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.standing import Draft, Filed
from bot.newsroom.approval import preflight
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import resending
from bot.store.embargoes import embargo_of, words_of

Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="LANGUAGE", help="Leave this translation out: fr")
]
NAMES = {
    Standing.CORRECTION: "the correction",
    Standing.UPDATE: "the update",
    Standing.FIX: "the minor fix",
    Standing.WITHDRAWAL: "the withdrawal",
    Standing.RECALL: "the recall",
}


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(
        epilog="Example: embargo correct 2026-03-05-a1b2c3 release.md --was '40 cranes.' --now-reads '14 cranes.'"
    )(correct)
    app.command(epilog="Example: embargo update 2026-03-05-a1b2c3 release.md --note 'The minister has answered.'")(
        update
    )
    app.command(epilog="Example: embargo fix 2026-03-05-a1b2c3 release.md")(fix)
    app.command(epilog="Example: embargo withdraw 2026-03-05-a1b2c3 --because 'The figures were not ours to give.'")(
        withdraw
    )
    app.command("wrong-list", epilog="Example: embargo wrong-list 2026-03-05-a1b2c3 --channel donors")(wrong_list)
    app.command(epilog="Example: embargo resend 2026-03-05-a1b2c3   (or one channel: --channel press)")(resend)


def correct(
    slug: str,
    file: Path,
    was: Annotated[str, typer.Option("--was", help="What was said; found by comparing where one thing differs.")] = "",
    now_reads: Annotated[str, typer.Option("--now-reads", help="What it should say.")] = "",
    translation: Translations = None,
    without: Without = None,
    beside: Beside = None,
    by: By = None,
) -> None:
    """Something in a lifted release was wrong: file the right text, for all who got the wrong one."""
    newsroom = open_newsroom()
    draft = _draft(newsroom, slug, file, translation, without, beside)
    _say_filed(newsroom, slug, standing.correct(newsroom, slug, draft, who(by), was, now_reads))


def update(
    slug: str,
    file: Path,
    note: Annotated[str, typer.Option("--note", help="What is new, in a sentence.")] = "",
    translation: Translations = None,
    without: Without = None,
    beside: Beside = None,
    by: By = None,
) -> None:
    """Something is new: file a text that adds to a lifted release, for all who got it."""
    newsroom = open_newsroom()
    draft = _draft(newsroom, slug, file, translation, without, beside)
    _say_filed(newsroom, slug, standing.update(newsroom, slug, draft, who(by), note))


def fix(
    slug: str,
    file: Path,
    translation: Translations = None,
    without: Without = None,
    beside: Beside = None,
    by: By = None,
) -> None:
    """A minor fix of a lifted release: the page alone changes, and nobody is written to."""
    newsroom = open_newsroom()
    draft = _draft(newsroom, slug, file, translation, without, beside)
    _say_filed(newsroom, slug, standing.fix(newsroom, slug, draft, who(by)))


def withdraw(
    slug: str,
    because: Annotated[str, typer.Option("--because", help="Why, in a sentence that readers will read.")] = "",
    delete_posts: Annotated[
        bool, typer.Option("--delete-posts", help="Delete the posts, rather than answer them.")
    ] = False,
    by: By = None,
    yes: Yes = False,
) -> None:
    """A lifted release holds no longer: stop what has not left, and tell all who got it. It takes two people."""
    newsroom = open_newsroom()
    confirm(f"Stop what has not left of {slug}, and ask for it to be withdrawn?", yes)
    _say_filed(newsroom, slug, standing.withdraw(newsroom, slug, who(by), because, delete_posts))


def wrong_list(
    slug: str,
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", help="The mailing that went to the wrong people; all when left out."),
    ] = None,
    because: Annotated[str, typer.Option("--because", help="A sentence to add, if there is one.")] = "",
    by: By = None,
    yes: Yes = False,
) -> None:
    """A mail went to the wrong list: stop what has not left, and ask those who got it to disregard it. It takes two people."""
    newsroom = open_newsroom()
    confirm(f"Stop what has not left of {slug}?", yes)
    _say_filed(newsroom, slug, standing.recall(newsroom, slug, who(by), because, channel or []))


def resend(
    slug: str,
    channel: Annotated[str | None, typer.Option("--channel", help="One channel; all when left out.")] = None,
    by: By = None,
    yes: Yes = False,
) -> None:
    """Send again to those whom it did not reach, and never to those who have it."""
    newsroom = open_newsroom()
    confirm(f"Send what failed of {slug} again?", yes)
    again = resending.resend(newsroom, slug, who(by), channel)
    typer.echo(
        f"{slug}: {counted(again.deliveries, 'delivery is', 'deliveries are')} due again,"
        f" and {reached(again.people)} whom others had missed."
    )
    if again.doubtful:
        typer.echo(
            f"{counted(again.doubtful, 'is', 'are')} in doubt and left alone: `embargo settle DELIVERY sent|resend`."
        )


def say_note(found: Standing, note: Note) -> None:
    """What readers will read above the text, or in its place."""
    for change in note.changes:
        typer.echo(f"  {'It said':<12}{change.was}")
        typer.echo(f"  {'It now says':<12}{change.now_reads}")
    if note.because:
        typer.echo(f"  {'Because' if found == Standing.WITHDRAWAL else 'It adds':<12}{note.because}")
    if note.remove:
        typer.echo(f"  {'Posts':<12}are deleted")


def _draft(
    newsroom: Newsroom,
    slug: str,
    file: Path,
    translation: list[Path] | None,
    without: list[str] | None,
    beside: list[Path] | None,
) -> Draft:
    """The file read as `edit` reads it; what is in doubt about it is said. Its own embargo is over."""
    made = open_file(newsroom.config.office, file, beside=beside or ())
    release = filing.get(slug)
    others = open_translations(
        newsroom.config.office, translation or [], embargo_of(release, words_of(newsroom.keyring, release))
    )
    day = preflight.lift_date(release.instant, newsroom.config.office)
    doubted = (*made.findings, *doubts_of(others))
    say_report(preflight.of_text(made.release, doubted, day, newsroom.config.office))
    return Draft(made.release, [one.release for one in others], without or [], all_enclosures([made, *others]))


def _say_filed(newsroom: Newsroom, slug: str, filed: Filed) -> None:
    name = NAMES[filed.standing]
    changed = (
        f"; changed: {', '.join(filed.changes)}" if filed.changes and filed.standing != Standing.WITHDRAWAL else ""
    )
    typer.echo(f"{slug}: {name} is filed as version {filed.number}{changed}.")
    say_note(filed.standing, filed.note)
    if filed.instead_of:
        typer.echo(f"It takes the place of {NAMES[Standing(filed.instead_of)]} that awaited an approval.")
    if filed.stopped and filed.stopped.releases:
        held = counted(filed.stopped.cancelled, "delivery was", "deliveries were")
        typer.echo(f"{held} held back; {filed.stopped.begun} had begun or are in doubt.")
    someone = "a second person" if filed.standing in (Standing.WITHDRAWAL, Standing.RECALL) else "somebody"
    typer.echo(f"Nobody is told until {someone} approves it: `embargo approve {slug}`, after `embargo preview {slug}`.")
