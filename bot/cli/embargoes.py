"""When it may be known: what the options ask for, what the text says, and that the two agree."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.core.embargo import Embargo, on_my_word, parse_in, parse_now, parse_until
from bot.core.errors import EmbargoError
from bot.core.release import EmbargoLine
from bot.newsroom.copy.entering import said_otherwise
from bot.newsroom.copy.filing import worded
from bot.newsroom.newsroom import Newsroom

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


def settled(newsroom: Newsroom, file: Path, line: EmbargoLine, asked: Embargo | None) -> Embargo:
    """The one embargo that the text and the options agree on."""
    if asked is not None:
        agree(file, line, asked)
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
    words = f"{line.wall.replace('T', ' ')} {line.zone}" if line.wall and line.zone else line.utc
    read = parse_until(words, newsroom.now(), newsroom.config.office.zone)
    if read.instant != datetime.fromisoformat(line.utc):
        # The instant is what the text settled; a wall time that would be another one is only how it was written.
        read = parse_until(line.utc, newsroom.now(), newsroom.config.office.zone)
    return worded(read, line.wording or words)


def agree(file: Path, line: EmbargoLine, asked: Embargo) -> None:
    """Raises ContradictedEmbargo when the text says another time than was asked for."""
    given = f"{asked.words}" if asked.instant is None else f"{asked.words} ({asked.instant:%Y-%m-%d %H:%M:%S} UTC)"
    if said := said_otherwise(line, asked):
        raise ContradictedEmbargo(file=file, wording=line.wording, said=said, given=given)
