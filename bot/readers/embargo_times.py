"""The words of an embargo line → the one instant they settle, or every instant they can mean and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce

from bot.core.release import EmbargoLine
from bot.core.saying import saying
from bot.readers.embargo_clocks import Clock, Named, names_in
from bot.readers.zone_words import Meaning, ZoneReading, by_twelve_hours, meanings

# Words that may stand between date, time and zone and change nothing. Any other word there leaves the line unsettled.
_IDLE_WORDS = """a an at on en of the by from and until till til to time times hrs hours hour hr uhr h local is or before prior not
    earlier than date day release released publication published lifts lift ends end expires set for clock strictly strict embargo
    embargoed à a au aux le la les du de des heure heures jusqu jusqu' jusqu’ jusqu'à jusqu’à jusqu'au jusqu’au l' l’ am um bis zum
    den der dem vor und ab frei horas hora las el los hasta del antes t um и в до года год г времени время по часов час حتى الساعة قبل
    في يوم من هو
    für alle medien all media press presse médias medios only"""
IDLE = frozenset(_IDLE_WORDS.split())
NOTHING_NAMED = saying("it names no time")
# What may follow and says nothing of the time.
_HARMLESS_WORDS = """please strictly thank you no exceptions outlets journalists editors check against delivery merci bitte gracias not
    forward share quote notice must be respected veröffentlichen veröffentlicht senden gestattet erlaubt freigegeben publier
    diffuser publicar difundir may then quoted summarised summarized published reported referred used shared and or nor that"""
_HARMLESS = IDLE | frozenset(_HARMLESS_WORDS.split())
# Where what was said of the time is over: "… 5 March 2026 – check against delivery", "… 2026. Contact: …".
OVER = re.compile(r"[.;|•!]\s|[.!]$|\s[–—-]\s|\n|(?<!\w):\s")
_UNSURE = re.compile(
    r"\b(?:tbc|tbd|tba|to be confirmed|approx\w*|about|around|circa|ca|expected|early|late|provisional\w*|subject to|unless|or when|"
    r"or after|whichever|at the earliest|delivery|delivered|begins?|starts?|speech|after|environ|sous réserve|ungefähr|voraussichtlich|"
    r"vers|aproximadamente|sobre|около|примерно)\b",
    re.IGNORECASE,
)
# For some of those who get it, wherever in the line that is said: for the others another time is meant, and not named.
_MEDIUM = r"(?:print|web|online|broadcast\w*|radio|tv|television|digital|newspapers?|papers|titles|presse écrite|rundfunk|prensa escrita)"
_FOR_SOME = re.compile(
    rf"\b{_MEDIUM}\b[^.;]{{0,30}}?\bonly\b|\b(?:only|nur|seulement|uniquement|solo|sólo)\s(?:\S+\s){{0,2}}?{_MEDIUM}\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_][\w'’]*|\d+")
# An event in place of a time: nobody's clock can tell when it comes.
_EVENT = re.compile(
    r"\b(?:delivery|delivered|begins?|starts?|speech|speaks?|announce\w*|arrival|meeting|publication of|end of)\b",
    re.IGNORECASE,
)
_AUSTRALIA = re.compile(r"\b(?:austral\w+|sydney|melbourne|brisbane|canberra|adelaide|perth)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an embargo line is read against: the day, the office's zone (named as a choice, never assumed), the whole text.

    `written`: the day that the text itself is dated, against which its "tomorrow" may be meant.
    """

    today: date
    office_zone: str
    surroundings: str = ""
    written: date | None = None

    @property
    def australian(self) -> bool:
        """Whether the text speaks of Australia, where EST is another clock than America's."""
        return _AUSTRALIA.search(self.surroundings) is not None


def read_until(words: str, wording: str, around: Circumstances) -> EmbargoLine:
    """What `words` (behind "embargoed until") settle. `wording` is the whole line, kept as it stands.

    `ambiguous` is False, and `utc` set, only where every day, time and zone named allows one and the same instant.
    """
    line = EmbargoLine("until", wording, ambiguous=True)
    named = names_in(words, around.today, wording, around.written)
    if why := _missing(words, named):
        return replace(line, reason=why)
    line = replace(line, reason=_unknown_words(named) or _undated(named, around))
    clocks = named.clocks
    if not any(zone.name for clock in clocks for zone in clock.zones):
        return _without_zone(line, clocks[0], around)
    return _settled(line, clocks, around)


def _settled(line: EmbargoLine, clocks: Sequence[Clock], around: Circumstances) -> EmbargoLine:
    """Every clock that the line names must agree on one instant; what only one of them allows settles the others."""
    reasons = [line.reason, *(reason for clock in clocks for reason in (clock.day.reason, clock.time.reason))]
    if not all(clock.zones for clock in clocks):
        reasons.insert(1, saying("it names several times, and not for each a time zone"))
    told = [found for clock in clocks for zone in clock.zones if (found := list(_meanings(clock, zone, around)))]
    if not told:
        return replace(line, reason=_joined([*reasons, saying("it names no time that a clock will show")]))
    common = set.intersection(*({meaning.instant for meaning in found} for found in told))
    agreed = [meaning for meaning in told[0] if meaning.instant in common]
    shown = agreed or [found[0] for found in told]
    known = replace(
        line, wall=_one(_iso(m.wall) for m in agreed or told[0]), zone=_one(m.zone for m in agreed or told[0])
    )
    # A reading that bends an abbreviation (GMT for London's summer clock) may be meant, and settles nothing.
    sound = all(any(meaning.sound for meaning in found if meaning.instant in common) for found in told)
    if len(common) == 1 and sound and line.reason is None and all(clock.zones for clock in clocks):
        return replace(known, utc=_utc(agreed[0].instant), zone=agreed[0].zone, ambiguous=False)
    if not common:
        reasons.append(saying("the times it names are not the same instant"))
    elif not any(reasons):
        reasons.append(_zone_reason(clocks, told[0]))
    return replace(known, reason=_joined(reasons), choices=_choices(shown))


