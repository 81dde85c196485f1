"""Giving way: bulk work stands aside while a release is about to lift, whichever process lifts it.

The ledger's own index of instants tells when that is; nobody has to be asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.core.workflow import Stage
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Release

BEFORE = timedelta(seconds=2)  # ahead of an instant; bodies are built and connections opened in them
AFTER = timedelta(seconds=5)  # in which its lift is waited for: later nobody lifts, or it is being asked about
LONGEST = 10.0  # seconds aside at a time
TURN = 1.0  # seconds of work after that, so that instants without end do not keep it from ever ending
LOOK = 0.02


@dataclass
class Way:
    """One piece of bulk work on its way. `rest` sleeps."""

    newsroom: Newsroom
    rest: Callable[[float], None] = time.sleep
    _until: float = 0.0

    def give(self) -> None:
        """Call it before each chunk, outside of transactions: returns when the chunk may be written."""
        clock = self.newsroom.world.monotonic
        began = clock()
        if began < self._until:
            return
        while self._lift_is_near():
            if clock() - began >= LONGEST:
                self._until = clock() + TURN
                return
            self.rest(LOOK)

    def _lift_is_near(self) -> bool:
        now = self.newsroom.now() - self.newsroom.config.clock.margin
        near = Release.objects.filter(stage=Stage.APPROVED, instant__gt=now - AFTER, instant__lte=now + BEFORE)
        return near.exists()
