"""The seam: every effect of the engine goes through one argument, so that a simulator can stand in for the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What time it can be: between `earliest` and `latest` (aware UTC), how far that is believed, and why.

    Only `sure` lets a release lift. While `doubtful`, what can be due is paused, until the clock is believed again;
    `lasting`: only another source or a person can bring that about, and a restart does not.
    """

    earliest: datetime
    latest: datetime
    verdict: Literal["sure", "doubtful"] = "sure"
    reasons: tuple[str, ...] = ()
    lasting: bool = False


class Chance(Protocol):
    """What is used of `random.Random`."""

    def random(self) -> float:
        """At least 0, below 1."""


class Transport(Protocol):
    """The way out of one channel: the network, or a stand-in below the provider's library."""

    def adapter(self, public_only: bool = False) -> Any:
        """A `requests` adapter to mount. `public_only`: refuse private addresses at connect time."""

    def open_ahead(self, url: str, count: int, public_only: bool = False, authorities: str | None = None) -> None:
        """So many connections to where `url` leads, ready for the next seconds. One that can't be made is left for later."""

    def connect(self, host: str, port: int, timeout: float) -> Any:
        """A connected stream socket, for SMTP. Raises OSError."""


class World(Protocol):
    """Every effect there is."""

    def reading(self) -> Reading:
        """What time can it be?"""

    def believe(self) -> None:
        """A person says that the clock is right as it stands: whatever doubt there is of it ends."""

    def monotonic(self) -> float:
        """Seconds that only grow, from an arbitrary start."""

    def chance(self) -> Chance:
        """Jitter comes from here."""

    def new_id(self) -> str:
        """A fresh identifier: for claims, deliveries, attempts."""

    def transact(self, work: Callable[[], T]) -> T:
        """Run `work` in one transaction and commit it (IMMEDIATE on SQLite). Nothing in it may touch the network."""

    def wire(self, channel: str) -> Transport:
        """The way out of a channel by its configured name."""

    def submit(self, work: Callable[..., None], *args: Any) -> None:
        """Hand work to the sending pool; it runs soon, in no promised order."""

    def alarm(self, code: str, text: str, release: str = "") -> None:
        """Tell people, past the database if need be."""
