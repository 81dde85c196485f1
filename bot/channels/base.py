"""What every channel promises. A channel returns an outcome and never raises for what the network did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from bot.core.configuration import ChannelConfig
from bot.core.delivery import Check, Found, Order, Outcome
from bot.core.events import Event
from bot.core.world import Transport

# Commits how far a delivery has come (plain JSON) and renews its lease. Raises LeaseLost, which a channel lets through.
Keep = Callable[[dict[str, Any]], None]


class Channel(Protocol):
    """One configured outlet. Made once from its configuration, then used by several threads: it holds no connection."""

    kind: ClassVar[str]  # "email", "x", "mastodon", "bluesky", "webhook", "notify"
    provider: ClassVar[str]  # "sendgrid", "smtp", or its kind's name

    @property
    def batch(self) -> int:
        """Recipients that a delivery carries at most; 0: it has no list."""

    @property
    def config(self) -> ChannelConfig:
        """The channel as the office configured it."""

    def missing(self) -> list[str]:
        """The environment variables that are not set, by name."""

    def doubts(self, rendition: bytes) -> list[str]:
        """What the provider would refuse of this, one plain sentence each; shown before anybody approves."""

    def build(self, order: Order) -> bytes:
        """The body to post, b"" if none is needed. Pure; may be built ahead of the instant and kept sealed."""

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        """One attempt, going on from `order.progress`. Raises only what `keep` raises."""

    def reconcile(self, order: Order, wire: Transport) -> Found:
        """After a doubt: looks what the provider really has. Posts nothing."""

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        """Whether the credentials hold and the provider answers. Posts nothing. `now`: for a signature that has a time."""


@runtime_checkable
class Early(Protocol):
    """A channel whose connections can be opened before they are needed: seconds before its instant, and no sooner."""

    def open_ahead(self, wire: Transport, count: int) -> None:
        """As many as may be wanted at once. Sends nothing. Raises nothing for what the network does."""


@runtime_checkable
class Whole(Protocol):
    """A channel that sends nothing but the body it has built: whoever holds that needs to know nothing of the people.

    Such bodies are built minutes ahead and wait on disk, sealed.
    """

    body_is_whole: ClassVar[bool]


@runtime_checkable
class BeginsAhead(Protocol):
    """A channel of which more may be begun than is sent at once: one more in doubt after a crash is repeated without harm, or
    its provider tells in the end what became of it.
    """

    begins_ahead: ClassVar[bool]


@runtime_checkable
class Hears(Protocol):
    """A channel whose provider posts what became of each recipient to `/events/PROVIDER/CHANNEL` of the press room."""

    @property
    def hears(self) -> bool:
        """Whether the office set it up."""

    def hear(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Event, ...]:
        """What one post tells. Header names in any case. Raises NotGenuine or Unreadable."""


@runtime_checkable
class Collects(Protocol):
    """A channel that what became of its mails comes back to by mail, to be fetched."""

    @property
    def collects(self) -> bool:
        """Whether the office set a mailbox up for it."""

    def collect(self, wire: Transport, take: Callable[[bytes], None]) -> None:
        """Gives every new mail to `take`, and marks it as read once that has returned. Raises EmbargoError."""

    def read(self, mail: bytes, now: datetime) -> tuple[Event, ...]:
        """What one mail tells."""


@runtime_checkable
class Weighs(Protocol):
    """A channel whose deliveries are more than one each by the count of its provider's rate: posts, or mails."""

    def weight(self, rendition: bytes, recipients: int) -> int:
        """What a delivery of this to so many recipients counts against the channel's `rate`."""


def to_send_again(progress: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept when somebody settles a delivery as "send again": what went stays, doubts and refusals are forgotten."""
    return {name: value for name, value in progress.items() if name not in ("begun", "doubtful", "refused")}
