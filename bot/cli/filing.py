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
from bot.cli.manuscripts import Beside, all_enclosures, open_file, say_text
from bot.cli.outgoing import say_expected
from bot.cli.startup import By, open_newsroom, who
from bot.cli.translations import (
    TranslationForSeveral,
    Translations,
    doubts_of,
    open_translations,
    say_translations,
    whole,
)
from bot.core.configuration import Late
from bot.core.embargo import Embargo
from bot.core.errors import EmbargoError, UnknownList
from bot.core.release import Manuscript, Release
from bot.newsroom.approval import preflight
from bot.newsroom.copy import filing
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import embargo_of, words_of


class SlugForSeveral(EmbargoError):
    """--slug names one release; queue the files one by one."""


class FileForSeveral(EmbargoError):
    """--file belongs to one release; queue them one by one."""


class SendAskOrDrop(EmbargoError):
    """Say `--late send`, `--late ask` or `--late drop`, not "{answer}"."""


OnMyWord = Annotated[bool, typer.Option("--on-my-word", help="It goes when `embargo lift SLUG` says so.")]
Channels = Annotated[list[str] | None, typer.Option("--channel", help="Repeat for several; all when left out.")]
Slug = Annotated[str | None, typer.Option("--slug", help="A name for it; a date and a random part when left out.")]
IfLate = Annotated[
    str | None,
    typer.Option("--late", help="send, ask or drop, should it lift too late; the office's rule when left out."),
]


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
    on_my_word: OnMyWord = False,
    channel: Channels = None,
    slug: Slug = None,
    late: IfLate = None,
    notice: Annotated[str | None, typer.Option("--notice", help='Such as "Check against delivery"')] = None,
    translation: Translations = None,
    beside: Beside = None,
    silence: Silence = None,
    by: By = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the slug alone.")] = False,
) -> None:
    """Read a release, say what was understood and what is in doubt, and hold it for approval."""
    if len(files) > 1:
        _refuse_for_several(slug, translation, beside)
    if late not in (None, "send", "ask", "drop"):
        raise SendAskOrDrop(answer=late)
    newsroom = open_newsroom()
    name, asked = who(by), embargo_asked(newsroom, until, in_, now, on_my_word)
    read_all = [(file, open_file(newsroom.config.office, file, beside=beside or ())) for file in files]
    agreed = [(file, made, settled(newsroom, file, made.embargo, asked)) for file, made in read_all]
    for file, made, embargo in agreed:
        others = open_translations(newsroom.config.office, translation or [], embargo)
        made = whole(replace(made, release=_as_asked(made.release, notice, silence)), others)
        rule, lies_beside = cast(Late | None, late), all_enclosures([made, *others])
        release = filing.queue(newsroom, made.release, embargo, channel or [], name, slug, rule, lies_beside)
        if quiet:
            typer.echo(release.slug)
        else:
            _say_queued(newsroom, file, made, others, embargo, release.slug, release.channels)


def edit(
    slug: str,
    file: Path,
    keep: Annotated[
        bool, typer.Option("--keep", help="The approved text stays due until the new one is approved.")
    ] = False,
    stop: Annotated[bool, typer.Option("--stop", help="The approved text may not go any more.")] = False,
    translation: Translations = None,
    beside: Beside = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="LANGUAGE", help="Leave this translation out: fr")
    ] = None,
    silence: Silence = None,
    by: By = None,
) -> None:
    """File a new version beside the approved one, and say what changed."""
    if keep and stop:
        raise KeepOrStop()
    newsroom = open_newsroom()
    made = open_file(newsroom.config.office, file, beside=beside or ())
    release = filing.get(slug)
    embargo = embargo_of(release, words_of(newsroom.keyring, release))
    agree(file, made.embargo, embargo)
    others = open_translations(newsroom.config.office, translation or [], embargo)
    text, added = _as_asked(made.release, None, silence), [one.release for one in others]
    kept, lies_beside = True if keep else False if stop else None, all_enclosures([made, *others])
    edited = filing.edit(newsroom, slug, text, who(by), kept, added, without or [], lies_beside)
    typer.echo(f"{slug}: version {edited.number} filed; changed: {', '.join(edited.changes)}.")
    day = preflight.lift_date(release.instant, newsroom.config.office)
    doubted = (*made.findings, *doubts_of(others))
    say_report(preflight.of_text(edited.text, doubted, day, newsroom.config.office))
    if edited.kept:
        typer.echo(f"The approved text stays due. `embargo approve {slug}` puts this one in its place.")
    else:
        typer.echo(f"It goes nowhere until it is approved: `embargo approve {slug}`.")


def _refuse_for_several(slug: str | None, translations: list[Path] | None, beside: list[Path] | None) -> None:
    """What belongs to one release can't be said of several."""
    if slug is not None:
        raise SlugForSeveral()
    if translations:
        raise TranslationForSeveral()
    if beside:
        raise FileForSeveral()


class KeepOrStop(EmbargoError):
    """Give --keep or --stop, not both: the approved text stays due, or it does not."""


def _as_asked(text: Release, notice: str | None, silence: list[str] | None) -> Release:
    """The text with the options that belong to it."""
    noticed = text if notice is None else filing.with_notice(text, notice)
    return preflight.silencing(noticed, silence or [])


def _say_queued(
    newsroom: Newsroom,
    file: Path,
    made: Manuscript,
    others: list[Manuscript],
    embargo: Embargo,
    slug: str,
    channels: list[str],
) -> None:
    typer.echo(f"{slug}  ({file})")
    say_text(made)
    say_translations(others)
    zones = audience.zones([name for name in (newsroom.config.channel(channel).list for channel in channels) if name])
    for number, line in enumerate(times.told(embargo, newsroom.config.office.zone, zones)):
        typer.echo(f"  {'Embargo' if number == 0 else '':<12}{line}")
    for name in channels:
        config = newsroom.config.channel(name)
        typer.echo(f"  {'Channel':<12}{name} ({config.kind}){_recipients(config.list)}")
    say_expected(newsroom, made.release, channels)
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
