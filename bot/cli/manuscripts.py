"""A file as staff name it, read as a release, and what was understood of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.counts import counted
from bot.core.configuration import Office
from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError
from bot.core.release import EmbargoLine, Manuscript, Quote
from bot.engine.timekeeping import wall_clock
from bot.newsroom.enclosures.gathering import enclosed

MOST_BYTES = 20 * 1024 * 1024


Beside = Annotated[
    list[Path] | None,
    typer.Option(
        "--file", metavar="PATH", help="A file to go with it (PDF, spreadsheet, audio …); repeat for several."
    ),
]


class NoSuchFile(EmbargoError):
    """{file}: {problem}."""


def open_file(office: Office, file: Path, today: date | None = None, beside: Sequence[Path] = ()) -> Manuscript:
    """The file as a reader understands it on `today` (else the machine's day), with the pictures and files that it names.

    `beside`: more files to go with it. Raises NoSuchFile, RefusedFile, NoSuchEnclosure, or why it can't be read.
    """
    if not file.exists():
        raise NoSuchFile(file=file, problem="there is no such file")
    if file.is_dir():
        raise NoSuchFile(file=file, problem="this is a folder; name the file")
    if file.stat().st_size > MOST_BYTES:
        raise NoSuchFile(file=file, problem=f"it is larger than {MOST_BYTES // 2**20} MB; a release is text")
    from bot.readers.opening import read  # for what reads a file; most verbs that can, do not

    made = read(str(file), file.read_bytes(), today or wall_clock().date(), office.zone, office.dates)
    return enclosed(made, file.parent, beside)


def all_enclosures(made: Sequence[Manuscript]) -> list[Enclosure]:
    """What lies beside a text and its translations."""
    return [enclosure for one in made for enclosure in one.enclosures]


def date_of(text: str | None) -> date | None:
    """A day that was typed, or None where none was. Raises BadDate."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadDate(text=text) from None


class BadDate(EmbargoError):
    """ "{text}" is not a date; write it as 2026-03-04."""


def say_text(made: Manuscript) -> None:
    """Print what was recognised, a part a line; what is missing is not named."""
    text = made.release
    rows = [
        ("Kicker", text.kicker),
        ("Headline", text.headline),
        ("Subhead", text.subhead),
        ("Dateline", text.dateline),
    ]
    rows += [("Date", text.release_date), ("Language", text.language)]
    rows += [("Beats", ", ".join(text.beats))] if text.beats else []
    rows += [("Quotation", _quoted(quote)) for quote in text.quotes]
    rows += [("Section", section.title) for section in text.sections]
    rows += [("Notes", "to editors")] if text.notes else []
    rows += [
        ("Picture", f"credit: {picture.credit or 'none'}; alt text: {picture.alt or 'none'}")
        for picture in text.pictures
    ]
    rows += [("File", f"{file.title} ({file.name}, {file.media_type}, {file.size:,} bytes)") for file in text.files]
    rows += [("Contact", ", ".join(filter(None, (who.name, who.email, who.phone)))) for who in text.contacts]
    for name, value in rows:
        if value:
            typer.echo(f"  {name:<12}{value}")


def _quoted(quote: Quote) -> str:
    who = ", ".join(filter(None, (quote.speaker or "nobody named", quote.role)))
    return f"{who}: {counted(len(quote.paragraphs), 'paragraph', 'paragraphs')}"


def say_line(line: EmbargoLine) -> None:
    """Print the embargo as the text has it, with the choices where it is not settled."""
    if line.kind == "none":
        typer.echo(f"  {'Embargo':<12}none in the text")
    elif line.ambiguous:
        typer.echo(f'  {"Embargo":<12}not settled: "{line.wording}": {line.reason}')
        for utc, why in line.choices:
            typer.echo(f"  {'':<12}could be {utc}: {why}")
    else:
        typer.echo(f'  {"Embargo":<12}{line.utc or "for immediate release"} ("{line.wording}")')
