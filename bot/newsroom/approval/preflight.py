"""Preflight as the newsroom asks for it: what readers, the rules and the setters found, told once, less what is silenced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import preflight
from bot.core.configuration import Office
from bot.core.enclosure import Enclosure
from bot.core.release import Finding
from bot.core.release import Release as Text
from bot.newsroom.approval import usual
from bot.newsroom.enclosures import gathering as enclosures
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Plan
from bot.readers.doubts import SENTENCES as READERS
from bot.store.enclosures import open_enclosure

KNOWN = frozenset(READERS) | frozenset(preflight.SENTENCES) | preflight.AT_SETTING


@dataclass(frozen=True, slots=True)
class Report:
    """What to tell a person: the findings, and those that are known and kept quiet."""

    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...] = ()


def of_text(text: Text, read: Iterable[Finding], lift_date: date | None, office: Office) -> Report:
    """A text that was just read, with what its reader doubted; `lift_date` in the office's zone, None when it is not known."""
    return _report(text, read, preflight.look(text, lift_date, office))


def of_plan(newsroom: Newsroom, plan: Plan) -> Report:
    """What whoever approves a plan should know: of the text, and of every channel's rendition."""
    office = newsroom.config.office
    looked = preflight.look(plan.text, lift_date(plan.release.instant, office), office)
    doubts = (part.doubts for part in plan.parts)
    return _report(plan.text, looked, _of_files(newsroom, plan), *doubts, usual.doubts(plan))


def _of_files(newsroom: Newsroom, plan: Plan) -> list[Finding]:
    """What is hidden in the files as they are sealed: whoever approves may not be who queued them."""
    sealed = [
        Enclosure(
            f"file {number}", file.name, open_enclosure(newsroom.keyring, plan.release, file.digest), file.media_type
        )
        for number, file in enumerate(plan.text.files, start=1)
        if file.digest
    ]
    return enclosures.doubts(sealed)


def silencing(text: Text, codes: Iterable[str]) -> Text:
    """The text, these codes silenced as well."""
    return replace(text, silenced=tuple(dict.fromkeys((*text.silenced, *codes))))


def lift_date(instant: datetime | None, office: Office) -> date | None:
    """The day of an instant where the office is."""
    return instant.astimezone(ZoneInfo(office.zone)).date() if instant else None


def _report(text: Text, *lists: Iterable[Finding]) -> Report:
    findings = preflight.together(*lists, preflight.unknown(text.silenced, KNOWN))
    told, silenced = preflight.heard(findings, text.silenced)
    return Report(tuple(told), tuple(silenced))
