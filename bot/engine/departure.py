"""Bytes leave here, and nowhere else: not before the instant, not without the lease, not after a stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.delivery import LeaseLost, Order, Outcome, Rejected, Retry
from bot.core.world import Reading
from bot.engine.process import Engine
from bot.newsroom.lift import sending
from bot.newsroom.lift.sending import LEASE, Claim


def depart(engine: Engine, held: Claim, order: Order, body: bytes) -> Outcome:
    """Ask the channel to send what was begun. Raises LeaseLost, or a DatabaseError: then it is in doubt what has left."""
    newsroom = engine.newsroom
    if newsroom.world.monotonic() >= engine.held_until(held):
        raise LeaseLost(delivery=held.delivery)
    try:
        sending.require_mine(newsroom, held)
    except sending.HeldBack as error:
        return Retry(str(error))  # of what was stopped, no try is made any more
    channel = newsroom.channel(held.channel)
    reading = newsroom.world.reading()
    order = replace(order, at=signed_at(reading, order.attempt))
    outcome = channel.send(order, body, newsroom.world.wire(held.channel), lambda made: _keep(engine, held, made))
    if isinstance(outcome, Rejected):
        return _fair(outcome, reading, newsroom.world.reading())
    return outcome


def signed_at(reading: Reading, attempt: int) -> datetime:
    """Signatures carry a time, and what was built ahead must not carry the one at which it was built.

    While the clock is in doubt every other try carries the latest time it can be: one of the two is near enough to be taken.
    """
    return reading.earliest if reading.verdict == "sure" or attempt % 2 else reading.latest


def _fair(outcome: Rejected, *readings: Reading) -> Outcome:
    """Signatures carry a time: a refusal while the clock is in doubt says nothing about what was sent."""
    sure = all(reading.verdict == "sure" for reading in readings)
    if sure or outcome.people or outcome.gone:
        return outcome
    return Retry(f"it was refused while the clock was in doubt: {outcome.because}")


def _keep(engine: Engine, held: Claim, progress: dict[str, object]) -> None:
    world = engine.newsroom.world
    until = world.monotonic() + LEASE.total_seconds()
    sending.keep(engine.newsroom, held, progress)
    if world.monotonic() >= until:  # stopped since it was committed: somebody else may have taken over
        raise LeaseLost(delivery=held.delivery)
    engine.prolong([held], until)
