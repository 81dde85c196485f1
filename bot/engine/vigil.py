"""What a process minds beside its deliveries: is the clock believed, do the zone rules hold, is this ledger its own?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.world import Reading
from bot.newsroom.hold import minding, rezoning
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting


@dataclass
class Vigil:
    """It forgets all of it in a crash; what must outlive one is in the ledger."""

    at_home: bool = False
    agreements: int | None = None
    """How often people had said that the clock is right, when this process last looked; None: it has not yet."""
    zones_seen: int | None = 0
    """The key of the last release whose zone rules were looked at; None: all of them were."""

    def may_act(self, newsroom: Newsroom) -> tuple[bool, tuple[Alarm, ...]]:
        """Whether this ledger is ours to lift and send from. Once it is, it stays so; until then it is asked again."""
        alarms: tuple[Alarm, ...] = ()
        if not self.at_home:
            self.at_home, alarms = adopting.move_in(newsroom)
        return self.at_home, alarms

    def reading(self, newsroom: Newsroom) -> Reading:
        """What time it can be, once what people have said of the clock is heeded."""
        reading = newsroom.world.reading()
        if reading.verdict == "sure":
            return reading
        said, known = minding.remembered().agreements, self.agreements
        self.agreements = said
        if known is None or said == known:
            return reading
        newsroom.world.believe()
        return newsroom.world.reading()

    def heed(self, newsroom: Newsroom) -> Reading:
        """The same, every few seconds in every process: a worker's clock has to be believed again too."""
        reading = self.reading(newsroom)
        if reading.verdict == "sure":
            self.agreements = minding.remembered().agreements
        return reading

    def watch(self, newsroom: Newsroom) -> tuple[Alarm, ...]:
        """The clock alone, for a process that does no sweeping: what it can't send in time, somebody must know of."""
        return minding.watch(newsroom, self.heed(newsroom))

    def mind(self, newsroom: Newsroom) -> tuple[Alarm, ...]:
        """One round: the clock, and the zone rules of what waits, some releases at a time. Alarms to sound."""
        alarms = self.watch(newsroom)
        if self.zones_seen is not None:
            self.zones_seen, changed = rezoning.hold_after(newsroom, self.zones_seen)
            alarms += changed
        return alarms
