"""Whom this office asks for the time: its configuration as sources, and the clock that listens to them."""

from __future__ import annotations

from datetime import datetime

from bot.core.configuration import ClockRules
from bot.engine.asking import Source, Sources
from bot.engine.daemons import Chrony, Kernel, chrony_is_here
from bot.engine.guard import GuardedClock
from bot.engine.ledger_clock import LedgerClock, ledger_is_elsewhere
from bot.engine.servers import HttpsDate, Ntp


def sources_of(rules: ClockRules) -> list[Source]:
    """The machine's own time daemon, the database server, and the servers that the configuration names."""
    own: list[Source] = [Kernel(), *([Chrony()] if chrony_is_here() else [])]
    own += [LedgerClock()] if ledger_is_elsewhere() else []
    return [*own, *(Ntp(place) for place in rules.ntp), *(HttpsDate(address) for address in rules.https)]


def guarded_clock(rules: ClockRules, mark: datetime | None, doubt: str, wait: bool = False) -> GuardedClock:
    """A clock that is watched from now on. It waits for the first answers where a lift would, and where it is asked to."""
    clock = GuardedClock(rules.trust, Sources(sources_of(rules)), mark, doubt)
    clock.sources.start(wait=wait or rules.trust == "verified" or bool(doubt))
    return clock
