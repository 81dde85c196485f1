"""Bugs to plant: small mistakes that somebody could make, each in one place, each of them breaking a promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.newsroom.lift import arming

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Bug:
    """`promises`: which of them it breaks; one of these has to be named when it is caught.

    `near`: a day on which it was seen once; to look there first saves time, no more.
    """

    name: str
    promises: tuple[int, ...]
    plant: Callable[[Patch], None]
    near: int = 0


BUGS: list[Bug] = []


def bug(*promises: int, near: int = 0) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """A function that plants a bug; its docstring says which."""

    def kept(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
        BUGS.append(Bug(str(plant.__doc__).rstrip("."), promises, plant, near))
        return plant

    return kept


def around(patch: Patch, place: Any, name: str, work: Callable[..., Any]) -> None:
    """Put `work(real, *arguments)` in the place of what stands there."""
    real = getattr(place, name)
    patch.setattr(place, name, lambda *given, **named: work(real, *given, **named))


def unarmed(patch: Patch) -> None:
    """No bug: nothing is built ahead, so that everything goes by claim and begin."""
    patch.setattr(arming, "soon", lambda *_: {})
