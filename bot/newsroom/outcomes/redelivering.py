"""Redelivering: a webhook goes out once more under the id it always had, so that its receiver can tell a repeat."""

from __future__ import annotations

from django.db.models import F

from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage, require
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes.endpoints import KIND, require_enabled
from bot.newsroom.outcomes.settling import UnknownDelivery, clear_doubt
from bot.newsroom.outcomes.superseding import require_current
from bot.store.models import Delivery

REPEATABLE = (State.SENT, State.REJECTED, State.UNCONFIRMED, State.RETRYING)


class NotRepeatable(EmbargoError):
    """Delivery {delivery} goes to {channel}, where it would arrive as a second one: only webhooks are redelivered."""


class NotThereYet(EmbargoError):
    """Delivery {delivery} is {state}: only one that was sent, refused, is in doubt or waits to be tried again is redelivered."""


def redeliver(newsroom: Newsroom, delivery: str, by: str) -> None:
    """Make a webhook due again, now. Raises UnknownDelivery, NotRepeatable, NotThereYet, EndpointDisabled, Superseded or WrongStage."""
    newsroom.allow("redeliver")

    def work() -> None:
        row = Delivery.objects.select_related("release", "rendition").filter(pk=delivery).first()
        if row is None:
            raise UnknownDelivery(delivery=delivery)
        if row.kind != KIND:
            raise NotRepeatable(delivery=delivery, channel=row.channel)
        require(row.release.slug, row.release.stage, (Stage.LIFTED, Stage.WITHDRAWN), "redelivered")
        require_current(newsroom, row)
        require_enabled(row.channel)
        again = Delivery.objects.filter(pk=delivery, state__in=REPEATABLE)
        said = {"because": f"to be redelivered, by {by}", "halted": False, "forgiven": F("attempts")}
        if not again.update(state=State.DUE, claim="", lease_until=None, next_at=newsroom.now(), **said):
            raise NotThereYet(delivery=delivery, state=row.state)
        newsroom.record(row.release, by, "redeliver", delivery=row.id, was=row.state)
        clear_doubt(newsroom, row)

    newsroom.world.transact(work)
