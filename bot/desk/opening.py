"""Whose desk this is: the process that serves it says so before its first request."""

from __future__ import annotations

from bot.newsroom.newsroom import Newsroom

_open: list[Newsroom] = []


def open_the_desk(newsroom: Newsroom) -> None:
    """Serve this newsroom's desk from now on."""
    _open[:] = [newsroom]


def newsroom() -> Newsroom:
    """The newsroom that is served."""
    return _open[0]
