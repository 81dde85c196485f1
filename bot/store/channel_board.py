"""How each channel is doing: what it took last, what waits for it, how its provider answered when it was asked. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.delivery import State
from bot.store.models import Attempt, Delivery, Endpoint, Vetting
from bot.store.statements import rows

UNDER_WAY = (State.DUE, State.CLAIMED, State.SENDING, State.RETRYING)
ENDED = (State.SENT, State.REJECTED, State.UNCONFIRMED, State.CANCELLED)
_COUNTS = "SELECT channel, state, COUNT(*) FROM store_delivery WHERE state IN %s GROUP BY channel, state"


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel at one moment. `last`: the delivery that was taken last; `waiting` and `unconfirmed`: how many are there now."""

    name: str
    last: Delivery | None
    waiting: int
    unconfirmed: int
    endpoint: Endpoint | None
    vetting: Vetting | None


def standings(names: Sequence[str]) -> list[Standing]:
    """Each channel in the order given."""
    endpoints = {row.channel: row for row in Endpoint.objects.all()}
    vettings = {row.channel: row for row in Vetting.objects.all()}
    counts = Counter(
        {(channel, state): count for channel, state, count in rows(_COUNTS, (*UNDER_WAY, State.UNCONFIRMED))}
    )
    return [
        Standing(
            name,
            Delivery.objects.filter(state=State.SENT, channel=name)
            .order_by("-due_at")
            .select_related("release")
            .first(),
            sum(counts[name, state] for state in UNDER_WAY),
            counts[name, State.UNCONFIRMED],
            endpoints.get(name),
            vettings.get(name),
        )
        for name in names
    ]


def tries(channel: str, most: int) -> list[Attempt]:
    """What was tried with a channel by the deliveries that came due last, the newest first; each with its delivery and release.

    State by state, as the index goes: a channel's whole past need not be sorted for its newest few.
    """
    newest: list[str] = []
    for state in (*UNDER_WAY, *ENDED):
        of_state = Delivery.objects.filter(state=state, channel=channel)
        newest += of_state.order_by("-due_at").values_list("pk", flat=True)[:most]
    found = Attempt.objects.filter(delivery__in=newest).select_related("delivery__release")
    return list(found.order_by("-pk")[:most])
