"""Releases for the press room's tests: held, and lifted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from bot.core.release import Release as Text
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.store.models import Reader, Release
from tests import premises


def hold(room: Newsroom, slug: str = "one", hours: float = 2, **changes: Any) -> Release:
    """A release that is approved and waits for its instant."""
    if not Reader.objects.exists():
        premises.readers(1)
    text: Text = replace(premises.TEXT, **changes)
    release = filing.queue(room, text, premises.until(room, hours=hours), (), "Ann", slug)
    approving.approve(room, plan(room, slug), "Ben")
    return release


def lift(room: Newsroom, release: Release) -> None:
    """Its instant has come."""
    assert release.instant is not None
    cast(premises.QuietWorld, room.world).clock.now = release.instant
    premises.lift(room)


def publish(room: Newsroom, slug: str = "one", **changes: Any) -> None:
    """A release that has lifted."""
    lift(room, hold(room, slug, **changes))
