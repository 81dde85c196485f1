"""Sending again to those whom it did not reach, and never to those who have it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.base import to_send_again
from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage, require
from bot.newsroom.copy.filing import get
from bot.newsroom.lift.rates import weights
from bot.newsroom.media_list.departures import departed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes.endpoints import require_enabled
from bot.newsroom.outcomes.settling import clear_doubt
from bot.newsroom.outcomes.superseding import superseded
from bot.store.contents import Seat, open_audience, open_rendition, seal_audience
from bot.store.models import Audience, Delivery, RecipientEvent, Release

MISSED = ("rejected", "dropped", "bounced")
RESENT = "resent"


class NothingFailed(EmbargoError):
    """Nothing of "{slug}" has failed{where}.{hint}"""


@dataclass(frozen=True, slots=True)
class Resent:
    """`deliveries` that are due again whole, `people` who get a delivery of their own, `doubtful` deliveries that were left alone."""

    deliveries: int
    people: int
    doubtful: int


def resend(newsroom: Newsroom, slug: str, by: str, channel: str | None = None) -> Resent:
    """Make what was refused due again, and write anew to people whom a delivery missed that went otherwise.

    What is in doubt is for a person to settle first. Texts that a newer one took the place of stay where they are. Raises
    UnknownRelease, WrongStage, EndpointDisabled or NothingFailed.
    """
    newsroom.allow("resend")

    def work() -> Resent:
        release = get(slug)
        require(slug, release.stage, (Stage.LIFTED, Stage.WITHDRAWN), "sent again")
        rows = Delivery.objects.filter(release=release, rendition__approval__void_at=None)
        rows = rows.select_related("release", "rendition__approval__version")
        rows = rows.filter(channel=channel) if channel else rows
        doubtful = rows.filter(state=State.UNCONFIRMED).count()
        again, missed = list[str](), list[tuple[str, int]]()
        for row in rows.filter(state=State.REJECTED):
            if not superseded(newsroom, row):
                _due_again(newsroom, row, by)
                again.append(row.pk)
        for row in rows.filter(state=State.SENT, people__state__in=MISSED).distinct():
            if not superseded(newsroom, row) and (seats := _missed(newsroom, row)):
                missed.append((_written_anew(newsroom, release, row, seats), len(seats)))
        if not again and not missed:
            hint = f" {doubtful} are in doubt: `embargo settle DELIVERY sent|resend` decides each." if doubtful else ""
            raise NothingFailed(slug=slug, where=f" on {channel}" if channel else "", hint=hint)
        people = sum(count for _, count in missed)
        newsroom.record(release, by, "resend", deliveries=len(again), people=people)
        if newsroom.hand_over is not None:
            newsroom.hand_over([*again, *(delivery for delivery, _ in missed)])
        return Resent(len(again), people, doubtful)

    return newsroom.world.transact(work)


def _due_again(newsroom: Newsroom, row: Delivery, by: str) -> None:
    require_enabled(row.channel)
    RecipientEvent.objects.filter(delivery=row, state__in=("unconfirmed", "rejected")).delete()
    columns: dict[str, object] = {
        "progress": to_send_again(row.progress),
        "because": f"resent by {by}",
        "next_at": newsroom.now(),
    }
    columns |= {"halted": False, "forgiven": row.attempts}
    Delivery.objects.filter(pk=row.pk).update(state=State.DUE, claim="", lease_until=None, **columns)
    clear_doubt(newsroom, row)


def _missed(newsroom: Newsroom, row: Delivery) -> list[Seat]:
    """Those of a delivery that went who are known not to have it, and are still on the list."""
    named = set(RecipientEvent.objects.filter(delivery=row, state__in=MISSED).values_list("email", flat=True))
    seats = [seat for seat in open_audience(newsroom.keyring, row) if seat.email in named]
    gone = departed([seat.number for seat in seats])
    return [seat for seat in seats if seat.number not in gone]


def _written_anew(newsroom: Newsroom, release: Release, row: Delivery, seats: list[Seat]) -> str:
    """A delivery of their own, of the same rendition: the one that missed them says so, and is not asked again."""
    delivery, now = newsroom.world.new_id(), newsroom.now()
    content = open_rendition(newsroom.keyring, release.slug, row.rendition)
    (weight,) = weights(newsroom, row.channel, content, [len(seats)])
    last = Delivery.objects.filter(rendition__approval=row.rendition.approval_id, channel=row.channel).latest("ordinal")
    alike = {"rendition": row.rendition, "channel": row.channel, "kind": row.kind, "follows": row.follows}
    Delivery.objects.create(
        id=delivery, release=release, ordinal=last.ordinal + 1, recipients=len(seats), weight=weight, **alike
    )
    sealed = seal_audience(newsroom.keyring, delivery, seats)
    Audience.objects.create(delivery_id=delivery, content=sealed)
    Delivery.objects.filter(pk=delivery).update(state=State.DUE, due_at=now, next_at=now)
    emails = [seat.email for seat in seats]
    RecipientEvent.objects.filter(delivery=row, email__in=emails).update(state=RESENT, at=now)
    return delivery
