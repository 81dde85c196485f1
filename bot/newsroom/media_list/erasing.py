"""One person, everywhere: what is kept of them, and erasing it.

Erased is what names them, on every list, in what was sealed for a mailing and in what providers told. What stays: their
rows, without a word about them, so that nothing that was approved finds them; the address's MAC, so that no import brings
them back; and the journal, which never had the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.core.audience import Because
from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.newsroom.media_list.preferences import own_data
from bot.newsroom.media_list.suppressing import address_key, everywhere, read_address, suppress
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.yielding import Way
from bot.store.contents import open_seats, seal_audience
from bot.store.embargoes import utc_text
from bot.store.models import Audience, JournalRow, Reader, RecipientEvent, SignUp, Suppression

_AT_ONCE = 200


class Unknown(EmbargoError):
    """Nothing is kept of {email}."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure came to: lists, mailings whose sealed people had the address, and what providers had told."""

    lists: int
    mailings: int
    events: int


def history(newsroom: Newsroom, email: str) -> dict[str, Any]:
    """All that is kept of an address: lists, mailings, what became of them, who did what. Plain JSON. Raises NotAnAddress, Unknown."""
    address = read_address(email)
    readers = everywhere(address)
    numbers = {reader.pk for reader in readers}
    off = Suppression.objects.filter(address=address_key(newsroom, address)).first()
    asked = SignUp.objects.filter(email=address).order_by("asked_at").values_list("list__name", "asked_at", "state")
    if not (readers or off or asked):
        raise Unknown(email=address)
    told = {row.delivery_id: row for row in RecipientEvent.objects.filter(email=address)}
    mailings = []
    for audience, _ in _sealed_with(newsroom, numbers):
        delivery, event = audience.delivery, told.get(audience.pk)
        state = event.state if event else delivery.state
        at = event.at if event else delivery.accepted_at
        mailings.append({"release": delivery.release.slug, "state": state, "at": utc_text(at) if at else None})
    acts = JournalRow.objects.filter(release=None).order_by("number")
    return {
        "email": address,
        "lists": [own_data(reader) for reader in readers],
        "suppressed": {"because": off.because, "at": utc_text(off.at), "by": off.by} if off else None,
        "sign_ups": [{"list": name, "at": utc_text(at), "state": state} for name, at, state in asked],
        "mailings": mailings,
        "acts": [
            {"at": utc_text(row.at), "by": row.actor, "act": row.act} for row in acts.iterator() if _about(row, numbers)
        ],
    }


def erase(newsroom: Newsroom, email: str, by: str) -> Erased:
    """Take out all that names an address, and keep it off every list from now on. Raises NotAnAddress or Unknown.

    A long history is gone through a few mailings at a time. Broken off, it is done by asking again.
    """
    newsroom.allow("erase")
    address = read_address(email)
    readers = everywhere(address)
    if not readers and not SignUp.objects.filter(email=address).exists():
        raise Unknown(email=address)
    # Nothing more is sent to them from here on, whatever becomes of the rest.
    newsroom.world.transact(lambda: suppress(newsroom, address, Because.ERASED, by))
    mailings = _blank_sealed(newsroom, {reader.pk for reader in readers})

    def work() -> Erased:
        Suppression.objects.filter(address=address_key(newsroom, address)).update(because=Because.ERASED)
        SignUp.objects.filter(email=address).delete()
        events = RecipientEvent.objects.filter(email=address).update(email="", detail="")
        for reader in readers:
            gone: dict[str, Any] = dict.fromkeys(("name", "outlet", "beat", "language", "zone"), "")
            # An address that nobody can have: it has no @.
            Reader.objects.filter(pk=reader.pk).update(
                email=f"erased {reader.pk}", left_because=Because.ERASED, joined_at=None, **gone
            )
        newsroom.record(None, by, "erase", readers=[reader.pk for reader in readers])
        return Erased(len(readers), mailings, events)

    return newsroom.world.transact(work)


def _blank_sealed(newsroom: Newsroom, numbers: set[int]) -> int:
    """Seal the people of their mailings anew, without them by name. Bodies that were built ahead are built again."""
    count = 0
    for audience, seats in _sealed_with(newsroom, numbers):
        blank = [replace(seat, email="", name="") if seat.number in numbers else seat for seat in seats]
        content = seal_audience(newsroom.keyring, audience.pk, blank)
        newsroom.world.transact(
            lambda pk=audience.pk, content=content: Audience.objects.filter(pk=pk).update(content=content)  # type: ignore[misc]
        )
        if newsroom.spool is not None and audience.delivery.state in (State.WAITING, State.DUE, State.CLAIMED):
            newsroom.spool.drop(audience.pk)
        count += 1
    return count


def _sealed_with(newsroom: Newsroom, numbers: set[int]) -> Iterator[tuple[Audience, list[Any]]]:
    """The sealed audiences that have one of these readers, oldest first, opened one by one."""
    if not numbers:
        return
    way = Way(newsroom)
    rows = Audience.objects.filter(delivery__state__isnull=False).order_by("delivery__release_id", "pk")
    for some in _chunks(rows.values_list("pk", flat=True)):
        way.give()
        for audience in Audience.objects.select_related("delivery__release").filter(pk__in=some):
            seats = open_seats(newsroom.keyring, audience.pk, audience.content)
            if any(seat.number in numbers for seat in seats):
                yield audience, seats


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    found = list(keys)
    for start in range(0, len(found), _AT_ONCE):
        yield found[start : start + _AT_ONCE]


def _about(row: JournalRow, numbers: set[int]) -> bool:
    facts = row.facts
    return facts.get("reader") in numbers or bool(numbers & set(facts.get("readers") or ()))
