"""How many people a mailing usually goes to, so that whoever approves sees when it is the wrong list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from bot.core.preflight.codes import found
from bot.core.release import Finding
from bot.core.saying import Saying, saying
from bot.core.workflow import Stage
from bot.newsroom.plan.planning import Plan
from bot.store.models import Release

MAILINGS = 9  # the newest ones; fewer where there were fewer
_LOOKED_AT = 60  # releases; others may have gone through other channels
_HABIT = 3  # mailings that make a habit
_MUCH = 2.0


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of the last `mailings` by a channel to its list, in people."""

    people: int
    mailings: int

    @property
    def told(self) -> Saying:
        """`usually 340`; of one or two mailings `340 before`."""
        if self.mailings >= _HABIT:
            return saying("usually {people}", people=self.people)
        return saying("{people} before", people=self.people)

    def is_far_from(self, people: int) -> bool:
        """Whether `people` is twice as many, or half as many, or more than that away."""
        return people >= _MUCH * self.people or people * _MUCH <= self.people


def usual(channel: str, list_name: str) -> Usual | None:
    """Of the last releases that lifted; None before the first mailing."""
    newest = Release.objects.filter(stage=Stage.LIFTED).order_by("-lifted_at")
    counts = [
        count
        for binding in newest.values_list("approval__binding", flat=True)[:_LOOKED_AT]
        if (count := _people(binding, channel, list_name))
    ][:MAILINGS]
    return Usual(round(median(counts)), len(counts)) if counts else None


def usual_of(plan: Plan) -> dict[str, Usual]:
    """The mailings of a plan that there is something to compare with, by channel. What follows a lift goes to those who got it."""
    if plan.release.lifted_at is not None:
        return {}
    known = {channel: usual(channel, parts[0].list or "") for channel, parts in plan.mailings.items()}
    return {channel: one for channel, one in known.items() if one is not None}


def doubts(plan: Plan) -> list[Finding]:
    """The mailings that go to many more, or many fewer, than they usually do."""
    return [
        found("audience-unusual", channel=channel, list=parts[0].list, people=people, usual=one.told)
        for channel, one in usual_of(plan).items()
        for parts in [plan.mailings[channel]]
        if one.is_far_from(people := sum(part.recipients for part in parts))
    ]


def _people(binding: Mapping[str, Any] | None, channel: str, list_name: str) -> int:
    name, people = (binding or {}).get("audience", {}).get(channel, ("", 0, ""))[:2]
    return int(people) if name == list_name else 0
