"""Planted: what is believed of clocks, zones and ledgers, and must not be (promises 1 and 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.world import Reading
from bot.engine.guard import GuardedClock
from bot.newsroom.hold import minding, rezoning
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting
from tests.simulation.planting import Patch, around, bug


@bug(1, near=10)
def _steps_are_followed(patch: Patch) -> None:
    """A clock that is set forward is followed."""

    def follow(mine: Any, origin: Any, *_: Any) -> None:
        mine._origin = origin

    patch.setattr(GuardedClock, "_follow", follow)


@bug(1, near=10)
def _doubts_are_ignored(patch: Patch) -> None:
    """What is due lifts while the clock is in doubt."""

    def work(real: Any, room: Newsroom, reading: Reading, *more: Any) -> Any:
        return real(room, replace(reading, verdict="sure", earliest=reading.latest), *more)

    around(patch, lifting, "lift_due", work)


@bug(1, near=1)
def _nobody_looks_again(patch: Patch) -> None:
    """What was written down before its instant is committed without another look at the clock."""

    def work(real: Any, room: Newsroom, instant: datetime, armed: Any, _: Any) -> Any:
        return real(room, instant, armed, lambda: Reading(instant, instant))

    around(patch, lifting, "lift_at", work)


@bug(1, near=13)
def _doubts_are_forgotten(patch: Patch) -> None:
    """A doubt ends with a restart."""
    around(patch, minding, "remembered", lambda real, *given: replace(real(*given), doubt=""))


@bug(1, near=263)
def _nobody_has_to_vouch(patch: Patch) -> None:
    """A clock that has to be verified is believed though nobody vouches for it."""
    patch.setattr(GuardedClock, "_unvouched", lambda *_: "")


@bug(1, near=47)
def _old_rules(patch: Patch) -> None:
    """Zone rules that changed are not looked at."""
    patch.setattr(rezoning, "other_meaning", lambda *_: "")


@bug(3, near=9)
def _no_home(patch: Patch) -> None:
    """A copy of the ledger sends as if it were the office's own."""
    around(patch, adopting, "move_in", lambda real, *given: (True, real(*given)[1]))
