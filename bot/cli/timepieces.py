"""What `embargo doctor` says of the clock, of those who are asked about it, and of whose ledger this is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError

from bot.core.configuration import ClockRules
from bot.core.delivery import Check
from bot.core.errors import EmbargoError
from bot.engine.opinions import Opinion
from bot.engine.sources import guarded_clock
from bot.engine.timekeeping import uptime, wall_clock
from bot.newsroom.hold import minding
from bot.newsroom.record import adopting
from config.identity import MACHINE_ID, instance
from config.newsroom import open_newsroom


def clock_checks(rules: ClockRules) -> Iterator[Check]:
    """The clock as an engine would believe it now, then each source: how far off it says that the clock is."""
    known = _remembered()
    clock = guarded_clock(rules, known.mark, known.doubt, wait=True)
    clock.sources.stop()
    reading = clock.reading()
    error, doubt = reading.latest - reading.earliest, "; ".join(reading.reasons)
    agreed = any(opinion.agrees(wall_clock() - uptime()) for opinion in clock.sources.opinions())
    known_error = f"known to within {_ms(error)}" if error else "how far it is off is not known"
    yield Check("clock", False if doubt else agreed or None, doubt or f'{known_error}; [clock] trust = "{rules.trust}"')
    told = {opinion.source: opinion for opinion in clock.sources.opinions()}
    for source in clock.sources.sources:
        if source.name in told:
            yield _judged(told[source.name])
        else:
            yield Check(f"clock: {source.name}", None, clock.sources.silent.get(source.name, "it has not answered yet"))


def identity_check() -> Check:
    """Whether this ledger is this installation's, and by what that would show."""
    try:
        newsroom = open_newsroom()
        if adopting.foreign(newsroom):
            return Check("identity", False, str(adopting.ForeignLedger()))
    except (EmbargoError, DatabaseError) as error:
        return Check("identity", None, f"not looked at: {error}")
    parts = [name for name, there in (("its instance", instance()), ("the machine's id", MACHINE_ID.exists())) if there]
    if not instance():
        return Check("identity", None, "there is no instance file: `embargo init` makes one, so that a copy is noticed")
    return Check("identity", True, f"this ledger is this installation's, by {' and '.join(parts)}")


def _remembered() -> minding.Remembered:
    try:
        return minding.remembered(open_newsroom().machine)
    except DatabaseError:
        return minding.Remembered()  # that there is no usable ledger is a line of its own


def _judged(opinion: Opinion) -> Check:
    origin = wall_clock() - uptime()
    if opinion.agrees(origin):
        width = _ms((opinion.high - opinion.low) / 2)
        bound = f"to within {width}" if opinion.bounded else "without a bound"
        return Check(f"clock: {opinion.source}", True, f"agrees, {bound}")
    off = origin - (opinion.low + (opinion.high - opinion.low) / 2)
    return Check(f"clock: {opinion.source}", None, f"says that it is {abs(off).total_seconds():.1f} s off")


def _ms(span: timedelta) -> str:
    return f"{span / timedelta(milliseconds=1):.1f} ms"
