"""Media lists as they are looked through: who is on them, who is found by a word. Reads only."""

from __future__ import annotations

from functools import reduce
from operator import and_

from django.db.models import Q

from bot.core.audience import Because
from bot.store.models import MediaList, Reader, RecipientEvent

MOST_WORDS = 5


def lists() -> list[str]:
    """Their names."""
    return list(MediaList.objects.order_by("name").values_list("name", flat=True))


def found(words: str, most: int, name: str = "") -> list[Reader]:
    """Readers, on one list or all, in whose address, name or outlet every word stands; those who left among them."""
    readers = Reader.objects.select_related("list")
    if name:
        readers = readers.filter(list__name=name)
    wanted = [
        Q(email__icontains=word) | Q(name__icontains=word) | Q(outlet__icontains=word)
        for word in words.split()[:MOST_WORDS]
    ]
    if not wanted:
        return []
    return list(readers.filter(reduce(and_, wanted)).exclude(left_because=Because.ERASED).order_by("pk")[:most])


def page_of(name: str, after: int, size: int) -> tuple[list[Reader], int | None]:
    """Those on a list now, from the row after `after` on; and the key to ask the next page with, None at the end."""
    readers = Reader.objects.filter(list__name=name, left_at=None, pk__gt=after).order_by("pk")
    rows = list(readers.select_related("list")[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else None


def told_of(email: str, most: int) -> list[RecipientEvent]:
    """What providers told of mail to an address, the newest first."""
    events = RecipientEvent.objects.filter(email=email).select_related("delivery__release")
    return list(events.order_by("-pk")[:most])
