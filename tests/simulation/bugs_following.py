"""Planted: what goes wrong after the lift, when a newer text takes the place of the one before (promises 2, 4, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.core.delivery import State
from bot.newsroom.afterwards import carrying, following
from bot.newsroom.afterwards.reached import Reached
from bot.newsroom.lift import sending
from tests.simulation.planting import Patch, around, bug, unarmed


@bug(5)
def _replaced_text_leaves(patch: Patch) -> None:
    """What a newer text took the place of is claimed and sent all the same."""
    patch.setattr(carrying, "NOT_BEGUN", (State.WAITING,))


@bug(5)
def _replaced_text_is_tried_again(patch: Patch) -> None:
    """What had begun when a newer text took its place is tried again when it fails."""
    unarmed(patch)
    patch.setattr(carrying, "BEGUN", ())


@bug(2)
def _somebody_is_left_out(patch: Patch) -> None:
    """The last of those who got a mail is not told what follows."""

    def work(real: Any, *given: Any) -> Iterator[Reached]:
        return (replace(one, seats=one.seats[:-1]) for one in real(*given))

    around(patch, following, "reached", work)


@bug(4)
def _time_of_the_lift(patch: Patch) -> None:
    """What follows goes with the time of the lift, and not with its own."""
    patch.setattr(sending, "_went", lambda row: row.release.instant)
