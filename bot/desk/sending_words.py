"""The words of press officers for what became of a sending: no milliseconds, no states of a machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.desk.figures import figure
from bot.newsroom.approval.comparing import Shift
from bot.newsroom.lift.last_checks import LastCheck

ON_TIME = timedelta(seconds=2)


def lateness(late: timedelta | None) -> str:
    """ "on time", "12 s late", "3 min late"; "" while nothing is known."""
    if late is None:
        return ""
    seconds = round(late.total_seconds())
    if late <= ON_TIME:
        return _("on time")
    if seconds < 120:
        return _("%(count)s s late") % {"count": seconds}
    if seconds < 7200:
        return _("%(count)s min late") % {"count": seconds // 60}
    return _("%(count)s h late") % {"count": seconds // 3600}


def delivery_state(state: str) -> str:
    """A delivery's state, as it is said on a page."""
    words = {
        "waiting": _("waits"),
        "due": _("about to go"),
        "claimed": _("about to go"),
        "sending": _("going out"),
        "sent": _("sent"),
        "retrying": _("will be tried again"),
        "rejected": _("refused"),
        "unconfirmed": _("not confirmed"),
        "cancelled": _("held back"),
    }
    return words.get(state, state)


def person_state(state: str) -> str:
    """What became of one person's mail; a mailing's own state where nothing else is known of them."""
    words = {
        "processed": _("taken"),
        "delivered": _("arrived"),
        "deferred": _("waits at their server"),
        "bounced": _("came back"),
        "dropped": _("not sent on by the provider"),
        "complained": _("marked as unwanted"),
    }
    return words.get(state) or delivery_state(state)


def shift(one: Shift) -> str:
    """One thing that differs from what was seen or approved, as a sentence."""
    facts = {"was": one.was, "now": one.now, "name": one.name}
    if one.what == "people" and one.was == one.now:
        return _("%(name)s: still %(now)s, but not the same people.") % facts
    sentences = {
        "text": _("The text: version %(was)s before, version %(now)s now."),
        "embargo": _("The embargo: %(was)s before, %(now)s now."),
        "people": _("%(name)s: %(was)s before, %(now)s now."),
        "channel-in": _("%(name)s was added."),
        "channel-out": _("%(name)s was taken out."),
        "setting": _("%(name)s is set otherwise: its template, or the office’s settings, changed."),
    }
    return sentences[one.what] % facts


def checks(found: Sequence[LastCheck]) -> list[tuple[bool | None, str]]:
    """The last checks as sentences: what is wrong first, each by itself; what is well is told together."""
    told: list[tuple[bool | None, str]] = [
        (one.ok, check(one)) for one in sorted(found, key=lambda one: one.ok is None) if not one.ok
    ]
    together = {
        "credentials": _("Nothing is known against the credentials of %(channels)s."),
        "renditions": _("Set and sealed as approved: %(channels)s."),
    }
    for subject in dict.fromkeys(one.subject for one in found if one.ok):
        well = [one for one in found if one.ok and one.subject == subject]
        if subject in together:
            told.append((True, together[subject] % {"channels": ", ".join(one.channel for one in well)}))
        else:
            told += [(True, check(one)) for one in well]
    return told


def check(one: LastCheck) -> str:
    """One of the last checks, as a sentence that says what to do where something is wrong."""
    facts = {"channel": one.channel, "why": one.why} | {name: figure(value) for name, value in one.facts.items()}
    said = _well(one) if one.ok else _not_well(one)
    return said % facts


def _well(one: LastCheck) -> str:
    words = {
        "engine": _("The engine is running."),
        "clock": _("The clock is believed."),
        "quota": _("%(channel)s: %(left)s may go now, %(needed)s are needed."),
        "list": _("%(channel)s: %(approved)s people, as approved."),
    }
    if one.subject == "list" and one.facts["now"] != one.facts["approved"]:
        return _(
            "%(channel)s: %(approved)s people approved, %(now)s on the list now. Who left gets nothing; who joined is not added."
        )
    return words[one.subject]


def _not_well(one: LastCheck) -> str:
    words = {
        "engine": _("No engine is running (embargo run). Until one does, nothing lifts."),
        "clock": _("The clock is in doubt: %(why)s"),
        "credentials": _("%(channel)s can’t be used as it is: %(why)s"),
        "quota": _("%(channel)s: only %(left)s of %(needed)s may go at once; the rest follows as the provider allows."),
        "renditions": _("%(channel)s: nothing was approved for it."),
        "list": _("%(channel)s: nobody is left on its list."),
    }
    if one.subject == "engine" and one.facts:
        return _("Nothing has been heard from the engine for %(seconds)s s. Until it runs, nothing lifts.")
    if one.subject == "credentials" and not one.why:
        return _("%(channel)s is disabled: its receiver said that it is gone.")
    return words[one.subject]


def people(count: int) -> str:
    """ "1 person", "2,500 people"."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": figure(count)}


def until(instant: datetime, now: datetime) -> str:
    """ "2 d 04 h", "3:20:00", "04:12": as `countdown.js` goes on with it."""
    seconds = max(0, ceil((instant - now).total_seconds()))
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours:02} h"
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"


def standing(of: str) -> str:
    """What a version is to the one before it; "" is the release itself."""
    return _round(of)[0]


def awaits(of: str) -> str:
    """What awaits an approval after the lift, as a sentence."""
    return _round(of)[1]


def _round(of: str) -> tuple[str, str]:
    """What a version is called, and what is said of it while it awaits an approval."""
    words = {
        "": (_("The release"), ""),
        "correction": (_("Correction"), _("A correction awaits an approval. Nobody has been told yet.")),
        "update": (_("Update"), _("An update awaits an approval. Nobody has been told yet.")),
        "fix": (_("Minor fix"), _("A minor fix of the page awaits an approval.")),
        "withdrawal": (
            _("Withdrawal"),
            _("A withdrawal awaits the approval of a second person. Nobody has been told yet."),
        ),
        "recall": (
            _("Request to disregard the mail"),
            _("A request to disregard the mail awaits the approval of a second person. Nobody has been told yet."),
        ),
    }
    return words[of]


def kind(of: str) -> str:
    """What a channel of a kind carries."""
    words = {
        "email": _("a mail"),
        "x": _("a thread on X"),
        "mastodon": _("a thread on Mastodon"),
        "bluesky": _("a thread on Bluesky"),
        "webhook": _("a partner’s system"),
        "notify": _("a short notice"),
    }
    return words.get(of, of)
