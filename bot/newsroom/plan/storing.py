"""Storing one part of what was approved: its rendition, sealed, and its deliveries, waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.newsroom.lift.rates import weights
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Part
from bot.store.contents import seal_rendition
from bot.store.enclosures import seal_entries
from bot.store.models import Approval, Delivery, Release, Rendition
from bot.store.statements import insert_alike


def store_part(
    newsroom: Newsroom,
    release: Release,
    approval: Approval,
    part: Part,
    groups: Sequence[tuple[str, int]],
    threads: Mapping[str, str] = {},
) -> None:
    """Within the approval's transaction. `groups`: a delivery each, with its id ("": a new one) and how many people it carries.

    `threads`: by that id, the delivery in whose thread it goes.
    """
    content = seal_rendition(newsroom.keyring, release.slug, part.digest, part.channel, part.content)
    named = {"channel": part.channel, "language": part.language, "kind": part.kind, "digest": part.digest}
    entries = seal_entries(newsroom.keyring, release.slug, part.key, part.enclosures)
    rendition = Rendition.objects.create(approval=approval, content=content, enclosures=entries, **named)
    if not part.channel or (part.list and not part.recipients):
        return
    # The languages of one channel are numbered through.
    first = Delivery.objects.filter(rendition__approval=approval, channel=part.channel).count()
    heavy = weights(newsroom, part.channel, part.content, [people for _, people in groups])
    alike = Delivery(release=release, rendition=rendition, channel=part.channel, kind=part.kind)
    insert_alike(
        alike,
        ("id", "ordinal", "recipients", "weight", "follows"),
        (
            (delivery or newsroom.world.new_id(), ordinal, people, weight, threads.get(delivery, ""))
            for ordinal, ((delivery, people), weight) in enumerate(zip(groups, heavy, strict=True), first)
        ),
    )


def put_on_record(newsroom: Newsroom, release: Release, approval: Approval) -> None:
    """Within the approval's transaction: who signed what off, in whose place, and whether alone."""
    more = {"in_place_of": approval.in_place_of} if approval.in_place_of else {}
    alone, version = approval.alone or None, approval.version.digest
    newsroom.record(release, approval.by, "approve", approval=approval.digest, alone=alone, version=version, **more)
