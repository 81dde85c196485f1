"""Drafts in the ledger: sealed where they stand, found by whoever may open them, and who is in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.draft import Draft as Written
from bot.core.workflow import Stage
from bot.store.models import Draft, Presence, Release
from bot.store.sealing import Keyring

HERE = timedelta(seconds=75)
"""So long after somebody was last heard of they still count as being in a release; pages tell of them every 20 s."""


def seal_draft(keyring: Keyring, slug: str, draft: Written) -> bytes:
    """A draft, bound to its release."""
    return keyring.seal(draft.to_json(), f"draft:{slug}")


def open_draft(keyring: Keyring, row: Draft) -> Written:
    """The inverse of `seal_draft`. Raises WrongKey or SealBroken."""
    return Written.from_json(keyring.open(row.content, f"draft:{row.release.slug}"))


def draft_row(release: Release) -> Draft | None:
    """What is being written of a release, if anything is."""
    return Draft.objects.select_related("release").filter(release=release).first()


def drafts_begun_by(name: str, everybodys: bool) -> list[Release]:
    """Releases that are drafts still, the newest first: one's own and those that are shared, or everybody's; at most 200."""
    rows = Release.objects.filter(stage=Stage.DRAFT, draft__isnull=False).order_by("-queued_at")
    if not everybodys:
        rows = rows.filter(queued_by=name) | rows.filter(draft__shared=True)
    return list(rows[:200])


def others_in(release: Release, name: str, now: datetime) -> list[Presence]:
    """Who else has it open now, whoever was heard of last first."""
    here = Presence.objects.filter(release=release, seen_at__gte=now - HERE).exclude(name=name)
    return list(here.order_by("-seen_at")[:5])
