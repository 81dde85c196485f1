"""The whole look: every rule over one release, its findings in the order of the story."""

from __future__ import annotations

from datetime import date

from bot.core.configuration import Office
from bot.core.preflight.calendar import weekdays
from bot.core.preflight.contacts import contacts
from bot.core.preflight.day_words import day_words
from bot.core.preflight.headline import headline
from bot.core.preflight.links import links
from bot.core.preflight.names import names
from bot.core.preflight.pictures import pictures
from bot.core.preflight.placeholders import doubled_words, placeholders
from bot.core.preflight.places import passages
from bot.core.preflight.posts import posts
from bot.core.preflight.quote_marks import quote_marks
from bot.core.preflight.silence import heard
from bot.core.preflight.translations import in_language, translations
from bot.core.release import Finding, Release


def look(release: Release, lift_date: date | None, office: Office) -> list[Finding]:
    """What to look at before a release goes out, in the order of the story, then in its translations; empty when all is well.

    `lift_date` is the day of the lift in the office's zone, None when it is not known. What the release silences is
    among the findings: `heard` parts it. Nothing is fetched. Messages quote the release: they are as secret as it is.
    """
    others = [finding for other in release.translations for finding in _other(other, lift_date, office)]
    return [*_look(release, lift_date, office), *others, *translations(release)]


def _other(release: Release, lift_date: date | None, office: Office) -> list[Finding]:
    """A translation's own findings, less those that it silences itself."""
    told, _ = heard(_look(release, lift_date, office), release.silenced)
    return in_language(told, release.language)


def _look(release: Release, lift_date: date | None, office: Office) -> list[Finding]:
    told = [
        *headline(release.headline),
        *day_words(release, lift_date),
        *weekdays(release, lift_date),
        *placeholders(release),
        *doubled_words(release),
        *quote_marks(release),
        *names(release),
        *links(release),
        *pictures(release),
        *posts(release, office),
        *contacts(release, office),
    ]
    order = {passage.place: number for number, passage in enumerate(passages(release))}
    return sorted(dict.fromkeys(told), key=lambda finding: order.get(finding.place, len(order)))
