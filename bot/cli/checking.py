"""`embargo check` and `preview`: what a file says, and what a release will look like; nothing is stored, nothing sent."""

from __future__ import annotations

import json
import webbrowser
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import times
from bot.cli.findings import Silence, say_report, told
from bot.cli.findings import as_json as as_json_finding
from bot.cli.manuscripts import date_of, open_file, say_line, say_text
from bot.cli.startup import open_newsroom
from bot.cli.translations import TranslationForSeveral, Translations, open_translations, say_translations, whole
from bot.core.configuration import Office
from bot.core.embargo import Embargo, at_instant
from bot.core.errors import EmbargoError
from bot.core.release import Finding, Manuscript
from bot.newsroom.approval import preflight, previewing
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.readers.report import as_check_json
from bot.store.contents import open_version
from bot.store.embargoes import embargo_of
from config.newsroom import configuration

OVERVIEW = "side-by-side.html"


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo check release.txt --json")(check)
    app.command(epilog="Example: embargo preview 2026-03-05-a1b2c3 --open")(preview)


def check(
    files: Annotated[list[Path], typer.Argument(help="A release as you have it.")],
    today: Annotated[
        str | None, typer.Option("--today", help="The date against which 'tomorrow' is read: 2026-03-04")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line per file.")] = False,
    translation: Translations = None,
    silence: Silence = None,
    links: Annotated[
        bool,
        typer.Option("--links", help="Ask every address in it for an answer; whoever runs it can see that you did."),
    ] = False,
) -> None:
    """Read without storing: what was recognised, the embargo as understood, findings."""
    if translation and len(files) > 1:
        raise TranslationForSeveral()
    office = _office()
    for file in files:
        made = open_file(office, file, date_of(today))
        made = replace(made, release=preflight.silencing(made.release, silence or []))
        others = open_translations(office, translation or [], _embargo_of(made, office), date_of(today))
        made = whole(made, others)
        report = _looked(made, office, links)
        if as_json:
            document = as_check_json(made, str(file)) | {"findings": [as_json_finding(one) for one in report.findings]}
            if translation:
                named = zip(others, translation, strict=True)
                document["translations"] = [as_check_json(other, str(name)) for other, name in named]
            typer.echo(json.dumps(document, ensure_ascii=False))
        else:
            typer.echo(f"{file}")
            say_text(made)
            say_translations(others)
            say_line(made.embargo)
            say_report(report)


def _embargo_of(made: Manuscript, office: Office) -> Embargo | None:
    """The embargo that a text settles by itself."""
    line = made.embargo
    if line.utc is None or line.ambiguous:
        return None
    return at_instant(datetime.fromisoformat(line.utc), line.wording or line.utc, office.zone)


def _office() -> Office:
    """The configured one. Whoever checks a text before there is any is told nothing that hangs on it."""
    try:
        return configuration().office
    except EmbargoError:
        return Office("", "UTC", "https://press.example.org", "", contact="not configured yet")


def _looked(made: Manuscript, office: Office, links: bool) -> preflight.Report:
    embargo = _embargo_of(made, office)
    instant = embargo.instant if embargo else None
    dead: list[Finding] = []
    if links:
        # Not above: without --links nothing is asked of anybody, and no HTTP library is waited for.
        from bot.channels.wire import Network
        from bot.newsroom.enclosures.link_checks import dead_links

        wire = Network()
        try:
            dead = dead_links(made.release, wire, office.url)
        finally:
            wire.close()
    return preflight.of_text(made.release, [*made.findings, *dead], preflight.lift_date(instant, office), office)


def preview(
    slug: str,
    channel: Annotated[str | None, typer.Option("--channel", help="One channel; all when left out.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder to write the files to; `preview-SLUG` when left out.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show all of them side by side in the browser.")] = False,
) -> None:
    """Write every rendition exactly as it will leave."""
    newsroom = open_newsroom()
    folder = out or Path(f"preview-{slug}")
    files = previewing.preview(newsroom, slug, channel)
    if open_:
        files[OVERVIEW] = _overview(newsroom, slug, channel)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        typer.echo(f"{folder / name}")
    if open_ and not webbrowser.open((folder / OVERVIEW).resolve().as_uri()):
        typer.echo(f"There is no browser to open it with: open {folder / OVERVIEW} yourself.")


def _overview(newsroom: Newsroom, slug: str, channel: str | None) -> bytes:
    release, office = filing.get(slug), newsroom.config.office
    text = open_version(newsroom.keyring, filing.latest(release))
    report = preflight.of_text(text, (), preflight.lift_date(release.instant, office), office)
    lifts = times.told(embargo_of(release), office.zone)
    return previewing.overview(newsroom, slug, lifts, [told(finding) for finding in report.findings], channel)
