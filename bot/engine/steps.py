"""The steps of the engine in one table. Each is plain: it takes the engine, does its part, and can be repeated at any time.

`engine.clock` ticks them with APScheduler; the simulator runs the same table from a seeded heap of events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import DatabaseError

from bot.core.delivery import LeaseLost, Order
from bot.core.errors import EmbargoError
from bot.engine.process import Engine
from bot.newsroom import arming, lifting, rezoning, sending, settling, telling
from bot.newsroom.sending import LEASE, Claim

AHEAD = timedelta(seconds=10)
RENEW_WHEN_OLDER = LEASE.total_seconds() / 3


def arm(engine: Engine) -> None:
    """Look a few seconds ahead, so that each coming instant can be waited for to the millisecond."""
    newsroom = engine.newsroom
    if not engine.may_act():
        return
    horizon = newsroom.world.reading().latest + AHEAD
    engine.instants = frozenset(lifting.instants_before(horizon, newsroom.config.clock.margin))
    if engine.instants:
        engine.sound(rezoning.hold_before(newsroom, horizon))
    if not engine.sends or engine.draining:
        return
    room = {name: config.concurrency for name, config in newsroom.config.channels.items()}
    wanted = arming.soon(newsroom, horizon, room) if engine.instants else {}
    for delivery in [one.delivery for one in list(engine.armed.values()) if wanted.get(one.delivery) != one.instant]:
        engine.armed.pop(delivery, None)
    for delivery in [one for one in wanted if one not in engine.armed]:
        newsroom.world.submit(prepare, engine, delivery)


def prepare(engine: Engine, delivery: str) -> None:
    """Build one delivery ahead of its instant."""
    one = arming.arm(engine.newsroom, delivery)
    if one is not None:
        engine.armed[delivery] = one


def lift(engine: Engine) -> None:
    """Let go what is due, one batch after the other."""
    newsroom = engine.newsroom
    if not engine.may_act():
        return
    while True:
        with engine.claiming:
            lifted = lifting.lift_due(newsroom, engine.vigil.reading(newsroom), engine.ready())
            engine.hold([arming.claim_of(one) for one in lifted.begun])
        for one in lifted.begun:
            engine.armed.pop(one.delivery, None)
            newsroom.world.submit(send, engine, arming.claim_of(one), one.order, one.body)
        if lifted == lifting.Lifted():
            return
        engine.sound(lifted.alarms)
        engine.wake("claim")


def claim(engine: Engine) -> None:
    """Take on as many due deliveries as there are hands for."""
    if engine.draining or not engine.may_act():
        return
    with engine.claiming:
        claims = sending.claim(engine.newsroom, engine.room())
        engine.hold(claims)
    for one in claims:
        engine.newsroom.world.submit(begin, engine, one)


def begin(engine: Engine, held: Claim) -> None:
    """Build the body while the claim can still be lost without harm, then commit that bytes are about to leave."""
    newsroom = engine.newsroom
    try:
        order = sending.order_of(newsroom, held)
        body = newsroom.channel(held.channel).build(order)
        sending.begin(newsroom, held)
    except LeaseLost:
        engine.let_go(held)
        engine.cured("begin")
    except sending.NobodyLeft as error:
        engine.let_go(held)
        sending.call_off(newsroom, held, str(error))
    except DatabaseError as error:
        engine.let_go(held)
        engine.fault("begin", error)
    except EmbargoError as error:
        engine.let_go(held)
        engine.sound(settling.unsendable(newsroom, held, str(error)))
    except BaseException:
        engine.let_go(held)
        raise
    else:
        engine.cured("begin")
        newsroom.world.submit(send, engine, held, order, body)


def send(engine: Engine, held: Claim, order: Order, body: bytes) -> None:
    """Bytes leave here, and nowhere else: not before the instant, not without the lease."""
    newsroom = engine.newsroom
    try:
        if newsroom.world.monotonic() >= engine.held().get(held, 0.0) or not sending.still_mine(newsroom, held):
            raise LeaseLost(delivery=held.delivery)
        channel = newsroom.channel(held.channel)
        # Signatures carry a time, and what was built ahead must not carry the one at which it was built.
        order = replace(order, at=newsroom.now())
        outcome = channel.send(order, body, newsroom.world.wire(held.channel), lambda made: _keep(engine, held, made))
    except LeaseLost:
        engine.let_go(held)
        engine.cured("send")
    except DatabaseError as error:
        # In doubt from here: the lease runs out, and the delivery becomes unconfirmed.
        engine.let_go(held)
        engine.fault("send", error)
    except BaseException:
        engine.let_go(held)
        raise
    else:
        engine.cured("send")
        engine.answered(settling.Settled(held, outcome, order.attempt))
        newsroom.world.submit(settle, engine)


def settle(engine: Engine) -> None:
    """Commit every answer that has come in since the last time, together."""
    outcomes = engine.take_outcomes()
    if not outcomes:
        return
    try:
        alarms = settling.settle(engine.newsroom, outcomes)
    except DatabaseError as error:
        engine.fault("settle", error)
        for one in outcomes:
            engine.answered(one)
        return
    engine.cured("settle")
    for one in outcomes:
        engine.let_go(one.claim)
    engine.sound(alarms)
    engine.wake("claim")


def recover(engine: Engine) -> None:
    """Renew what is on its way here; take up what others left, and retries whose time has come."""
    world = engine.newsroom.world
    if not engine.may_act():
        return
    engine.vigil.heed(engine.newsroom)
    now = world.monotonic()
    old = [
        claim for claim, until in engine.held().items() if now < until < now + LEASE.total_seconds() - RENEW_WHEN_OLDER
    ]
    sending.renew(engine.newsroom, old)
    engine.prolong(old, now + LEASE.total_seconds())
    # Answers first: one that waited for a full disk to be cured is worth more than the doubt its lease has left.
    settle(engine)
    engine.sound(settling.recover(engine.newsroom))
    engine.wake("claim")


def sweep(engine: Engine) -> None:
    """What nobody else looks after: instants that came unapproved or paused, and doubts that a provider can clear up."""
    newsroom = engine.newsroom
    if not engine.may_act():
        return
    engine.sound(engine.vigil.mind(newsroom))
    engine.sound(lifting.alert_unapproved(newsroom, newsroom.now()))
    engine.sound(lifting.alert_paused(newsroom, newsroom.now()))
    engine.sound(settling.unclaimable(newsroom))
    for delivery in engine.look_for(settling.in_doubt(newsroom)):
        newsroom.world.submit(look_up, engine, delivery)


def look_up(engine: Engine, delivery: str) -> None:
    """Ask a provider what became of a delivery in doubt."""
    newsroom = engine.newsroom
    try:
        asked = sending.order_in_doubt(newsroom, delivery)
        if asked is None:
            return
        channel_name, order = asked
        found = newsroom.channel(channel_name).reconcile(order, newsroom.world.wire(channel_name))
        engine.sound(settling.settle_found(newsroom, delivery, found, order.attempt - 1))
    finally:
        engine.looked(delivery)


def tell(engine: Engine) -> None:
    """Notices that the office wants, and alerts that people have not been told of: a command raised them, or a crash came between."""
    newsroom, told = engine.newsroom, engine.take_told()
    try:
        missed = telling.catch_up(newsroom, told)
    except DatabaseError:
        engine.forgot(told)
        raise
    engine.sound(missed)
    engine.sound(telling.notices(newsroom))


def _keep(engine: Engine, held: Claim, progress: dict[str, object]) -> None:
    world = engine.newsroom.world
    until = world.monotonic() + LEASE.total_seconds()
    sending.keep(engine.newsroom, held, progress)
    if world.monotonic() >= until:  # stopped since it was committed: somebody else may have taken over
        raise LeaseLost(delivery=held.delivery)
    engine.prolong([held], until)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table: how often it runs by itself, in seconds (None: only when handed work)."""

    name: str
    period: float | None
    run: Callable[..., None]


TABLE: tuple[Step, ...] = (
    Step("arm", 0.5, arm),
    Step("lift", 0.5, lift),
    Step("claim", 0.5, claim),
    Step("begin", None, begin),
    Step("send", None, send),
    Step("settle", 1.0, settle),
    Step("recover", 2.0, recover),
    Step("sweep", 2.0, sweep),
    Step("tell", 5.0, tell),
)
