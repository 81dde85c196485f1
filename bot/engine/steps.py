"""The steps of the engine in one table. Each is plain: it takes the engine, does its part, and can be repeated at any time.

`engine.clock` ticks them with APScheduler; the simulator runs the same table from a seeded heap of events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog
from django.db import DatabaseError, DataError, InterfaceError

from bot.core.delivery import LeaseLost, Order, Unconfirmed
from bot.core.errors import EmbargoError
from bot.core.world import Reading
from bot.engine.ahead import arm, refill, runs_low, spool
from bot.engine.departure import depart
from bot.engine.hands import Built
from bot.engine.process import Engine
from bot.engine.rounds import anchor, sweep, tell, vet
from bot.newsroom.lift import arming, claiming, lifting, sending, spooling, threads
from bot.newsroom.lift.arming import Armed
from bot.newsroom.lift.claiming import Claimed
from bot.newsroom.lift.sending import LEASE, Claim
from bot.newsroom.outcomes import left_standing, settling, stranding
from bot.newsroom.outcomes.accepting import Settled

log = structlog.get_logger(__name__)
LEDGER_AWAY = (DatabaseError, InterfaceError)
UNWRITABLE = (DataError, ValueError)  # half a letter, a zero byte: what a driver or PostgreSQL refuses to store
RENEW_WHEN_OLDER = LEASE.total_seconds() / 3


def lift(engine: Engine) -> None:
    """Let go what is due, one batch after the other."""
    newsroom = engine.newsroom
    if engine.draining or not engine.may_act():
        return
    while True:
        with engine.claiming:
            lifted = lifting.lift_due(newsroom, engine.vigil.reading(newsroom), engine.ready())
            engine.hold([arming.claim_of(one) for one in lifted.begun])
        _send_armed(engine, lifted.begun)
        if lifted == lifting.Lifted():
            return
        engine.sound(lifted.alarms)
        engine.wake("claim")


def lift_at(engine: Engine, instant: datetime, wait: Callable[[], Reading]) -> None:
    """The lift of an instant, written down a moment before it and committed when `wait` says that it is there."""
    if engine.draining or not engine.may_act():
        return
    with engine.claiming:
        lifted = lifting.lift_at(engine.newsroom, instant, engine.ready(), wait)
        engine.hold([arming.claim_of(one) for one in lifted.begun])
    _send_armed(engine, lifted.begun)
    engine.sound(lifted.alarms)


def _send_armed(engine: Engine, begun: Iterable[Armed]) -> None:
    # What is small and sent as it is goes first: a thread on X takes some milliseconds to be put together.
    for one in sorted(begun, key=lambda one: (not one.body, len(one.body))):
        engine.armed.pop(one.delivery, None)
        _hand(engine, Built(arming.claim_of(one), one.order, one.body))


def _hand(engine: Engine, one: Built) -> None:
    """A hand sends it, at once or when it is free."""
    if engine.hands.take(one):
        engine.newsroom.world.submit(send, engine, one.claim, one.order, one.body)


def _free(engine: Engine, channel: str) -> None:
    """The hand that had it takes up what is next."""
    if one := engine.hands.free(channel):
        engine.newsroom.world.submit(send, engine, one.claim, one.order, one.body)


def claim(engine: Engine) -> None:
    """Take on as many due deliveries as there are hands for."""
    if not engine.may_act() or not engine.to_claim.is_mine():
        return
    with engine.claiming:
        engine.to_claim.begins()
        taken = Claimed() if engine.draining else claiming.claim(engine.newsroom, engine.room(), engine.armed)
        engine.hold([*taken.claims, *map(arming.claim_of, taken.begun)])
    _take_on(engine, taken)


def _take_on(engine: Engine, taken: Claimed) -> None:
    _send_armed(engine, taken.begun)
    for one in taken.claims:
        engine.newsroom.world.submit(begin, engine, one)
    if runs_low(engine, {one.channel for one in taken.begun} | {one.channel for one in taken.claims}):
        engine.newsroom.world.submit(refill, engine)


def begin(engine: Engine, held: Claim) -> None:
    """Build the body while the claim can still be lost without harm; then commit, for all that are built, that bytes leave."""
    newsroom = engine.newsroom
    try:
        made = spooling.prepare_claimed(newsroom, held)
    except LeaseLost:
        engine.let_go(held)
        engine.cured("begin")
    except sending.NobodyLeft:
        engine.let_go(held)
        sending.call_off(newsroom, held, sending.NOBODY_LEFT)
    except threads.StillInDoubt as error:
        engine.let_go(held)
        sending.put_off(newsroom, held, str(error))
    except threads.NothingOut as error:
        engine.let_go(held)
        engine.sound(left_standing.nothing_out(newsroom, held, str(error)))
    except DatabaseError as error:
        engine.let_go(held)
        engine.fault("begin", error)
    except EmbargoError as error:
        engine.let_go(held)
        engine.sound(stranding.unsendable(newsroom, held, str(error)))
    except BaseException:
        engine.let_go(held)
        raise
    else:
        engine.built(Built(held, made.order, made.body))
        _begin_built(engine)


def _begin_built(engine: Engine) -> None:
    """Whoever has its turn at the ledger commits for all that wait for one."""
    if not engine.to_begin.is_mine():
        return
    taken: list[Built] = []

    def take() -> list[Claim]:
        engine.to_begin.begins()
        taken.extend([] if engine.draining else engine.take_built())  # what is not begun by now is given back
        return [one.claim for one in taken]

    try:
        begun = set(sending.begin(engine.newsroom, take))
    except BaseException as error:
        engine.to_begin.begins()
        taken.extend(engine.take_built())
        begun = set()
        if not isinstance(error, LEDGER_AWAY):
            engine.let_go(*(one.claim for one in taken))
            raise
        engine.fault("begin", error)
    else:
        engine.cured("begin")
    for one in taken:
        if one.claim in begun:
            _hand(engine, one)
        else:
            engine.let_go(one.claim)


def send(engine: Engine, held: Claim, order: Order, body: bytes) -> None:
    """Bytes leave here, and nowhere else: not before the instant, not without the lease."""
    try:
        try:
            outcome = depart(engine, held, order, body)
        finally:
            _free(engine, held.channel)
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
        engine.answered(Settled(held, outcome, order.attempt))
        settle(engine)


def settle(engine: Engine) -> None:
    """Commit every answer that has come in since the last time, together with those that come in until it is our turn.

    The hands that this leaves free take on what is due in the same commit: none waits for another one in between.
    """
    if not engine.has_outcomes() or not engine.to_settle.is_mine():
        return
    outcomes: list[Settled] = []

    def take() -> list[Settled]:
        engine.to_settle.begins()
        outcomes.extend(engine.take_outcomes())
        return outcomes

    try:
        with engine.claiming:
            done = settling.turn_over(engine.newsroom, take, lambda: _claim_freed(engine, outcomes))
            engine.let_go(*(one.claim for one in outcomes))
            engine.hold([*done.claims, *map(arming.claim_of, done.begun)])
    except UNWRITABLE:
        engine.to_settle.begins()
        _settle_apart(engine, outcomes)
        return
    except BaseException as error:
        engine.to_settle.begins()
        for one in outcomes:
            engine.answered(one)
        if not isinstance(error, LEDGER_AWAY):
            raise
        engine.fault("settle", error)
        return
    engine.cured("settle")
    _take_on(engine, done)
    engine.sound(done.alarms)


def _claim_freed(engine: Engine, outcomes: Iterable[Settled]) -> Claimed:
    """Within the transaction that settles them: the next deliveries for their hands."""
    if engine.draining or not engine.vigil.at_home:
        return Claimed()
    freed = {one.claim.channel for one in outcomes}
    room = {name: free for name, free in engine.room(without=outcomes).items() if name in freed}
    return claiming.claim_within(engine.newsroom, room, engine.armed)


def _settle_apart(engine: Engine, outcomes: Iterable[Settled]) -> None:
    """An answer that the ledger can't hold may not keep the others from it: each by itself, and that one as nobody knows what."""
    for one in outcomes:
        unknown = replace(one, outcome=Unconfirmed("there was an answer that can't be written down"))
        try:
            done = settling.turn_over(engine.newsroom, partial(list, [one]), Claimed)
        except UNWRITABLE:
            log.exception("an answer can't be written down", delivery=one.claim.delivery)
            done = settling.turn_over(engine.newsroom, partial(list, [unknown]), Claimed)
        engine.let_go(one.claim)
        engine.sound(done.alarms)
    engine.wake("claim")


def recover(engine: Engine) -> None:
    """Renew what is on its way here; take up what others left, and retries whose time has come."""
    world = engine.newsroom.world
    if not engine.may_act():
        return
    if engine.sweeps:
        engine.vigil.heed(engine.newsroom)
    else:  # nobody else in this process tells of a clock that is in doubt
        engine.sound(engine.vigil.watch(engine.newsroom))
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


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table: how often it runs by itself, in seconds (None: only when handed work)."""

    name: str
    period: float | None
    run: Callable[..., None]


TABLE: tuple[Step, ...] = (
    Step("arm", 1.0, arm),
    Step("spool", 5.0, spool),
    Step("lift", 0.5, lift),
    Step("claim", 0.5, claim),
    Step("begin", None, begin),
    Step("send", None, send),
    Step("settle", 2.0, settle),
    Step("recover", 2.0, recover),
    Step("sweep", 2.0, sweep),
    Step("vet", 30.0, vet),
    Step("tell", 5.0, tell),
    Step("anchor", 5.0, anchor),
)
