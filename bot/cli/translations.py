"""A release's other languages as they are typed: read, held against its embargo, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.embargoes import agree
from bot.cli.manuscripts import open_file, say_text
from bot.core.configuration import Office
from bot.core.embargo import Embargo
from bot.core.errors import EmbargoError
from bot.core.preflight import in_language
from bot.core.release import Finding, Manuscript
from bot.newsroom.copy.languages import joined

Translations = Annotated[
    list[Path] | None,
    typer.Option("--translation", metavar="FILE", help="The same release in another language; repeat for several."),
]


class TranslationForSeveral(EmbargoError):
    """--translation belongs to one release; queue the files one by one."""


def open_translations(
    office: Office, files: Sequence[Path], embargo: Embargo | None, today: date | None = None
) -> list[Manuscript]:
    """Each file read; none may name another embargo than the release's, once that is known.

    Raises ContradictedEmbargo, or why a file can't be read.
    """
    read_all = [(file, open_file(office, file, today)) for file in files]
    for file, made in read_all:
        if embargo is not None:
            agree(file, made.embargo, embargo)
    return [_placed(made) for _, made in read_all]


def whole(made: Manuscript, others: Sequence[Manuscript]) -> Manuscript:
    """A text with its translations as one release, with what is in doubt in all of them. Raises SameLanguage."""
    text = joined(made.release, [one.release for one in others])
    return replace(made, release=text, findings=(*made.findings, *doubts_of(others)))


def doubts_of(others: Sequence[Manuscript]) -> list[Finding]:
    """What the readers doubted in the translations."""
    return [finding for made in others for finding in made.findings]


def say_translations(others: Sequence[Manuscript]) -> None:
    """Print what was recognised in each."""
    for made in others:
        typer.echo(f"  {'Translation':<12}{made.release.language}")
        say_text(made)


def _placed(made: Manuscript) -> Manuscript:
    return replace(made, findings=tuple(in_language(made.findings, made.release.language)))
