"""Whether what a delivery carries is still meant for its people: a newer text may have taken its place, or it may be recalled."""

from __future__ import annotations

from bot.core.errors import EmbargoError
from bot.core.standing import REPLACING, Note, Standing
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_note
from bot.store.models import Approval, Delivery, Version


class Superseded(EmbargoError):
    """Delivery {delivery} is not sent again: another text took the place of its own since, or it is recalled.
    `embargo settle {delivery} sent` closes a doubt about it."""


def superseded(newsroom: Newsroom, row: Delivery) -> bool:
    """Whether a correction, an update or a withdrawal was approved after what this delivery carries, or its mailing is recalled.

    A recall counts from when it is filed: whoever has missed the mail so far need not get it while a second person looks.
    """
    newer = Approval.objects.filter(release=row.release_id, void_at=None, pk__gt=row.rendition.approval_id)
    if newer.filter(version__standing__in=REPLACING).exists():
        return True
    if not row.recipients or row.rendition.approval.version.standing == Standing.RECALL:
        return False
    recalls = Version.objects.select_related("release").filter(release=row.release_id, standing=Standing.RECALL)
    notes = [open_note(newsroom.keyring, one) for one in recalls.filter(approvals__in=newer)]
    awaiting = row.release.follow_up_id or 0
    notes += [open_note(newsroom.keyring, one) for one in recalls.filter(pk=awaiting)]
    return any(_concerns(note, row.channel) for note in notes)


def require_current(newsroom: Newsroom, row: Delivery) -> None:
    """Raise Superseded where it is."""
    if superseded(newsroom, row):
        raise Superseded(delivery=row.pk)


def _concerns(note: Note, channel: str) -> bool:
    return not note.channels or channel in note.channels
