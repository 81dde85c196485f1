"""Whose desk this is: the process that serves it says so before its first request."""

from __future__ import annotations

from collections.abc import Callable

from bot.newsroom.newsroom import Newsroom

Rehearse = Callable[[str, int], None]
"""Begins to play a rehearsal that is on record (slug, number), elsewhere, and comes back at once."""
_open: list[tuple[Newsroom, Rehearse | None]] = []


def open_the_desk(newsroom: Newsroom, rehearse: Rehearse | None = None) -> None:
    """Serve this newsroom's desk from now on. `rehearse`: what plays rehearsals, None where there is nothing that does."""
    _open[:] = [(newsroom, rehearse)]


def newsroom() -> Newsroom:
    """The newsroom that is served."""
    return _open[0][0]


def rehearses() -> bool:
    """Whether rehearsals can be played from here."""
    return _open[0][1] is not None


def rehearse(slug: str, number: int) -> None:
    """Have a rehearsal played that is on record. Only where `rehearses`."""
    play = _open[0][1]
    assert play is not None
    play(slug, number)
