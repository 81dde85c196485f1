"""`embargo queue` and `edit`: from a file to a release that is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

import typer

from bot.cli import times
from bot.cli.counts import people
from bot.cli.embargoes import In, Now, Until, agree, embargo_asked, settled
from bot.cli.findings import Silence, say_report
from bot.cli.manuscripts import open_file, say_text
from bot.cli.startup import By, open_newsroom, who
from bot.core.configuration import Late
from bot.core.embargo import Embargo
from bot.core.errors import EmbargoError, UnknownList
from bot.core.release import Manuscript, Release
from bot.newsroom import audience, filing, preflight
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import embargo_of, words_of


class SlugForSeveral(EmbargoError):
    """--slug names one release; queue the files one by one."""


class SendAskOrDrop(EmbargoError):
    """Say `--late send`, `--late ask` or `--late drop`, not "{answer}"."""


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo queue release.md --until '2026-03-05 00:01 Europe/London' --by 'Ann Reader'")(
        queue
    )
    app.command(epilog="Example: embargo edit 2026-03-05-a1b2c3 release.md --keep")(edit)


def queue(
    files: Annotated[list[Path], typer.Argument(help="Plain text, Markdown, HTML, .docx or .eml.")],
    until: Until = None,
    in_: In = None,
    now: Now = False,
    on_my_word_: Annotated[
        bool, typer.Option("--on-my-word", help="It goes when `embargo lift SLUG` says so.")
    ] = False,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="Repeat for several; all when left out.")
    ] = None,
    slug: Annotated[
        str | None, typer.Option("--slug", help="A name for it; a date and a random part when left out.")
    ] = None,
    late: Annotated[
        str | None,
        typer.Option("--late", help="send, ask or drop, should it lift too late; the office's rule when left out."),
    ] = None,
    notice: Annotated[str | None, typer.Option("--notice", help='Such as "Check against delivery"')] = None,
    silence: Silence = None,
    by: By = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the slug alone.")] = False,
) -> None:
    """Read a release, say what was understood and what is in doubt, and hold it for approval."""
    if slug is not None and len(files) > 1:
        raise SlugForSeveral()
    if late not in (None, "send", "ask", "drop"):
        raise SendAskOrDrop(answer=late)
    newsroom = open_newsroom()
    name, asked = who(by), embargo_asked(newsroom, until, in_, now, on_my_word_)
    read_all = [(file, open_file(newsroom.config.office.zone, file)) for file in files]
    agreed = [(file, made, settled(newsroom, file, made.embargo, asked)) for file, made in read_all]
    for file, made, embargo in agreed:
        made = replace(made, release=_as_asked(made.release, notice, silence))
        release = filing.queue(newsroom, made.release, embargo, channel or [], name, slug, cast(Late | None, late))
        if quiet:
            typer.echo(release.slug)
        else:
            _say_queued(newsroom, file, made, embargo, release.slug, release.channels)


def edit(
    slug: str,
    file: Path,
    keep: Annotated[
        bool, typer.Option("--keep", help="The approved text stays due until the new one is approved.")
    ] = False,
    stop: Annotated[bool, typer.Option("--stop", help="The approved text may not go any more.")] = False,
    silence: Silence = None,
    by: By = None,
) -> None:
    """File a new version beside the approved one, and say what changed."""
    if keep and stop:
        raise KeepOrStop()
    newsroom = open_newsroom()
    made = open_file(newsroom.config.office.zone, file)
    release = filing.get(slug)
    agree(file, made.embargo, embargo_of(release, words_of(newsroom.keyring, release)))
    text = _as_asked(made.release, None, silence)
    edited = filing.edit(newsroom, slug, text, who(by), True if keep else False if stop else None)
    typer.echo(f"{slug}: version {edited.number} filed; changed: {', '.join(edited.changes)}.")
    day = preflight.lift_date(release.instant, newsroom.config.office)
    say_report(preflight.of_text(text, made.findings, day, newsroom.config.office))
    if edited.kept:
        typer.echo(f"The approved text stays due. `embargo approve {slug}` puts this one in its place.")
    else:
        typer.echo(f"It goes nowhere until it is approved: `embargo approve {slug}`.")


class KeepOrStop(EmbargoError):
    """Give --keep or --stop, not both: the approved text stays due, or it does not."""


def _as_asked(text: Release, notice: str | None, silence: list[str] | None) -> Release:
    """The text with the options that belong to it."""
    noticed = text if notice is None else filing.with_notice(text, notice)
    return preflight.silencing(noticed, silence or [])


def _say_queued(
    newsroom: Newsroom, file: Path, made: Manuscript, embargo: Embargo, slug: str, channels: list[str]
) -> None:
    typer.echo(f"{slug}  ({file})")
    say_text(made)
    zones = audience.zones([name for name in (newsroom.config.channel(channel).list for channel in channels) if name])
    for number, line in enumerate(times.told(embargo, newsroom.config.office.zone, zones)):
        typer.echo(f"  {'Embargo' if number == 0 else '':<12}{line}")
    for name in channels:
        config = newsroom.config.channel(name)
        typer.echo(f"  {'Channel':<12}{name} ({config.kind}){_recipients(config.list)}")
    day = preflight.lift_date(embargo.instant, newsroom.config.office)
    say_report(preflight.of_text(made.release, made.findings, day, newsroom.config.office))
    typer.echo(f"Held. It goes nowhere until it is approved: `embargo approve {slug}`.")


def _recipients(list_name: str | None) -> str:
    if list_name is None:
        return ""
    try:
        return f": {people(audience.show(list_name).readers)} on {list_name}"
    except UnknownList as error:
        return f": {error}"
