"""The steps that go round and look: what nobody hands over, doubts, credentials ahead of a lift, people who were not told, the journal."""

from __future__ import annotations

from django.db import DatabaseError, DataError, InterfaceError

from bot.core.delivery import Unconfirmed
from bot.core.errors import EmbargoError
from bot.engine.process import Engine
from bot.newsroom.lift import lifting, sending, vetting
from bot.newsroom.outcomes import settling, stranding
from bot.newsroom.record import anchoring, telling


def vet(engine: Engine) -> None:
    """Ask one provider, if it is time, whether it still takes our credentials: in a thread that no channel counts as its own."""
    newsroom, rounds = engine.newsroom, engine.rounds
    if engine.draining or not engine.sends or not engine.may_act():
        return
    ahead = vetting.coming(newsroom)
    engine.sound(vetting.drop(newsroom, rounds, ahead))
    for channel in vetting.due(newsroom, rounds, ahead)[:1]:
        if rounds.take(channel):
            newsroom.world.submit(ask, engine, channel)


def ask(engine: Engine, channel: str) -> None:
    """Put the question, and what came of it on record."""
    try:
        checks = vetting.ask(engine.newsroom, channel)
        engine.sound(vetting.answered(engine.newsroom, engine.rounds, channel, checks))
    finally:
        engine.rounds.done()
    engine.wake("vet")


def sweep(engine: Engine) -> None:
    """What nobody else looks after: instants that came unapproved or paused, and doubts that a provider can clear up."""
    newsroom = engine.newsroom
    if not engine.may_act():
        return
    engine.sound(engine.vigil.mind(newsroom))
    engine.sound(lifting.alert_unapproved(newsroom, newsroom.now()))
    engine.sound(lifting.alert_paused(newsroom, newsroom.now()))
    engine.sound(stranding.unclaimable(newsroom))
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
    except EmbargoError as error:  # a channel that is configured no longer, a key that is missing
        settling.settle_found(newsroom, delivery, Unconfirmed(str(error)))
    except Exception as error:
        # It goes to the end of the queue all the same: two that nobody can look up would keep all others from it.
        if isinstance(error, DataError) or not isinstance(error, (DatabaseError, InterfaceError)):
            settling.settle_found(newsroom, delivery, Unconfirmed("it can't be looked up"))
        raise
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


def anchor(engine: Engine) -> None:
    """Put down outside the ledger what its journal has grown by."""
    engine.sound(anchoring.anchor(engine.newsroom))
