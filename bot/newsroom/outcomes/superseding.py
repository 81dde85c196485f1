"""Whether a newer text took the place of the one that a delivery carries: then nobody is sent that any more."""

from __future__ import annotations

from bot.core.errors import EmbargoError
from bot.core.standing import REPLACING
from bot.store.models import Approval, Delivery


class Superseded(EmbargoError):
    """Delivery {delivery} carries a text that another took the place of since: it is not sent again.
    `embargo settle {delivery} sent` closes a doubt about it."""


def superseded(row: Delivery) -> bool:
    """Whether a correction, an update or a withdrawal was approved after what this delivery carries."""
    newer = Approval.objects.filter(release=row.release_id, void_at=None, version__standing__in=REPLACING)
    return newer.filter(pk__gt=row.rendition.approval_id).exists()


def require_current(row: Delivery) -> None:
    """Raise Superseded where it is."""
    if superseded(row):
        raise Superseded(delivery=row.pk)