def _meanings(clock: Clock, zone: ZoneReading, around: Circumstances) -> Iterator[Meaning]:
    """Each instant that a time can mean on its day in a zone."""
    if zone.name is None:
        return
    times = list(clock.time.times)
    if clock.time.half_open and by_twelve_hours(zone.name):
        # There 6:00 without am or pm is either half of the day.
        times += [(one.replace(hour=(one.hour + 12) % 24), later) for one, later in clock.time.times]
    for shift in (0, -1, 1) if clock.borrowed else (0,):
        for on in clock.day.days:
            for one, later in times:
                try:
                    wall = datetime.combine(on + timedelta(days=later + shift), one)
                except OverflowError:
                    continue  # the day after the calendar's last
                yield from meanings(wall, zone.name, around.office_zone, around.australian)


def _without_zone(line: EmbargoLine, clock: Clock, around: Circumstances) -> EmbargoLine:
    zones = [ZoneReading(0, 0, name) for name in dict.fromkeys((around.office_zone, "UTC"))]
    found = [meaning for zone in zones for meaning in _meanings(clock, zone, around)]
    reasons = [line.reason, clock.day.reason, clock.time.reason, saying("it names no time zone")]
    return replace(line, wall=_one(_iso(m.wall) for m in found), reason=_joined(reasons), choices=_choices(found))


def _missing(words: str, named: Named) -> str | None:
    """Why there is nothing to settle; None where a day and a time stand there."""
    day, time = next(iter(named.dates), None), next(iter(named.times), None)
    if day and time:
        return (None if day.days else day.reason) or (None if time.times else time.reason)
    if _EVENT.search(words):
        return saying("it waits for an event, not for a time")
    if day:
        return saying("it names a day ({day}) and no time", day=day.days[0]) if day.days else day.reason
    return saying("it names a time and no day") if time else NOTHING_NAMED


def _undated(named: Named, around: Circumstances) -> str | None:
    """ "Tomorrow" and a bare weekday are the writer's: where the text has no date, nobody can tell whose they are."""
    if around.written is None and all(day.vague for day in named.dates):
        return saying("it names its day by the day on which it was written, and the text has no date")
    return None


def strange_words(named: Named) -> list[str]:
    """The words among date, time and zone that may change what they mean."""
    return [word for word in _WORDS.findall(named.rest[: named.end]) if word.lower() not in IDLE]


def strange_behind(named: Named) -> list[str]:
    """The words right behind the last thing named, to the end of that clause, that may change what it means."""
    behind = OVER.split(named.rest[named.end :], maxsplit=1)[0]
    return [word for word in _WORDS.findall(behind) if word.lower() not in _HARMLESS]


def _unknown_words(named: Named) -> str | None:
    """Words that may change what the line means, or that put it in doubt."""
    said = named.rest[: named.end] + OVER.split(named.rest[named.end :], maxsplit=1)[0]
    if unsure := _UNSURE.search(said) or _FOR_SOME.search(named.rest):
        return saying('"{words}" leaves it open', words=unsure[0])
    strange = [*strange_words(named), *strange_behind(named)]
    return saying('"{words}" is not understood', words=" ".join(strange)) if strange else None


def _zone_reason(clocks: Sequence[Clock], found: Sequence[Meaning]) -> str:
    names = sorted({zone.name for clock in clocks for zone in clock.zones if zone.name})
    if len({meaning.wall for meaning in found}) > 1:
        return saying("without am or pm it can be either half of the day")
    if all("/" in name for name in names):
        return saying("the clocks change there at that hour: the time comes twice or not at all")
    zones = reduce(lambda one, other: saying("{one} and {other}", one=one, other=other), names)
    return saying("{zones} stands for more than one time zone, or is not kept on that day", zones=zones)


def _choices(found: Sequence[Meaning]) -> tuple[tuple[str, str], ...]:
    """(UTC, why) of each instant once, with the first reason given for it."""
    chosen: dict[str, str] = {}
    for meaning in found:
        chosen.setdefault(_utc(meaning.instant), meaning.why)
    return tuple(chosen.items())


def _joined(reasons: Sequence[str | None]) -> str:
    told = dict.fromkeys(reason for reason in reasons if reason)
    return reduce(lambda one, other: saying("{one}; {other}", one=one, other=other), told)


def _one(values: Iterator[str]) -> str | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _iso(wall: datetime) -> str:
    return wall.isoformat(timespec="seconds" if wall.second else "minutes")


def _utc(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
