"""Planted: what is lost, or not told, or not on record (promises 2 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.delivery import State
from bot.core.workflow import Stage
from bot.newsroom.lift import lifting, sending
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.newsroom.record import telling
from bot.store.models import Delivery, Release
from tests.simulation.planting import Patch, around, bug, unarmed


@bug(2, near=28)
def _two_transactions(patch: Patch) -> None:
    """A release is lifted in one transaction, and its deliveries come due in the next."""
    unarmed(patch)

    def lift(room: Newsroom, releases: Sequence[Release], now: Any) -> None:
        for release in releases:
            Release.objects.filter(pk=release.pk).update(stage=Stage.LIFTED, lifted_at=now)
            room.record(release, "clock", "lift")

    def due(slugs: Any) -> None:
        for release in Release.objects.filter(slug__in=slugs):
            rows = Delivery.objects.filter(release=release, state=State.WAITING)
            rows.update(state=State.DUE, due_at=release.instant)

    def work(real: Any, room: Newsroom, *more: Any) -> Any:
        lifted = real(room, *more)
        room.world.transact(lambda: due(lifted.slugs))
        return lifted

    patch.setattr(lifting, "_let_go", lift)
    around(patch, lifting, "lift_due", work)


@bug(2)
def _dead_claims(patch: Patch) -> None:
    """What a dead process had claimed stays claimed."""
    unarmed(patch)

    def work(real: Any, room: Newsroom) -> Any:
        Delivery.objects.filter(state=State.CLAIMED, lease_until__lte=room.now()).update(lease_until=None)
        return real(room)

    around(patch, settling, "recover", work)


@bug(2)
def _forgotten_retries(patch: Patch) -> None:
    """What is to be tried again never is."""

    def work(real: Any, room: Newsroom) -> Any:
        Delivery.objects.filter(state=State.RETRYING).update(next_at=None)
        return real(room)

    around(patch, settling, "recover", work)


@bug(2, near=16)
def _silent_doubt(patch: Patch) -> None:
    """What is in doubt, or was refused, raises no alert."""
    patch.setattr(settling, "_alarm", lambda *_: [])


@bug(2)
def _silent_instant(patch: Patch) -> None:
    """An instant that comes unapproved raises no alert."""
    patch.setattr(lifting, "alert_unapproved", lambda *_: ())


@bug(2, near=21)
def _untold(patch: Patch) -> None:
    """An alert that a dying process had not told is never told."""
    patch.setattr(telling, "catch_up", lambda *_: ())


@bug(2)
def _sent_too_soon(patch: Patch) -> None:
    """A delivery is on record as sent as soon as its bytes begin to leave."""

    def work(real: Any, room: Newsroom, held: Any) -> None:
        real(room, held)
        Delivery.objects.filter(pk=held.delivery, claim=held.token).update(accepted_at=room.now())

    def recover(real: Any, room: Newsroom) -> Any:
        lost = Delivery.objects.filter(state=State.SENDING, lease_until__lte=room.now())
        lost.exclude(accepted_at=None).update(state=State.SENT, lease_until=None)
        return real(room)

    around(patch, sending, "require_mine", work)
    around(patch, settling, "recover", recover)


@bug(7)
def _journal(patch: Patch) -> None:
    """A row of the journal is written without its chain."""

    def work(real: Any, room: Newsroom, *told: Any) -> None:
        heads = dict(Release.objects.values_list("pk", "journal_head"))
        real(room, *told)
        for release, _ in told[0]:
            Release.objects.filter(pk=release).update(journal_head=heads[release])

    around(patch, Newsroom, "record_each", work)
