"""Before an instant: what comes is looked for, armed, and where it is large built minutes ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog

from bot.engine.process import Engine
from bot.newsroom.hold import rezoning
from bot.newsroom.lift import arming, lifting, spooling

log = structlog.get_logger(__name__)
AHEAD = timedelta(seconds=10)
SMALL = 1000  # deliveries of a channel without a list: some 10 KB each
TOGETHER = 25  # deliveries that a hand looks up and builds
LARGE = 100  # of a list, each a request for 1,000 people: mostly less than a megabyte
IN_MEMORY = 80_000_000  # bytes of bodies of large lists, all together


def arm(engine: Engine) -> None:
    """Look a few seconds ahead, so that each coming instant can be waited for to the millisecond."""
    newsroom = engine.newsroom
    if not engine.may_act():
        return
    horizon = newsroom.world.reading().latest + AHEAD
    engine.instants = frozenset(lifting.instants_before(horizon, newsroom.config.clock.margin))
    if engine.instants and engine.sweeps:
        engine.sound(rezoning.hold_before(newsroom, horizon))
    if not engine.sends or engine.draining:
        return
    engine.no_more = False
    wanted = arming.soon(newsroom, horizon, {name: at_hand(engine, name) for name in newsroom.config.channels})
    for delivery in [one.delivery for one in list(engine.armed.values()) if wanted.get(one.delivery) != one.instant]:
        engine.armed.pop(delivery, None)
    missing = [one for one in wanted if one not in engine.armed and one not in engine.preparing]
    if engine.close_to_an_instant():  # what is sent then may not have to wait for hands that build
        del missing[sum(channel.concurrency for channel in newsroom.config.channels.values()) :]
    engine.preparing.update(missing)
    for start in range(0, len(missing), TOGETHER):
        newsroom.world.submit(prepare, engine, missing[start : start + TOGETHER])


def runs_low(engine: Engine, channels: Iterable[str]) -> bool:
    """Whether more bodies of these channels' lists have to be fetched, and nobody is at it."""
    newsroom = engine.newsroom
    for name in () if engine.no_more else channels:
        if spooling.whole(newsroom, name) and 2 * len(engine.armed_for(name)) < at_hand(engine, name):
            return engine.refilling.acquire(blocking=False)
    return False


def refill(engine: Engine) -> None:
    """In the middle of a large list: the next bodies come from disk while those before them are on their way.

    One after the other, on one thread: they may not take the interpreter from those that send.
    """
    newsroom = engine.newsroom
    try:
        room = {name: at_hand(engine, name) for name in newsroom.config.channels if spooling.whole(newsroom, name)}
        due = arming.soon(newsroom, newsroom.now(), room)
        engine.no_more = len(due) < sum(room.values())
        for delivery in due:
            if not engine.sends or engine.draining:
                return
            if delivery not in engine.armed and delivery not in engine.preparing:
                engine.preparing.add(delivery)
                prepare(engine, [delivery])
    finally:
        engine.refilling.release()


def at_hand(engine: Engine, channel: str) -> int:
    """How many deliveries of a channel are kept ready in memory: of a large list as many as there is room for by the first of them."""
    newsroom = engine.newsroom
    few = newsroom.config.channel(channel).concurrency
    if newsroom.config.channel(channel).list is None:
        return SMALL
    if not spooling.whole(newsroom, channel):
        return few
    large = sum(spooling.whole(newsroom, name) for name in newsroom.config.channels)
    known = max((len(one.body) for one in engine.armed_for(channel)), default=0)
    return max(few, min(LARGE, IN_MEMORY // large // known)) if known else few


def prepare(engine: Engine, deliveries: Sequence[str]) -> None:
    """Build some deliveries ahead: those that are named in `preparing`."""
    try:
        for one in arming.arm(engine.newsroom, deliveries):
            engine.armed[one.delivery] = one
    finally:
        engine.preparing.difference_update(deliveries)


def spool(engine: Engine) -> None:
    """Build the bodies of large lists minutes ahead, a few at a time, and never while an instant is near."""
    newsroom = engine.newsroom
    if newsroom.spool is None or not engine.sends or engine.draining or not engine.may_act():
        return
    spooling.tidy(newsroom, engine.shelf)
    shelve(engine)


def shelve(engine: Engine) -> None:
    """One body after the other, for as long as there are some to build."""
    if engine.draining or engine.close_to_an_instant():
        return
    for delivery in spooling.wanted(engine.newsroom, engine.shelf):
        engine.shelf.building.add(delivery)
        engine.newsroom.world.submit(build_ahead, engine, delivery)


def build_ahead(engine: Engine, delivery: str) -> None:
    """Build one, and go on with the next."""
    try:
        spooling.build(engine.newsroom, delivery)
    except OSError as error:
        log.warning("a body could not be put on disk: it is built at its lift", delivery=delivery, problem=str(error))
    finally:
        engine.shelf.building.discard(delivery)
        engine.shelf.done.add(delivery)
    shelve(engine)
