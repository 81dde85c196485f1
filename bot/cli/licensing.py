"""`embargo licence`: an agency's picture may go, and who says so is on record."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.startup import By, open_newsroom, who
from bot.newsroom.copy.licensing import license_picture


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo licence 2026-03-05-a1b2c3 1 'Getty Images 1234, press use' --by 'Ann Reader'")(
        licence
    )


def licence(
    slug: str,
    picture: Annotated[int, typer.Argument(help="Which one, counted from 1.")],
    words: Annotated[str, typer.Argument(metavar="LICENCE", help="What licence, and from whom.")],
    by: By = None,
) -> None:
    """Record that a picture may be used. It makes a new version, which somebody else approves."""
    name = who(by)
    edited = license_picture(open_newsroom(), slug, picture, words, name)
    typer.echo(
        f"{slug}: version {edited.number} filed; {name} (name not verified) says that picture {picture} is licensed."
    )
    if edited.kept:
        typer.echo(f"The approved text stays due. `embargo approve {slug}` puts this one in its place.")
    else:
        typer.echo(f"It goes nowhere until it is approved: `embargo approve {slug}`.")
