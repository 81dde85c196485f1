"""Freezing: the people of a list are sealed before the approval that binds them, a few at a time, so that no lift waits for it.

What is frozen belongs to nothing until the approval's own short transaction makes the deliveries. A crash before leaves
sealed rows that nobody refers to; a later approval removes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Part, Plan, audience_digest, audience_of
from bot.store.contents import Seat, seal_audience
from bot.store.models import Audience, Freezing, MediaList

AT_ONCE = 20  # audiences a transaction: some 400 kB, a few milliseconds of the write lock
LEFT_AFTER = timedelta(hours=1)
ALONE = ("", 0)
"""The group of a channel that sends to no list: one delivery to nobody in particular."""


@dataclass
class Frozen:
    """`groups`: part → the deliveries to be, each with its id and how many people. `rest` is written with the approval.

    `revisions`: the lists as they were; None where it does not matter who has come since, as nobody is taken from them.
    """

    key: str
    revisions: Mapping[str, tuple[int, object]] | None
    groups: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    rest: list[Audience] = field(default_factory=list)
    written: bool = False


def freeze(newsroom: Newsroom, plan: Plan) -> Frozen | None:
    """Seal the people of every list; None when a list is not what was shown any more. Call it outside of transactions."""
    _remove_left(newsroom)
    frozen = Frozen(newsroom.world.new_id(), _revisions(plan))
    for part in plan.parts:
        if not part.list:
            continue
        passing = _passing(newsroom, frozen, part, audience_of(newsroom, plan.text, part))
        if audience_digest(passing) != (part.recipients, part.audience_digest):
            return None
    return frozen


def thaw(plan: Plan, frozen: Frozen) -> bool:
    """Within the approval's transaction: from here on the frozen rows are its own. False when a list changed since."""
    if frozen.revisions is not None and _revisions(plan) != frozen.revisions:
        return False
    Audience.objects.bulk_create(frozen.rest)
    if frozen.written:
        Freezing.objects.filter(pk=frozen.key).delete()
    return True


def _revisions(plan: Plan) -> dict[str, tuple[int, object]]:
    lists = MediaList.objects.filter(name__in={part.list for part in plan.parts if part.list})
    return {one.name: (one.revision, one.importing_since) for one in lists}


def _passing(newsroom: Newsroom, frozen: Frozen, part: Part, people: Iterator[Seat]) -> Iterator[Seat]:
    """`people`, as somebody else counts them; those that have passed are sealed, a batch of the channel's at a time."""
    batch, group = newsroom.channel(part.channel).batch, list[Seat]()
    for seat in people:
        group.append(seat)
        if len(group) == batch:
            seal_group(newsroom, frozen, part, group)
            group = []
        yield seat
    if group:
        seal_group(newsroom, frozen, part, group)


def seal_group(newsroom: Newsroom, frozen: Frozen, part: Part, group: Sequence[Seat]) -> str:
    """Seal the people of one delivery to be, and tell its id."""
    delivery = newsroom.world.new_id()
    frozen.groups.setdefault(part.key, []).append((delivery, len(group)))
    sealed = seal_audience(newsroom.keyring, delivery, group)
    frozen.rest.append(Audience(delivery_id=delivery, content=sealed, freezing=frozen.key))
    if len(frozen.rest) > AT_ONCE:
        some, frozen.rest = frozen.rest, []
        newsroom.world.transact(lambda: _write(newsroom, frozen, some))
    return delivery


def _write(newsroom: Newsroom, frozen: Frozen, some: Sequence[Audience]) -> None:
    if not frozen.written:
        Freezing.objects.create(id=frozen.key, at=newsroom.now())
        frozen.written = True
    Audience.objects.bulk_create(some)


def _remove_left(newsroom: Newsroom) -> None:
    """What an approval that did not come to its end has left, as gently as it was written."""
    for left in Freezing.objects.filter(at__lt=newsroom.now() - LEFT_AFTER):
        rows = Audience.objects.filter(freezing=left.pk)
        while some := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
            newsroom.world.transact(lambda some=some: Audience.objects.filter(pk__in=some).delete())  # type: ignore[misc]
        newsroom.world.transact(left.delete)
