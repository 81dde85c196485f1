"""What stands inside a line: words, and links written as `[words](address)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

_SAFE = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_WRITTEN = r"\[(?P<words>[^\[\]]+)\]\((?P<target>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)"
_BARE = r"(?P<bare>https?://[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?’')\]])"
_LINKS = re.compile(f"{_WRITTEN}|{_BARE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Some words, and where they lead: http, https or mailto only, None for plain words."""

    words: str
    target: str | None = None


def runs(text: str) -> Iterator[Run]:
    """The line in pieces. A link with an address of another kind (javascript:, file:) is left as its words alone."""
    last = 0
    for match in _LINKS.finditer(text):
        if match.start() > last:
            yield Run(text[last : match.start()])
        target = match["bare"] or match["target"]
        yield Run(match["bare"] or match["words"], target if _SAFE.fullmatch(target) else None)
        last = match.end()
    if last < len(text):
        yield Run(text[last:])


def linked(text: str) -> Markup:
    """As HTML: everything escaped, links as links."""
    pieces = (
        Markup('<a href="{}">{}</a>').format(run.target, run.words) if run.target else escape(run.words)
        for run in runs(text)
    )
    return Markup("").join(pieces)


def spelt(text: str) -> str:
    """As plain text: `words (address)`, and an address that is its own words once."""
    return "".join(_spell(run) for run in runs(text))


def words(text: str) -> str:
    """The words alone, for where an address would cost its place."""
    return "".join(run.words for run in runs(text))


def dialled(phone: str) -> str:
    """A telephone number as `tel:` takes it (RFC 3966, without visual separators): +442079460000."""
    return re.sub(r"[^\d+]", "", phone.replace("(0)", ""))


def _spell(run: Run) -> str:
    if run.target is None:
        return run.words
    address = run.target.removeprefix("mailto:")
    return run.words if run.words in (run.target, address) else f"{run.words} ({address})"
