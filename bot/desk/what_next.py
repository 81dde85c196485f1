"""What happens next to a release, when, and who must act: said alike wherever a release is spoken of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.delivery import State
from bot.core.workflow import Stage
from bot.newsroom.newsroom import Newsroom
from bot.store import queue as reads
from bot.store.board import overdue
from bot.store.headlines import headlines
from bot.store.models import Release


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next of one release: its stage in words, a sentence with who must act, and whether something is wrong."""

    release: Release
    stage: str
    act: str
    trouble: bool = False
    headline: str = ""


def of_release(release: Release, now: datetime) -> Next:
    """For the head of that release's pages; of one that is out, one query tells what became of it."""
    if release.stage not in reads.OUT:
        return Next(release, stages()[release.stage], act(release, now), overdue(release, now))
    counted = reads.outcomes([release]).get(release.pk, {})
    told = act(release, now) or outcome(counted)
    return Next(release, stages()[release.stage], told[:1].upper() + told[1:], troubled(counted))


def soonest(room: Newsroom) -> Next | None:
    """What lifts next of all that is ahead, by four small queries; None where nothing has a time."""
    found = reads.ahead(reads.AHEAD, 1).releases
    if not found:
        return None
    release, now = found[0], room.now()
    told = headlines(room.keyring, found).get(release.pk, release.slug)
    return Next(release, stages()[release.stage], act(release, now), overdue(release, now), told)


def stages() -> Mapping[str, str]:
    """Each stage, and how it is called on a page."""
    return {
        Stage.DRAFT: _("draft"),
        Stage.AWAITING: _("awaits approval"),
        Stage.APPROVED: _("approved"),
        Stage.PAUSED: _("paused"),
        Stage.LIFTED: _("out"),
        Stage.CANCELLED: _("cancelled"),
        Stage.WITHDRAWN: _("withdrawn"),
    }


def act(release: Release, now: datetime) -> str:
    """Who must act, in a sentence; "" where nobody has to."""
    sentences: Mapping[str, Callable[[], str]] = {
        Stage.DRAFT: lambda: _("%(name)s has not put it up for approval yet.") % {"name": release.queued_by},
        Stage.AWAITING: lambda: _("An editor has to approve it; %(name)s queued it.") % {"name": release.queued_by},
        Stage.PAUSED: lambda: (
            _("Paused: %(why)s. An editor decides how it goes on.") % {"why": release.paused_because.rstrip(".")}
        ),
        Stage.APPROVED: lambda: (
            _("Goes when somebody says that the speaker has begun.")
            if release.instant is None
            else _("Overdue: is the engine running?")
            if overdue(release, now)
            else _("Goes by itself.")
        ),
        Stage.CANCELLED: lambda: _("Nothing of it will leave."),
    }
    told = sentences.get(release.stage)
    if told is None and release.follow_up_id:
        return _("Something that followed it awaits an approval.")
    return told() if told else ""


def outcome(counted: Mapping[str, int]) -> str:
    """What became of a release, in a few words, from how many of its deliveries are in each state."""
    if not counted:
        return _("the page alone")
    told = []
    if many := counted.get(State.UNCONFIRMED, 0):
        told.append(ngettext("%(count)s not confirmed", "%(count)s not confirmed", many) % {"count": many})
    if many := counted.get(State.REJECTED, 0):
        told.append(ngettext("%(count)s refused", "%(count)s refused", many) % {"count": many})
    if many := counted.get(State.CANCELLED, 0):
        told.append(ngettext("%(count)s held back", "%(count)s held back", many) % {"count": many})
    ended = (State.SENT, State.UNCONFIRMED, State.REJECTED, State.CANCELLED)
    if many := sum(number for state, number in counted.items() if state not in ended):
        told.append(ngettext("%(count)s on its way", "%(count)s on their way", many) % {"count": many})
    return ", ".join(told) if told else _("all sent")


def troubled(counted: Mapping[str, int]) -> bool:
    """Whether somebody has to decide about some of its deliveries."""
    return bool(counted.keys() & {State.UNCONFIRMED, State.REJECTED})
