"""A delivery's states, what a channel may answer, and what it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.errors import EmbargoError
from bot.core.rendition import Image


class State(StrEnum):
    """Where one delivery stands."""

    WAITING = "waiting"
    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    RETRYING = "retrying"
    REJECTED = "rejected"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


# from → to, with who brings it about. An expired `sending` is in doubt and never simply due again.
MOVES: Mapping[State, Mapping[State, str]] = {
    State.WAITING: {State.DUE: "lift, or the approval of what follows it", State.CANCELLED: "cancel or stop"},
    State.DUE: {
        State.CLAIMED: "claim",
        State.SENDING: "begun with the lift, where it was armed",
        State.CANCELLED: "stop, or a newer text took its place",
    },
    State.CLAIMED: {
        State.SENDING: "begin",
        State.DUE: "lease expired, or handed back",
        State.RETRYING: "a withdrawal that waits for a doubt about what it takes back",
        State.CANCELLED: "stop, a newer text took its place, everybody left the list, or nothing is out to be withdrawn",
    },
    State.SENDING: {
        State.SENT: "accepted",
        State.RETRYING: "failed for now",
        State.REJECTED: "refused for good",
        State.UNCONFIRMED: "no answer, or lease expired",
        State.CANCELLED: "failed after a stop, or after a newer text took its place; a thread, at its withdrawal",
    },
    State.RETRYING: {State.DUE: "time for another try", State.CANCELLED: "stop, or a newer text took its place"},
    State.UNCONFIRMED: {
        State.SENT: "found at the provider, a late answer, or settled as sent",
        State.RETRYING: "not found there, or known there by its key, or a late answer",
        State.DUE: "settled as resend",
        State.REJECTED: "found to be refused, a late answer, or tried often enough",
        State.CANCELLED: "not found there after a stop, or after a newer text took its place",
    },
    State.REJECTED: {State.DUE: "settled as resend, or resent"},
    State.SENT: {State.DUE: "redelivered, where a repeat is known by its key"},
    State.CANCELLED: {},
}

OPEN = (State.WAITING, State.DUE, State.CLAIMED, State.SENDING, State.RETRYING)
UNFINISHED = (State.DUE, State.CLAIMED, State.SENDING, State.RETRYING)


@dataclass(frozen=True, slots=True)
class Person:
    """What became of one recipient, where it differs from the delivery: `state` sent, deferred, rejected, unconfirmed."""

    email: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. `receipt` is its id, `url` where it can be seen."""

    receipt: str | None = None
    url: str | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """It did not take it, for now. `after`: what the provider asked for (Retry-After), else None."""

    because: str
    after: timedelta | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """It will never take it as it is."""

    because: str
    people: tuple[Person, ...] = ()
    gone: bool = False
    """Whether it says that nothing may be sent to this address any more, whatever it is."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Nobody knows whether it took it."""

    because: str
    people: tuple[Person, ...] = ()


Outcome = Sent | Retry | Rejected | Unconfirmed


@dataclass(frozen=True, slots=True)
class Repeat:
    """After a doubt: the provider does not have it, or would know a repeat by its key; it may be sent again.

    `progress`, where it is not None, replaces what the channel last kept: the next attempt goes on from there.
    """

    because: str
    progress: Mapping[str, Any] | None = None


# What looking for an unanswered delivery at its provider can find.
Found = Sent | Rejected | Repeat | Unconfirmed


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient of a mail: `id` is stable within the list; `unsubscribe` is an https URL of theirs alone."""

    id: str
    email: str
    name: str = ""
    language: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The delivery in whose thread another goes out: its id, and what its provider gave it (`Order.progress`)."""

    delivery: str
    receipt: str = ""
    progress: Mapping[str, Any] = field(default_factory=dict)

    @property
    def post(self) -> str | None:
        """The id of its first post, where posts have ids."""
        ids = self.progress.get("ids") or ()
        return str(ids[0]) if ids else self.receipt or None


@dataclass(frozen=True, slots=True)
class Order:
    """What one delivery asks of its channel.

    `delivery` is its id and the idempotency key of every attempt; `rendition` the approved bytes; `merge` the values of the
    merge fields that are the same for everybody; `progress` what the channel last kept (ids of a thread's posts, …).
    `at`: when this attempt begins (aware UTC), set by the engine; channels read no clock, and signatures need the present.
    `known`: recipient's id → state on record, after a first attempt; `begun`: when the attempt that is in doubt began.
    `pictures`: those that this channel shows, as approved, in their order. `kind`: what of a story this is. `answers`: whose
    thread it goes into, None where it opens one.
    """

    delivery: str
    release: str
    rendition: bytes
    people: tuple[Addressee, ...] = ()
    merge: Mapping[str, str] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1
    at: datetime | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    begun: datetime | None = None
    pictures: tuple[Image, ...] = ()
    kind: str = "release"
    answers: Answered | None = None

    @property
    def under(self) -> str | None:
        """The id of the post that the first one is a reply to, where posts have ids."""
        return self.answers.post if self.answers else None


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of one of a provider's limits, in its own words: `left` of `most`, until it begins again at `resets`.

    `most` and `resets` (aware UTC) are None where the provider did not say.
    """

    name: str
    left: int
    most: int | None = None
    resets: datetime | None = None


class Trouble(StrEnum):
    """Why a channel can't be used as it is: what a person has to mend, told apart from what may pass by itself."""

    REFUSED = "refused"  # the provider answered, and takes these credentials, this account or this app no more
    UNREACHED = "unreached"  # it did not answer, or in a way that says nothing of the credentials


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `embargo doctor`: `ok` None means that it could not be told.

    `trouble` is set where it stands between a channel and its next lift. `characters`: how many the provider said that it
    takes in a post, where each instance of it sets that for itself.
    """

    name: str
    ok: bool | None
    detail: str
    trouble: Trouble | None = None
    characters: int | None = None


class LeaseLost(EmbargoError):
    """Delivery {delivery} is no longer this worker's to send; it stops here."""
