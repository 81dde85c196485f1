"""Whose press room this is: the process that serves it says so before its first request."""

from __future__ import annotations

from bot.newsroom.newsroom import Newsroom
from bot.pressroom.catalogue import Catalogue
from bot.pressroom.watching import Watch

_open: list[tuple[Newsroom, Catalogue, Watch]] = []


def open_to_the_public(newsroom: Newsroom) -> None:
    """Serve this newsroom's pages from now on."""
    _open[:] = [(newsroom, Catalogue(newsroom), Watch(newsroom))]


def newsroom() -> Newsroom:
    """The newsroom that is served."""
    return _open[0][0]


def catalogue() -> Catalogue:
    """What of it is public."""
    return _open[0][1]


def watch() -> Watch:
    """Who counts what was asked for and is not there."""
    return _open[0][2]
