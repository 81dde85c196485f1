"""`embargo queue`, `check`, `edit`, `preview`: from a file to a release, and what it will look like."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import times
from bot.cli.startup import open_newsroom, who
from bot.core.embargo import Embargo, on_my_word, parse_in, parse_now, parse_until
from bot.core.errors import EmbargoError, UnknownList
from bot.core.release import EmbargoLine, Finding, Manuscript
from bot.engine.timekeeping import wall_clock
from bot.newsroom import audience, filing
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.previewing import preview as preview_files
from bot.readers.opening import read
from bot.readers.report import as_check_json
from config.newsroom import configuration

MOST_BYTES = 20 * 1024 * 1024
By = Annotated[str | None, typer.Option("--by", help="Who does this; a claim, and recorded as one.")]
Until = Annotated[str | None, typer.Option("--until", help='"2026-03-05 00:01 Europe/London" or 2026-03-05T00:01:00Z')]
In = Annotated[str | None, typer.Option("--in", help="A span from now: 15s, 10m, 1h30m")]
Now = Annotated[bool, typer.Option("--now", help="No embargo: it goes as soon as it is approved.")]


class WhichTime(EmbargoError):
    """Give one of --until, --in, --now and --on-my-word, not several."""


class NoEmbargo(EmbargoError):
    """{file} names no embargo. Say when it may be known: --until "2026-03-05 00:01 Europe/London", --in 2h, --now or --on-my-word."""


class UnsettledEmbargo(EmbargoError):
    """{file}: the embargo "{wording}" is not settled: {reason}. Say which with --until. {choices}"""


class ContradictedEmbargo(EmbargoError):
    """{file} says "{wording}" ({said}), but {given} was asked for. Mend the text or the option; nothing was queued."""


class SlugForSeveral(EmbargoError):
    """--slug names one release; queue the files one by one."""


class NoSuchFile(EmbargoError):
    """{file}: {problem}."""


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo queue release.md --until '2026-03-05 00:01 Europe/London' --by 'Ann Reader'")(
        queue
    )
    app.command(epilog="Example: embargo check release.txt --json")(check)
    app.command(epilog="Example: embargo edit 2026-03-05-a1b2c3 release.md --keep")(edit)
    app.command(epilog="Example: embargo preview 2026-03-05-a1b2c3 --out preview/")(preview)


def queue(
    files: Annotated[list[Path], typer.Argument(help="Plain text or Markdown.")],
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
    notice: Annotated[str | None, typer.Option("--notice", help='Such as "Check against delivery"')] = None,
    by: By = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the slug alone.")] = False,
) -> None:
    """Read a release, say what was understood and what is in doubt, and hold it for approval."""
    if slug is not None and len(files) > 1:
        raise SlugForSeveral()
    newsroom = open_newsroom()
    name, asked = who(by), _asked(newsroom, until, in_, now, on_my_word_)
    read_all = [(file, _read(newsroom.config.office.zone, file)) for file in files]
    settled = [(file, made, _settled(newsroom, file, made.embargo, asked)) for file, made in read_all]
    for file, made, embargo in settled:
        text = made.release if notice is None else filing.with_notice(made.release, notice)
        release = filing.queue(newsroom, text, embargo, channel or [], name, slug)
        if quiet:
            typer.echo(release.slug)
        else:
            _say_queued(newsroom, file, made, embargo, release.slug, release.channels)


def check(
    files: Annotated[list[Path], typer.Argument(help="Plain text or Markdown.")],
    today: Annotated[
        str | None, typer.Option("--today", help="The date against which 'tomorrow' is read: 2026-03-04")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line per file.")] = False,
) -> None:
    """Read without storing: what was recognised, the embargo as understood, findings."""
    try:
        zone = configuration().office.zone
    except EmbargoError:
        zone = "UTC"
    for file in files:
        made = _read(zone, file, _date(today))
        if as_json:
            typer.echo(json.dumps(as_check_json(made, str(file)), ensure_ascii=False))
        else:
            typer.echo(f"{file}")
            _say_text(made)
            _say_line(made.embargo)
            _say_findings(made.findings)


def edit(
    slug: str,
    file: Path,
    keep: Annotated[
        bool, typer.Option("--keep", help="The approved text stays due until the new one is approved.")
    ] = False,
    stop: Annotated[bool, typer.Option("--stop", help="The approved text may not go any more.")] = False,
    by: By = None,
) -> None:
    """File a new version beside the approved one, and say what changed."""
    if keep and stop:
        raise KeepOrStop()
    newsroom = open_newsroom()
    made = _read(newsroom.config.office.zone, file)
    edited = filing.edit(newsroom, slug, made.release, who(by), True if keep else False if stop else None)
    typer.echo(f"{slug}: version {edited.number} filed; changed: {', '.join(edited.changes)}.")
    _say_findings(made.findings)
    if edited.kept:
        typer.echo(f"The approved text stays due. `embargo approve {slug}` puts this one in its place.")
    else:
        typer.echo(f"It goes nowhere until it is approved: `embargo approve {slug}`.")


class KeepOrStop(EmbargoError):
    """Give --keep or --stop, not both: the approved text stays due, or it does not."""


def preview(
    slug: str,
    channel: Annotated[str | None, typer.Option("--channel", help="One channel; all when left out.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder to write the files to; `preview-SLUG` when left out.")
    ] = None,
) -> None:
    """Write every rendition exactly as it will leave."""
    newsroom = open_newsroom()
    folder = out or Path(f"preview-{slug}")
    files = preview_files(newsroom, slug, channel)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        typer.echo(f"{folder / name}")


def embargo_asked(
    newsroom: Newsroom, until: str | None, in_: str | None, now: bool, word: bool = False
) -> Embargo | None:
    """The embargo that options name, or None. Raises WhichTime or why a time is not settled."""
    if sum((until is not None, in_ is not None, now, word)) > 1:
        raise WhichTime()
    zone, at = newsroom.config.office.zone, newsroom.now()
    if until is not None:
        return parse_until(until, at, zone)
    if in_ is not None:
        return parse_in(in_, at, zone)
    if now:
        return parse_now(at, zone)
    return on_my_word(zone) if word else None


_asked = embargo_asked


def _settled(newsroom: Newsroom, file: Path, line: EmbargoLine, asked: Embargo | None) -> Embargo:
    """The one embargo that the text and the options agree on."""
    if asked is not None:
        _agree(file, line, asked)
        return asked
    if line.kind == "immediate":
        return parse_now(newsroom.now(), newsroom.config.office.zone)
    if line.kind == "none":
        raise NoEmbargo(file=file)
    if line.utc is None:
        choices = "; ".join(f"{utc} ({why})" for utc, why in line.choices)
        raise UnsettledEmbargo(
            file=file, wording=line.wording, reason=line.reason, choices=f"It can mean: {choices}." if choices else ""
        )
    words = f"{line.wall} {line.zone}".replace("T", " ") if line.wall and line.zone else line.utc
    return filing.worded(parse_until(words, newsroom.now(), newsroom.config.office.zone), line.wording or words)


def _agree(file: Path, line: EmbargoLine, asked: Embargo) -> None:
    given = f"{asked.words}" if asked.instant is None else f"{asked.words} ({asked.instant:%Y-%m-%d %H:%M:%S} UTC)"
    if line.kind == "immediate" and asked.words != "now":
        raise ContradictedEmbargo(file=file, wording=line.wording, said="at once", given=given)
    said_utc = line.utc or None
    if line.kind != "until" or said_utc is None:
        return
    if asked.instant is None or said_utc != asked.instant.isoformat(timespec="seconds").replace("+00:00", "Z"):
        raise ContradictedEmbargo(
            file=file, wording=line.wording, said=f"{said_utc[:16].replace('T', ' ')} UTC", given=given
        )


def _read(zone: str, file: Path, today: date | None = None) -> Manuscript:
    if not file.exists():
        raise NoSuchFile(file=file, problem="there is no such file")
    if file.is_dir():
        raise NoSuchFile(file=file, problem="this is a folder; name the file")
    if file.stat().st_size > MOST_BYTES:
        raise NoSuchFile(file=file, problem=f"it is larger than {MOST_BYTES // 2**20} MB; a release is text")
    return read(str(file), file.read_bytes(), today or wall_clock().date(), zone)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadDate(text=text) from None


class BadDate(EmbargoError):
    """ "{text}" is not a date; write it as 2026-03-04."""


def _say_queued(
    newsroom: Newsroom, file: Path, made: Manuscript, embargo: Embargo, slug: str, channels: list[str]
) -> None:
    typer.echo(f"{slug}  ({file})")
    _say_text(made)
    zones = audience.zones([name for name in (newsroom.config.channel(channel).list for channel in channels) if name])
    for number, line in enumerate(times.told(embargo, newsroom.config.office.zone, zones)):
        typer.echo(f"  {'Embargo' if number == 0 else '':<12}{line}")
    for name in channels:
        config = newsroom.config.channel(name)
        typer.echo(f"  {'Channel':<12}{name} ({config.kind}){_recipients(config.list)}")
    _say_findings(made.findings)
    typer.echo(f"Held. It goes nowhere until it is approved: `embargo approve {slug}`.")


def _recipients(list_name: str | None) -> str:
    if list_name is None:
        return ""
    try:
        return f": {audience.show(list_name).readers:,} people on {list_name}"
    except UnknownList as error:
        return f": {error}"


def _say_text(made: Manuscript) -> None:
    text = made.release
    rows = [
        ("Kicker", text.kicker),
        ("Headline", text.headline),
        ("Subhead", text.subhead),
        ("Dateline", text.dateline),
    ]
    rows += [("Date", text.release_date), ("Language", text.language)]
    rows += [
        (
            "Quotation",
            f"{quote.speaker or 'nobody named'}{f', {quote.role}' if quote.role else ''}: {len(quote.paragraphs)} paragraph(s)",
        )
        for quote in text.quotes
    ]
    rows += [("Section", section.title) for section in text.sections]
    rows += [
        ("Picture", f"credit: {picture.credit or 'none'}; alt text: {picture.alt or 'none'}")
        for picture in text.pictures
    ]
    rows += [("Contact", ", ".join(filter(None, (who.name, who.email, who.phone)))) for who in text.contacts]
    for name, value in rows:
        if value:
            typer.echo(f"  {name:<12}{value}")


def _say_line(line: EmbargoLine) -> None:
    if line.kind == "none":
        typer.echo(f"  {'Embargo':<12}none in the text")
    elif line.ambiguous:
        typer.echo(f'  {"Embargo":<12}not settled: "{line.wording}": {line.reason}')
        for utc, why in line.choices:
            typer.echo(f"  {'':<12}could be {utc}: {why}")
    else:
        typer.echo(f'  {"Embargo":<12}{line.utc or "for immediate release"} ("{line.wording}")')


def _say_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        where = f"line {finding.line}: " if finding.line else ""
        typer.echo(f"  {'In doubt':<12}{where}{finding.message} [{finding.code}]")
