"""Comparing: what a person saw when they signed off against what stands now, and against what was approved before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.difference import Change, word_changes
from bot.core.errors import EmbargoError
from bot.core.standing import TWO_PEOPLE
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.approval.approving import approve, writers
from bot.newsroom.approval.approving import plan as plan_of
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Plan
from bot.store.contents import open_version
from bot.store.models import Approval, Release, Version

What = Literal["text", "embargo", "people", "channel-in", "channel-out", "setting"]


class ChangedSinceShown(EmbargoError):
    """ "{slug}" has changed since you looked at it, and was not approved: {changes}. Look at it as it is now, then approve."""

    def __init__(self, slug: str, shifts: tuple[Shift, ...]) -> None:
        super().__init__(slug=slug, changes="; ".join(map(str, shifts)))
        self.shifts = shifts


class FormNotWhole(EmbargoError):
    """What you signed off did not arrive whole. Open the page again, look at it, then approve."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing that differs between two bindings: `name` of the channel it concerns, what it was and what it is now."""

    what: What
    was: str = ""
    now: str = ""
    name: str = ""

    def __str__(self) -> str:
        match self.what:
            case "text":
                return f"the text was version {self.was} and is version {self.now}"
            case "embargo":
                return f"the embargo was {self.was} and is {self.now}"
            case "people" if self.was == self.now:
                return f"{self.name} still goes to {self.now}, but not to the same people"
            case "people":
                return f"{self.name} went to {self.was} and goes to {self.now}"
            case "channel-in":
                return f"{self.name} was added"
            case "channel-out":
                return f"{self.name} was taken out"
            case "setting":
                return f"{self.name} is set otherwise: its template or the office's settings changed"


@dataclass(frozen=True)
class Since:
    """What is different from the last approval: `changes` in the text, `shifts` in all else. Both empty: nothing is."""

    approval: Approval
    changes: tuple[Change, ...]
    shifts: tuple[Shift, ...]


def since_last_approval(newsroom: Newsroom, plan: Plan) -> Since | None:
    """What a plan has that the last approval had not, whether that still holds or was voided; None for a first one."""
    last = Approval.objects.filter(release=plan.release).select_related("version__release").order_by("-pk").first()
    if last is None:
        return None
    changes = word_changes(open_version(newsroom.keyring, last.version), plan.text)
    return Since(last, changes, tuple(shifts(plan.release, last.binding, plan.binding)))


def sign_off(newsroom: Newsroom, slug: str, seen: str, by: str, alone: str | None = None) -> Approval:
    """Approve exactly what a page showed: `seen` is the binding it carried, as JSON (`shown`).

    Raises ChangedSinceShown, with what changed, when it is no longer what stands; FormNotWhole; or why `approve` refuses.
    """
    newsroom.allow("approve")
    was = _read(seen)
    plan = plan_of(newsroom, slug)
    if found := tuple(shifts(plan.release, was, plan.binding)):
        raise ChangedSinceShown(slug, found)
    return approve(newsroom, plan, by, alone)


def shown(plan: Plan) -> str:
    """A plan's binding for a form to carry: hashes and counts, not a word of the text."""
    return json.dumps(plan.binding, sort_keys=True)


def shifts(release: Release, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Shift]:
    """Where two bindings differ. Nothing only where they are equal. Raises FormNotWhole for one that is none."""
    if was == now:
        return
    try:
        found = [*_of_text(release, was, now), *_of_embargo(was, now), *_of_channels(was, now)]
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise FormNotWhole() from error
    # Pictures and merge values are bound as well; whatever differs, something is said.
    yield from found or [Shift("setting", name=", ".join(now["channels"]) or "the page")]


def _read(seen: str) -> Mapping[str, Any]:
    try:
        found = json.loads(seen)
    except ValueError as error:
        raise FormNotWhole() from error
    if not isinstance(found, dict):
        raise FormNotWhole()
    return found


def _of_text(release: Release, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[Shift]:
    if was["version"] != now["version"]:
        numbers = dict(Version.objects.filter(release=release).order_by("pk").values_list("digest", "number"))
        yield Shift("text", str(numbers.get(was["version"], "?")), str(numbers.get(now["version"], "?")))


def _of_embargo(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[Shift]:
    if was["embargo"] != now["embargo"]:
        yield Shift("embargo", _told(was["embargo"]), _told(now["embargo"]))


def _of_channels(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[Shift]:
    for name in now["channels"]:
        if name not in was["channels"]:
            yield Shift("channel-in", name=name)
    for name in was["channels"]:
        if name not in now["channels"]:
            yield Shift("channel-out", name=str(name))
    for name in now["audience"]:
        before, after = was["audience"].get(name), now["audience"][name]
        if before is not None and before != after:
            yield Shift("people", _counted(before), _counted(after), name)
    if was["version"] == now["version"] and was["embargo"] == now["embargo"]:
        for key, made in now["renditions"].items():
            if key.partition(":")[0] in was["channels"] and was["renditions"].get(key) != made:
                yield Shift("setting", name=key)


def _told(embargo: Mapping[str, Any]) -> str:
    if embargo["utc"] is None:
        return "on somebody’s word"
    return f"{embargo['wall']} {embargo['zone']} ({embargo['utc']})" if embargo["wall"] else str(embargo["utc"])


def _counted(audience: list[Any]) -> str:
    """`340 on press`."""
    return f"{int(audience[1]):,} on {audience[0]}"


def needs_another(newsroom: Newsroom, plan: Plan, by: str) -> bool:
    """Whether somebody else than `by` has to approve this, unless they say why they do it alone."""
    return newsroom.config.office.four_eyes and by.casefold() in writers(plan)


def two_always(plan: Plan, by: str) -> bool:
    """Whether no reason makes up for a second person: a withdrawal or a recall that `by` filed."""
    own = by.casefold() == plan.version.filed_by.casefold()
    return isinstance(plan, FollowUp) and plan.standing in TWO_PEOPLE and own
