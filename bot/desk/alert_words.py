"""Alerts as the desk tells them: in the reader's language, with what is to be done at a browser instead of a command.

The ledger has an alert as the engine wrote it, for whoever is told past the desk as well. What is read out of that sentence
is said anew here; a sentence that is not known stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bot.desk.clock_faces import when

Say = Callable[[], str]
_DUE = r"(?P<slug>\S+) was due at (?P<when>.+?)"


def in_words(text: str, zone: ZoneInfo) -> str:
    """The alert, with its times in the reader's zone."""
    for pattern, say in _KNOWN:
        if found := pattern.fullmatch(text):
            facts = {name: fact or "" for name, fact in found.groupdict().items()}
            if "when" in facts:
                facts["when"] = _instant(facts["when"], zone)
            return say() % facts
    return text


def _instant(told: str, zone: ZoneInfo) -> str:
    try:
        return when(datetime.fromisoformat(told).astimezone(UTC), zone)
    except ValueError:  # on somebody's word
        return told


_SAYINGS: Mapping[str, Say] = {
    _DUE + r" and is not approved: nothing was sent\..*": lambda: _(
        "%(slug)s was due at %(when)s and is not approved: nothing was sent. Approve, move or cancel it."
    ),
    _DUE + r" and is paused \((?P<why>.*)\): nothing was sent\..*": lambda: _(
        "%(slug)s was due at %(when)s and is paused (%(why)s): nothing was sent. Resume, move or cancel it."
    ),
    r"(?P<slug>\S+) was dropped: it was due at (?P<when>.+?), (?P<late>.+) ago\.": lambda: _(
        "%(slug)s was dropped: it was due at %(when)s, %(late)s ago."
    ),
    r"(?P<slug>\S+) is paused: it was due at (?P<when>.+?), (?P<late>.+?) ago\..*": lambda: _(
        "%(slug)s is paused: it was due at %(when)s, %(late)s ago. Resume it and it goes now; cancel it if "
        "somebody has sent it by hand."
    ),
    r"(?P<slug>\S+), due at (?P<when>.+?), is paused: (?P<why>.*)\. Look at the machine's clock\..*": lambda: _(
        "%(slug)s, due at %(when)s, is paused, as the machine’s clock is in doubt: %(why)s. Have the clock looked "
        "at; resume it to say that it is right."
    ),
    r"(?P<slug>\S+) is paused: (?P<wall>.+?) was (?P<when>\S+) when it was approved, and is (?P<other>.+) by the zone rules .*": lambda: (
        _(
            "%(slug)s is paused: by new zone rules %(wall)s is not %(when)s any more, which was approved, but "
            "%(other)s. Resume it to keep the time that was approved, or move it."
        )
    ),
    r"the clock(?: of (?P<machine>.+?))? is in doubt: (?P<why>.*)\. Until that is over nothing lifts.*": lambda: _(
        "The clock is in doubt: %(why)s. Until that is over nothing lifts, and what comes due is paused. Somebody "
        "at the machine has to set it right, or say that it is."
    ),
    r"(?P<channel>.+?): (?P<why>.*?) `embargo doctor` says whether it is mended\.": lambda: _(
        "%(channel)s has to be mended before the next lift: %(why)s Test it on its page."
    ),
    r'(?P<slug>\S+): it waits: the receiver of "(?P<channel>.+?)" is disabled\..*': lambda: _(
        "%(slug)s waits: the receiver %(channel)s is disabled. An administrator enables it on its page; or stop "
        "the release."
    ),
    r'(?P<slug>\S+): it waits: the configuration has no channel "(?P<channel>.+?)" any more\..*': lambda: _(
        "%(slug)s waits: there is no channel %(channel)s any more. Have it put back, or stop the release."
    ),
    r"(?P<slug>\S+): (?:a delivery to )?(?P<channel>\S+) can't be built: (?P<why>.*)": lambda: _(
        "%(slug)s: what goes to %(channel)s can’t be built: %(why)s"
    ),
    r"(?P<slug>\S+): a delivery to (?P<channel>.+) is unconfirmed \((?P<why>.*)\)\.": lambda: _(
        "%(slug)s: a sending to %(channel)s is not confirmed (%(why)s). Look there whether it arrived, then say which."
    ),
    r"(?P<slug>\S+): (?P<channel>.+?) refused a delivery: (?P<why>.*)": lambda: _(
        "%(slug)s: %(channel)s refused a sending: %(why)s"
    ),
    r"(?P<slug>\S+) is withdrawn, and a post of it may stand on (?P<channel>\S+) all the same(?P<where>.*?)\. Take .*": lambda: (
        _(
            "%(slug)s is withdrawn, and a post of it may stand on %(channel)s all the same%(where)s. Take it down by hand, "
            "then have it put on record at the machine."
        )
    ),
    r"(?P<name>.+) took back the (?P<what>.+) of (?P<slug>\S+) that (?P<other>.+) had filed: nobody is told of it\.": lambda: (
        _("%(name)s took back what %(other)s had filed after the lift of %(slug)s: nobody is told of it.")
    ),
    r"(?P<channel>\S+) is disabled: (?P<why>.*) Nothing more is sent there until `embargo enable .*": lambda: _(
        "%(channel)s is disabled: %(why)s Nothing more is sent there until an administrator enables it on its page."
    ),
    r"(?P<name>.+) approved the (?P<what>.+) of (?P<slug>\S+) alone: (?P<why>.*)": lambda: _(
        "%(name)s approved what follows %(slug)s alone: %(why)s"
    ),
    r"(?P<name>.+) approved (?P<slug>\S+) alone: (?P<why>.*)": lambda: _("%(name)s approved %(slug)s alone: %(why)s"),
    r"(?P<name>.+?) stopped everything(?: \((?P<why>.*)\))?: nothing lifts .*": lambda: _(
        "%(name)s stopped everything: nothing lifts and nothing is sent until two people let it go on. %(why)s"
    ),
    r"somebody is trying addresses of the press room: (?P<misses>\d+) that are not there in (?P<minutes>\d+) minutes\..*": lambda: (
        _(
            "Somebody is trying addresses of the press room: %(misses)s that are not there in %(minutes)s minutes. "
            "Nothing that is held can be found so; ask what leaked."
        )
    ),
    r"This ledger belongs to another installation, .*": lambda: _(
        "This ledger belongs to another installation, or this one was moved: nothing is lifted or sent from it "
        "here until somebody at the machine takes it over."
    ),
    r"the ledger's journal does not have the row that was anchored at (?P<when>\S+): .*": lambda: _(
        "The record is not whole: it does not have what was put down outside the ledger at %(when)s. An older copy "
        "was restored, or entries were removed; the journal’s page says where."
    ),
    r'The bounces of "(?P<channel>.+?)" can\'t be read: (?P<why>.*)\.': lambda: _(
        "The mails that came back to %(channel)s can’t be read: %(why)s. Until that is mended it is not known whom no mail reaches."
    ),
    r"the journal can't be anchored in (?P<path>.*?): (?P<why>.*)": lambda: _(
        "The record can’t be put down outside the ledger (%(path)s): %(why)s"
    ),
}
_KNOWN: Sequence[tuple[re.Pattern[str], Say]] = [(re.compile(text, re.DOTALL), say) for text, say in _SAYINGS.items()]
