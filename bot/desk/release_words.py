"""How the editor tells what it found: findings by the line they speak of, embargoes in a sentence, cities to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from bot.core.draft import Draft
from bot.core.release import Finding
from bot.core.zones import known_zones
from bot.newsroom.copy.entering import considered, said_otherwise
from bot.newsroom.copy.putting_up import PutUp
from bot.newsroom.copy.writing import Typed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.wording import told_place

FIELDS = ("headline", "subhead", "kicker", "dateline", "notice", "date")


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with the field it is tied to ("headline", "body", "pictures", …) and, in the body, its line."""

    finding: Finding
    field: str
    line: int | None = None

    @property
    def where(self) -> str:
        """What leads the sentence in: the line of the body, else the place where the sentence does not name it."""
        if self.line:
            return _("Line %(line)s") % {"line": self.line}
        return lead(self.finding)


def lead(finding: Finding) -> str:
    """The place of a finding, to stand before its sentence; "" where that names it itself."""
    if not finding.place or finding.place in finding.message.lower():
        return ""
    place = told_place(finding.place)
    return place[:1].upper() + place[1:]


def placed(findings: Sequence[Finding], typed: Typed) -> list[Placed]:
    """Findings beside what they speak of: by the line of the body where that is known, in its order."""
    found = [_placed(one, typed) for one in findings]
    return sorted(found, key=lambda one: (one.line is None, one.line or 0))


def _placed(one: Finding, typed: Typed) -> Placed:
    place = one.place
    if one in typed.findings and one.line:
        return Placed(one, "body", one.line)
    line = next((typed.lines[name] for name in (place, place.rpartition(", item")[0]) if name in typed.lines), None)
    if line:
        return Placed(one, "body", line)
    if place in FIELDS:
        return Placed(one, place)
    for what, field in (("picture", "pictures"), ("contact", "contacts"), ("post", "posts"), ("file", "files")):
        if place.startswith(what) or one.code.startswith(what):
            return Placed(one, field)
    return Placed(one, "")


def contradicted(room: Newsroom, draft: Draft, typed: Sequence[Typed]) -> list[tuple[str, str, bool]]:
    """What texts say of their embargo that is not what was entered: the words, what they mean, and whether a file said it."""
    embargo = considered(room, draft.entry).embargo
    if embargo is None:
        return []
    lines = [(draft.said, True), *((one.said, False) for one in typed)]
    return [
        (line.wording or "", otherwise, of_file)
        for line, of_file in lines
        if (otherwise := said_otherwise(line, embargo))
    ]


def put_up(made: PutUp, asked: str) -> str:
    """What filing a text came to, in a sentence."""
    if asked == "stop":
        return _("The approved text goes nowhere any more. This one leaves once it is approved.")
    if made.kept:
        return _("Version %(number)s waits beside the approved text, which stays due.") % {"number": made.number}
    return _("It is up for approval. Nothing goes anywhere until it is approved.")


@cache
def cities() -> tuple[str, ...]:
    """The zones to choose from: cities, and UTC; without the old names of zones."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(zone for zone in known_zones() if zone.startswith(areas)))
