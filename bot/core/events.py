"""What a provider tells of a recipient after it took the mail, and which of several tellings stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import EmbargoError

# A mail goes through these from left to right. Some take a short cut, and providers tell them late, twice and out of
# order, so that what stands is the furthest. A bounce can come hours after "delivered", a complaint after either.
PROGRESS = ("processed", "deferred", "dropped", "delivered", "bounced", "complained")
# After these nobody is written to again, whatever an answer says that comes late: the mail was taken.
TAKEN = frozenset(PROGRESS) - {"deferred"}
# Beside them a row may have what the channel itself said of the person: a refusal, which weighs less than what became of it.
_RANKS: Mapping[str, int] = {state: rank for rank, state in enumerate((*PROGRESS[:2], "rejected", *PROGRESS[2:]), 1)}
# RFC 3463, section 3.2: no such mailbox, no address, moved away, no mail taken; section 3.3: disabled. Not 5.1.2, 5.1.7 and
# 5.1.8, which say as much about a name server or the sender as about the reader.
_NO_MAILBOX = re.compile(r"(?<![\d.])5\.(?:1\.(?:1|3|6|10)|2\.1)(?![\d.])")


def no_mailbox(said: str) -> bool:
    """Whether what a mail server said means that there is no such mailbox, and that writing again is no use."""
    return _NO_MAILBOX.search(said) is not None


class NotGenuine(EmbargoError):
    """These events are not from {who}: {problem}."""


class Unreadable(EmbargoError):
    """These events can't be read: {problem}."""


@dataclass(frozen=True, slots=True)
class Event:
    """One telling: which delivery, which recipient (by their number), since when (aware UTC).

    `state` is one of PROGRESS, or "" where it says nothing of the mail; `leaves`: they want no more of this list; `gone`:
    there is no such mailbox. `label`: what the mail carried (`core.labels`), where the telling has nothing else to say which
    delivery and recipient it is about.
    """

    delivery: str
    recipient: str
    state: str
    at: datetime
    detail: str = ""
    leaves: bool = False
    label: str = ""
    gone: bool = False


def standing(state: str, at: datetime, detail: str = "") -> tuple[int, datetime, str]:
    """How far along a telling is: the greatest stands, whatever came first. A repeat changes nothing."""
    return _RANKS.get(state, 0), at, detail
