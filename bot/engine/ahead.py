"""Before an instant: what comes is looked for, armed, and where it is large built minutes ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import structlog

from bot.engine.process import Engine
from bot.newsroom.hold import rezoning
from bot.newsroom.lift import arming, lifting, spooling
from bot.newsroom.newsroom import Newsroom

log = structlog.get_logger(__name__)
AHEAD = timedelta(seconds=10)
SMALL = 1000  # deliveries of a channel without a list: some 10 KB each
TOGETHER = 2  # large bodies that are fetched at once: they may not take the interpreter from those that send
LARGE = 24  # of a list, each a request for 1,000 people: less than a megabyte


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
    wanted = arming.soon(newsroom, horizon, {name: at_hand(newsroom, name) for name in newsroom.config.channels})
    for delivery in [one.delivery for one in list(engine.armed.values()) if wanted.get(one.delivery) != one.instant]:
        engine.armed.pop(delivery, None)
    _prepare_all(engine, wanted)


def refill(engine: Engine) -> None:
    """In the middle of a large list: the next bodies come from disk while those before them are on their way."""
    newsroom = engine.newsroom
    room = {name: at_hand(newsroom, name) for name in newsroom.config.channels if spooling.whole(newsroom, name)}
    if engine.sends and not engine.draining and room:
        missing = [one for one in arming.soon(newsroom, newsroom.now(), room) if one not in engine.armed]
        _prepare_all(engine, missing[: max(0, TOGETHER - len(engine.preparing))])


def at_hand(newsroom: Newsroom, channel: str) -> int:
    """How many deliveries of a channel are kept ready in memory."""
    if newsroom.config.channel(channel).list is None:
        return SMALL
    return LARGE if spooling.whole(newsroom, channel) else newsroom.config.channel(channel).concurrency


def _prepare_all(engine: Engine, wanted: Iterable[str]) -> None:
    for delivery in wanted:
        if delivery not in engine.armed and delivery not in engine.preparing:
            engine.preparing.add(delivery)
            engine.newsroom.world.submit(prepare, engine, delivery)


def prepare(engine: Engine, delivery: str) -> None:
    """Build one delivery ahead."""
    try:
        one = arming.arm(engine.newsroom, delivery)
        if one is not None:
            engine.armed[delivery] = one
    finally:
        engine.preparing.discard(delivery)


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
