"""`embargo check` and `preview`: what a file says, and what a release will look like; nothing is stored, nothing sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.manuscripts import date_of, open_file, say_findings, say_line, say_text
from bot.cli.startup import open_newsroom
from bot.core.errors import EmbargoError
from bot.newsroom.previewing import preview as preview_files
from bot.readers.report import as_check_json
from config.newsroom import configuration


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo check release.txt --json")(check)
    app.command(epilog="Example: embargo preview 2026-03-05-a1b2c3 --out preview/")(preview)


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
        made = open_file(zone, file, date_of(today))
        if as_json:
            typer.echo(json.dumps(as_check_json(made, str(file)), ensure_ascii=False))
        else:
            typer.echo(f"{file}")
            say_text(made)
            say_line(made.embargo)
            say_findings(made.findings)


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
