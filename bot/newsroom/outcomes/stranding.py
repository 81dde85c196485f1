"""Deliveries that wait for something to be put right: what can't be built, and what nobody would ever claim."""

from __future__ import annotations

from bot.core.delivery import State
from bot.newsroom.alerting import Alarm, raised
from bot.newsroom.lift.sending import Claim
from bot.newsroom.newsroom import Newsroom
from bot.store.endpoints import disabled
from bot.store.models import Delivery
from bot.store.statements import rows

AT_ONCE = 500
STRANDED = "it waits: "


def unsendable(newsroom: Newsroom, held: Claim, because: str) -> tuple[Alarm, ...]:
    """A delivery that can't even be built (a key that is missing, a broken seal): due again when its lease ends, and an alert."""

    def work() -> tuple[Alarm, ...]:
        row = Delivery.objects.select_related("release").get(pk=held.delivery)
        Delivery.objects.filter(pk=row.pk, claim=held.token).update(because=because[:500])
        text = f"{row.release.slug}: a delivery to {row.channel} can't be built: {because}"
        return tuple(raised(newsroom, row.release, f"unsendable-{row.channel}"[:40], text))

    return newsroom.world.transact(work)


def unclaimable(newsroom: Newsroom) -> tuple[Alarm, ...]:
    """Alert, once, about deliveries that nobody would ever claim: their channel is configured no longer, or is disabled."""
    claimed = tuple(newsroom.config.channels.keys() - disabled())
    # A look without the write lock, and without the ORM: mostly nothing is due at all.
    if not rows("SELECT 1 FROM store_delivery WHERE state = %s LIMIT 1", State.DUE):
        return ()
    left = Delivery.objects.filter(state=State.DUE).exclude(channel__in=claimed).exclude(because__startswith=STRANDED)
    if not left.exists():
        return ()

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        for row in left.select_related("release")[:AT_ONCE]:
            known = row.channel in newsroom.config.channels
            cure = f"`embargo enable {row.channel}`" if known else "Put it back"
            because = f'{STRANDED}{"the receiver of" if known else "the configuration has no channel"} "{row.channel}"'
            because += " is disabled" if known else " any more"
            Delivery.objects.filter(pk=row.pk).update(because=because)
            text = f"{row.release.slug}: {because}. {cure}, or `embargo stop {row.release.slug}`."
            alarms += raised(newsroom, row.release, f"unsendable-{row.channel}"[:40], text)
        return tuple(alarms)

    return newsroom.world.transact(work)
