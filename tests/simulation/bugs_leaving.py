"""Planted: what leaves too early, in other words, for somebody who left, or though it was held (promises 1, 4, 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.delivery import Retry, State
from bot.core.workflow import Stage
from bot.core.world import Reading
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import arming, lifting, sending, spooling
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store.contents import open_rendition, seal_rendition
from bot.store.models import Delivery, Release, Rendition
from tests.simulation.planting import Patch, around, bug, unarmed


@bug(1)
def _early(patch: Patch) -> None:
    """The lift comes a millisecond early."""

    def work(real: Any, room: Newsroom, reading: Reading, *more: Any) -> Any:
        return real(room, replace(reading, earliest=reading.earliest + timedelta(milliseconds=1)), *more)

    around(patch, lifting, "lift_due", work)


@bug(1)
def _latest(patch: Patch) -> None:
    """The lift goes by the latest time it can be."""

    def work(real: Any, room: Newsroom, reading: Reading, *more: Any) -> Any:
        return real(room, replace(reading, earliest=reading.latest), *more)

    around(patch, lifting, "lift_due", work)


@bug(1, near=10)
def _moved_later(patch: Patch) -> None:
    """An embargo that was moved later is forgotten."""
    real = holding.embargo_columns

    def work(*given: Any) -> dict[str, Any]:
        return {name: value for name, value in real(*given).items() if name != "instant"}

    patch.setattr(holding, "embargo_columns", work)


@bug(1)
def _moved_earlier(patch: Patch) -> None:
    """An embargo that was moved earlier keeps its approval."""
    patch.setattr(holding, "void", lambda *_: None)


@bug(1, near=12)
def _edited(patch: Patch) -> None:
    """An edit that stops the approved text does not."""
    patch.setattr(filing, "void", lambda *_: None)


@bug(1, 4)
def _newest_text(patch: Patch) -> None:
    """What is sent is the newest text, approved or not."""

    def work(real: Any, room: Newsroom, slug: str, *more: Any, **named: Any) -> Any:
        edited = real(room, slug, *more, **named)
        for row in Rendition.objects.filter(approval__release__slug=slug):
            words = open_rendition(room.keyring, slug, row)
            words = words.replace(f"v{edited.number - 1}z".encode(), f"v{edited.number}z".encode())
            row.content = seal_rendition(room.keyring, slug, row.digest, row.channel, words)
            row.save()
        return edited

    around(patch, filing, "edit", work)


@bug(5, near=11)
def _paused(patch: Patch) -> None:
    """A pause is put down and does not hold."""
    around(
        patch,
        holding,
        "pause",
        lambda real, room, slug, *more: [
            real(room, slug, *more),
            Release.objects.filter(slug=slug).update(stage=Stage.APPROVED),
        ],
    )


@bug(5)
def _cancelled(patch: Patch) -> None:
    """A release that was cancelled lifts all the same."""
    around(
        patch,
        holding,
        "cancel",
        lambda real, room, slug, *more: Release.objects.filter(slug=slug, stage=Stage.PAUSED).update(
            stage=Stage.APPROVED
        ),
    )


@bug(5)
def _stop_skips_claimed(patch: Patch) -> None:
    """A stop leaves alone what is claimed."""
    unarmed(patch)
    patch.setattr(holding, "NOT_BEGUN", (State.WAITING, State.DUE, State.RETRYING))


@bug(5, near=33)
def _stop_retries(patch: Patch) -> None:
    """What failed after a stop is tried again."""

    def work(real: Any, room: Newsroom, row: Delivery, outcome: Retry) -> Any:
        row.halted = False
        return real(room, row, outcome)

    around(patch, settling, "_again", work)


@bug(4)
def _unsubscribed(patch: Patch) -> None:
    """Who has left the list is mailed all the same."""
    for room in (sending, spooling, arming):
        patch.setattr(room, "departed", lambda *_: frozenset())


@bug(4)
def _armed_too_long(patch: Patch) -> None:
    """Who left the list after the mail was built is mailed all the same."""
    patch.setattr(arming.Armed, "holds", lambda *_: True)
