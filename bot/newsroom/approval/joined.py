"""Who came to a list since it was approved, and who left: those who left are not sent to, those who came are not added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.workflow import Stage
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import readers_now
from bot.store.contents import open_audience, open_version
from bot.store.models import Delivery, Release, Version


@dataclass(frozen=True, slots=True)
class Since:
    """People of one mailing since it was approved. Who came gets it only by a new approval."""

    joined: int
    left: int

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)

    @property
    def told(self) -> str:
        """`3 joined since the approval and do not get it; 1 left and does not get it either`."""
        came = f"{self.joined:,} joined since the approval and get it only by a new one" if self.joined else ""
        went = f"{self.left:,} left since and are not sent to" if self.left else ""
        return "; ".join(filter(None, (came, went)))


def since_approval(newsroom: Newsroom, release: Release) -> Mapping[str, Since]:
    """Of each mailing of a release that is approved and has not left; only those with a difference. Opens what is sealed.

    Raises WrongKey or SealBroken.
    """
    if release.approval_id is None or release.stage not in (Stage.APPROVED, Stage.PAUSED):
        return {}
    rows = Delivery.objects.filter(rendition__approval=release.approval_id, recipients__gt=0)
    frozen: dict[str, set[int]] = {}
    for row in rows:
        seats = open_audience(newsroom.keyring, row)
        frozen.setdefault(row.channel, set()).update(seat.number for seat in seats)
    whole = open_version(newsroom.keyring, Version.objects.get(approvals=release.approval_id)) if frozen else None
    found = {}
    for channel, then in frozen.items():
        assert whole is not None
        now = {seat.number for seat in readers_now(newsroom, whole, channel)}
        found[channel] = Since(len(now - then), len(then - now))
    return {channel: since for channel, since in found.items() if since}
