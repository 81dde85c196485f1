"""Who got a release, or may have: whom a correction, an update, a withdrawal or a recall goes to, and in whose thread."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.core.delivery import State
from bot.core.events import TAKEN
from bot.core.standing import Standing
from bot.newsroom.media_list.departures import departed
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import Seat, open_audience
from bot.store.models import Delivery, RecipientEvent, Release

GOT = (State.SENT, State.SENDING, State.UNCONFIRMED)
WAITS = (State.WAITING, State.DUE, State.CLAIMED, State.RETRYING)
AT_ONCE = 500  # deliveries read together
LOST = frozenset({"rejected", "dropped", "bounced", "resent"})
"""What is on record of a person who did not get the mail; "resent": another delivery brought it, and names them."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Those of one delivery who got it: what follows goes into the thread of the delivery `thread`, "" where they have none yet."""

    thread: str
    language: str
    seats: tuple[Seat, ...]


def reached(newsroom: Newsroom, release: Release, channel: str, waiting: bool) -> Iterator[Reached]:
    """Everybody who got a mail of this release through a channel, or may have, each once, less those who have left the list.

    `waiting`: those too whose mail has not left and will not, as a newer text takes its place.
    """
    seen: set[int] = set()
    for row in _rows(release, channel):
        seats = open_audience(newsroom.keyring, row)
        gone = departed([seat.number for seat in seats])
        here = [seat for seat in seats if seat.number not in gone and seat.number not in seen]
        got = _got(row, here)
        left_out = [seat for seat in here if seat not in got] if waiting and row.state in WAITS else []
        seen |= {seat.number for seat in (*got, *left_out)}
        if got:
            yield Reached(row.follows or row.pk, row.rendition.language, tuple(got))
        if left_out:
            yield Reached("", row.rendition.language, tuple(left_out))


def _rows(release: Release, channel: str) -> Iterator[Delivery]:
    """The deliveries that brought a text, the first first. No statement is open in between: see `store.pages`."""
    rows = Delivery.objects.filter(release=release, channel=channel, rendition__approval__void_at=None)
    rows = rows.exclude(rendition__approval__version__standing=Standing.RECALL)
    keys = list(rows.order_by("rendition__approval_id", "ordinal", "due_at").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = Delivery.objects.select_related("rendition").in_bulk(some)
        yield from (found[key] for key in some if key in found)


def _got(row: Delivery, seats: Collection[Seat]) -> list[Seat]:
    """Of a delivery that went, all but those who are known not to have it; of one that did not, those who have it."""
    if not row.attempts:
        return []
    states = dict(RecipientEvent.objects.filter(delivery=row).values_list("email", "state"))
    if row.state in GOT:
        return [seat for seat in seats if states.get(seat.email) not in LOST]
    done = (
        set(row.progress.get("done", ())) | set(row.progress.get("begun", ())) | set(row.progress.get("doubtful", {}))
    )
    got = TAKEN - LOST | {"sent", "unconfirmed"}
    return [
        seat
        for seat in seats
        if states.get(seat.email) in got or (str(seat.number) in done and states.get(seat.email) not in LOST)
    ]
