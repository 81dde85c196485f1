"""A release's stages and who may bring about which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.core.errors import EmbargoError


class Stage(StrEnum):
    """Where a release stands."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    APPROVED = "approved"
    PAUSED = "paused"
    LIFTED = "lifted"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Hold(StrEnum):
    """What the bot itself pauses an approved release for. Where a person did, there is none of these."""

    LATE = "late"
    CLOCK = "clock"
    ZONE = "zone"


MOVES: Mapping[Stage, Mapping[Stage, str]] = {
    Stage.DRAFT: {Stage.AWAITING: "queue", Stage.CANCELLED: "cancel"},
    Stage.AWAITING: {Stage.APPROVED: "approve", Stage.CANCELLED: "cancel or stop"},
    Stage.APPROVED: {
        Stage.LIFTED: "lift",
        Stage.PAUSED: "pause, too late, the clock in doubt, or other zone rules",
        Stage.AWAITING: "embargo moved earlier, or edited with --stop",
        Stage.CANCELLED: "cancel or stop, or dropped as too late",
    },
    Stage.PAUSED: {
        Stage.APPROVED: "resume, or what the bot paused it for is settled",
        Stage.AWAITING: "embargo moved earlier, or edited with --stop",
        Stage.CANCELLED: "cancel or stop",
    },
    Stage.LIFTED: {Stage.WITHDRAWN: "a withdrawal, approved by a second person"},
    Stage.CANCELLED: {},
    Stage.WITHDRAWN: {},
}


class WrongStage(EmbargoError):
    """ "{slug}" is {stage}{since}: it can't be {wanted}. {instead}"""


_INSTEAD = {
    Stage.LIFTED: "What has not left yet can be held with `embargo stop {slug}`; `embargo correct {slug} FILE` tells those who got it.",
    Stage.WITHDRAWN: "Queue a new release if there is something to say.",
    Stage.CANCELLED: "Queue it again if it is still wanted.",
    Stage.PAUSED: "`embargo resume {slug}` first.",
    Stage.AWAITING: "`embargo approve {slug}` first.",
    Stage.APPROVED: "`embargo edit {slug} FILE` changes it before it lifts; `embargo pause {slug}` or `embargo cancel {slug}` holds it.",
}


def require(slug: str, stage: str, allowed: tuple[Stage, ...], wanted: str, since: str = "") -> None:
    """Raise WrongStage, with what can be done instead, unless `stage` is among `allowed`."""
    if stage not in allowed:
        instead = _INSTEAD.get(Stage(stage), "`embargo status {slug}` tells more.").format(slug=slug)
        raise WrongStage(slug=slug, stage=stage, since=since, wanted=wanted, instead=instead)
