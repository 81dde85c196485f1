"""Planted: what is sent twice, where nobody can know that it was taken before (promise 3)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from django.db import DatabaseError

from bot.channels import notify, sendgrid, smtp, tally, webhook, x
from bot.core.delivery import LeaseLost, Repeat, Retry, State, Unconfirmed
from bot.engine import steps
from bot.engine.process import Engine
from bot.newsroom.lift import claiming, sending, spooling
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store.models import Delivery
from tests.simulation.planting import Patch, around, bug, unarmed


@bug(3)
def _blind_retry(patch: Patch) -> None:
    """What was on its way when its process died is due again."""

    def work(real: Any, room: Newsroom) -> Any:
        lost = Delivery.objects.filter(state=State.SENDING, lease_until__lte=room.now())
        lost.update(state=State.DUE, claim="", lease_until=None)
        return real(room)

    around(patch, settling, "recover", work)


@bug(3)
def _send_before_commit(patch: Patch) -> None:
    """Bytes leave before it is on record that they do."""
    unarmed(patch)

    def begin(engine: Any, held: Any) -> None:
        room = engine.newsroom
        try:
            order = spooling.prepare_claimed(room, held).order
            channel = room.channel(held.channel)
            outcome = channel.send(order, channel.build(order), room.world.wire(held.channel), lambda made: None)
            sending.begin(room, lambda: [held])
        except (LeaseLost, DatabaseError):
            engine.let_go(held)
            return
        engine.answered(settling.Settled(held, outcome))
        room.world.submit(steps.settle, engine)

    patch.setattr(steps, "begin", begin)


@bug(3)
def _greedy_claim(patch: Patch) -> None:
    """A claim takes what is on its way already."""

    def work(real: Any, room: Newsroom, places: Any, *more: Any) -> Any:
        Delivery.objects.filter(state=State.SENDING, channel__in=list(places)).update(state=State.DUE)
        return real(room, places, *more)

    around(patch, claiming, "claim", work)


@bug(3, near=417)
def _no_fence(patch: Patch) -> None:
    """Nobody asks before the first byte whether the lease still lasts."""

    class Forever(dict[Any, float]):
        def get(self, *_: Any) -> float:
            return math.inf

    patch.setattr(sending, "require_mine", lambda *_: None)
    around(patch, Engine, "held", lambda real, engine: Forever(real(engine)))


@bug(3, near=28)
def _timeout_is_refusal(patch: Patch) -> None:
    """Mail that was not answered counts as mail that was not taken."""
    patch.setattr(sendgrid, "failed", lambda error, who: Retry("no answer"))


@bug(3, near=16)
def _sendgrid_repeats(patch: Patch) -> None:
    """Mail in doubt is sent again without asking anybody."""
    patch.setattr(sendgrid.SendGrid, "reconcile", lambda *_: Repeat("why not"))


@bug(3, near=27)
def _smtp_forgets(patch: Patch) -> None:
    """Whom a letter had begun to go to is not kept."""
    around(patch, tally.Tally, "progress", lambda real, mine, begun=(): real(mine))


@bug(3, near=32)
def _smtp_doubts(patch: Patch) -> None:
    """A letter without an answer is put off, and so written again."""

    def work(real: Any, *given: Any) -> Any:
        fate = real(*given)
        return replace(fate, state="deferred") if fate.state == "unconfirmed" else fate

    around(patch, smtp, "_handed_over", work)


@bug(3, 4)
def _thread_restarts(patch: Patch) -> None:
    """A thread begins again with its first post."""
    around(patch, x.X, "send", lambda real, mine, order, *more: real(mine, replace(order, progress={}), *more))


@bug(3)
def _hook_id(patch: Patch) -> None:
    """A webhook has another id at each attempt."""

    def work(real: Any, mine: Any, delivery: str, at: Any, body: bytes) -> Any:
        return real(mine, f"{delivery}-{at.timestamp()}", at, body)

    around(patch, webhook.Webhook, "_signed", work)


@bug(3)
def _a_notice_goes_again(patch: Patch) -> None:
    """A notice whose answer never came is posted again."""

    def work(real: Any, *given: Any) -> Any:
        outcome = real(*given)
        return Retry("once more") if isinstance(outcome, Unconfirmed) else outcome

    around(patch, notify.Notify, "_judged", work)
