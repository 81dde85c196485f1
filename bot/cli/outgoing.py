"""Which pictures and files go where, and what stays behind: as `queue` and `approve` print it."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from bot.core.enclosure import Entry
from bot.core.picture_fits import POSTING
from bot.core.preflight.pictures import held
from bot.core.release import Release
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Part, Plan

# They carry what the page carries, by its address there.
_LINKING = ("email", "webhook")


def say_expected(newsroom: Newsroom, text: Release, channels: Iterable[str]) -> None:
    """What of a text that was queued will go where, as far as it is known before anybody approves it."""
    kinds = {name: newsroom.config.channel(name).kind for name in channels}
    linking = ["page", *(name for name, kind in kinds.items() if kind in _LINKING)]
    showing = ["page", *(name for name, kind in kinds.items() if kind in _LINKING or kind in POSTING)]
    for number, picture in enumerate(text.pictures, start=1):
        _say(f"Picture {number}", "stays behind" if held(picture, number) else f"to {', '.join(showing)}")
    for file in text.files:
        _say("File", f"{file.title} ({file.name}), linked from {', '.join(linking)}")


def say_planned(plan: Plan) -> None:
    """What one word lets go, picture by picture and file by file, in every language."""
    for page in (part for part in plan.parts if not part.channel):
        text = next(one for one in (plan.text, *plan.text.translations) if page.language in ("", one.language))
        with_it = [part for part in plan.parts if part.channel and part.language == page.language]
        for number in range(1, len(text.pictures) + 1):
            _say(_named(f"Picture {number}", page), _where(page, with_it, f"picture-{number}."))
        linking = ", ".join(["page", *(part.channel for part in with_it if part.kind in _LINKING)])
        for entry in page.enclosures:
            if not entry.width:
                _say(
                    _named("File", page),
                    f"{entry.name} ({entry.media_type}, {entry.size:,} bytes), linked from {linking}",
                )


def _where(page: Part, parts: list[Part], name: str) -> str:
    shown = _of(page.enclosures, name)
    if shown is None:
        return "stays behind"
    carrying = [part.channel for part in parts if part.kind in _LINKING or _of(part.enclosures, name)]
    return f"to {', '.join(['page', *carrying])} ({shown.width} × {shown.height})"


def _of(entries: Iterable[Entry], name: str) -> Entry | None:
    return next((entry for entry in entries if entry.name.startswith(name)), None)


def _named(what: str, page: Part) -> str:
    return f"{what}, {page.language}" if page.language else what


def _say(what: str, words: str) -> None:
    typer.echo(f"  {what:<11} {words}")
