"""Stop everything: no release lifts and nothing more is sent, until two people let it go on. Nothing is cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, Release, Standstill
from bot.store.standstill import standstill

CODE = "standstill"
HELD_BACK = (State.DUE, State.CLAIMED, State.RETRYING)


class StoppedAlready(EmbargoError):
    """Everything is stopped already, by {by}."""


class NotStopped(EmbargoError):
    """Nothing is stopped: there is nothing to let go on."""


class TakesTwo(EmbargoError):
    """{by} has said so already. It takes a second person to let everything go on."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a standstill holds: releases that would lift, the soonest instant among them, deliveries not begun, and those
    that have begun, which can't be held any more."""

    releases: int
    soonest: datetime | None
    deliveries: int
    begun: int


def what_it_holds() -> Standing:
    """As things stand now."""
    waiting = Release.objects.filter(stage=Stage.APPROVED)
    return Standing(
        waiting.count(),
        waiting.aggregate(Min("instant"))["instant__min"],
        Delivery.objects.filter(state__in=HELD_BACK).count(),
        Delivery.objects.filter(state=State.SENDING).count(),
    )


def stop_everything(newsroom: Newsroom, by: str, because: str = "") -> Standing:
    """From now on nothing lifts and nothing is taken on to be sent; what was taken on and has not begun is given back.

    Raises StoppedAlready. Whoever is first to see that something is wrong may: it takes no role.
    """
    newsroom.allow("stop")
    because = " ".join(because.split())[:300]

    def work() -> Standing:
        if open_one := standstill():
            raise StoppedAlready(by=open_one.by)
        found = what_it_holds()
        Standstill.objects.create(by=by, at=newsroom.now(), because=because)
        Delivery.objects.filter(state=State.CLAIMED).update(
            state=State.DUE, claim="", claimed_at=None, lease_until=None
        )
        raise_alert(newsroom, None, CODE, _text(by, because))
        facts = {"releases": found.releases, "deliveries": found.deliveries, "because": because or None}
        newsroom.record(None, by, "stop-everything", **facts)
        return found

    found = newsroom.world.transact(work)
    newsroom.world.alarm(CODE, _text(by, because))
    return found


def let_everything_go_on(newsroom: Newsroom, by: str) -> bool:
    """One of the two words that it takes; True with the second. Then what is due goes, and what is late is asked about.

    Raises NotStopped, or TakesTwo for a second word by the same person.
    """
    newsroom.allow("resume")

    def work() -> bool:
        found = standstill()
        if found is None:
            raise NotStopped()
        now = newsroom.now()
        if not found.agreed_by:
            Standstill.objects.filter(pk=found.pk).update(agreed_by=by, agreed_at=now)
            newsroom.record(None, by, "agree-to-go-on")
            return False
        if found.agreed_by.casefold() == by.casefold():
            raise TakesTwo(by=by)
        Standstill.objects.filter(pk=found.pk).update(ended_by=by, ended_at=now)
        clear_alerts(newsroom, None, CODE)
        newsroom.record(None, by, "go-on", agreed=found.agreed_by)
        return True

    return newsroom.world.transact(work)


def _text(by: str, because: str) -> str:
    why = f" ({because})" if because else ""
    return f"{by} stopped everything{why}: nothing lifts and nothing is sent until two people let it go on."
