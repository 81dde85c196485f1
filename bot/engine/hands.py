"""The hands of each channel: as many sends at once as it may have, and beside them what is next, begun already.

A hand that is free would else wait until its answer, and what it takes up next, are committed: half as long as a request takes.
What waits here is on record as begun, and is looked at once more before its first byte: a stop is never late for it. A process
that dies leaves so many more deliveries in doubt, so only channels that get over that begin any (`channels.base.BeginsAhead`).
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from bot.core.delivery import Order
from bot.newsroom.lift.sending import Claim

FOR_ONE = 2  # hands for each delivery that is next


@dataclass(frozen=True, slots=True)
class Built:
    """A claimed delivery whose body is ready."""

    claim: Claim
    order: Order
    body: bytes


class ChannelHands:
    """`many`: channel → how many sends at once; `ahead`: whether it may begin more than that, asked when it is needed."""

    def __init__(self, many: Mapping[str, int], ahead: Callable[[str], bool]) -> None:
        self._many = many
        self._ahead = cache(ahead)
        self._busy: Counter[str] = Counter()
        self._next: dict[str, deque[Built]] = {name: deque() for name in many}
        self._lock = threading.Lock()

    def places(self) -> dict[str, int]:
        """Channel → how many deliveries may be begun here at once, those that are next with them."""
        return {name: many + (many // FOR_ONE if self._ahead(name) else 0) for name, many in self._many.items()}

    def take(self, one: Built) -> bool:
        """Whether a hand takes it at once; else one does when it is free."""
        channel = one.claim.channel
        with self._lock:
            if free := self._busy[channel] < self._many[channel]:
                self._busy[channel] += 1
            else:
                self._next[channel].append(one)
            return free

    def free(self, channel: str) -> Built | None:
        """A hand is done with its bytes: what it takes up next."""
        with self._lock:
            if self._next[channel]:
                return self._next[channel].popleft()
            self._busy[channel] -= 1
            return None
