"""A post of a withdrawn release that its withdrawal does not reach: found too late, or out where nobody knows. A person takes it down."""

from __future__ import annotations

from bot.core.delivery import OPEN, State
from bot.core.standing import Standing
from bot.core.workflow import Stage
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.lift.sending import Claim, call_off
from bot.newsroom.lift.threads import POSTS, brought, posts_of
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Alert, Delivery


def left_standing(newsroom: Newsroom, delivery: str) -> list[Alarm]:
    """Within a transaction: the alert, where what a delivery posted is out, and no withdrawal answers or deletes it."""
    row = Delivery.objects.select_related("release", "rendition__approval__version").get(pk=delivery)
    if row.release.stage != Stage.WITHDRAWN or row.kind not in POSTS:
        return []
    posts = posts_of(row)
    if row.rendition.approval.version.standing == Standing.WITHDRAWAL or _taken_back(row, set(posts)):
        return []
    if not posts and row.state != State.SENT:
        return []
    where = f" ({row.url or ', '.join(posts)})" if row.url or posts else ""
    text = f"{row.release.slug} is withdrawn, and a post of it may stand on {row.channel} all the same{where}."
    return raised(newsroom, row.release, code(row.channel), f"{text} Take it down by hand; {_cure(row)}.")


def nothing_out(newsroom: Newsroom, held: Claim, because: str) -> tuple[Alarm, ...]:
    """Call off a withdrawal that knows of no post to take back. Whatever was settled as sent by a person is theirs to look for."""
    call_off(newsroom, held, because)

    def work() -> tuple[Alarm, ...]:
        row = Delivery.objects.select_related("release").get(pk=held.delivery)
        blind = [one.pk for one in brought(row.release, row.channel) if one.state == State.SENT]
        return tuple(alarm for one in blind for alarm in left_standing(newsroom, one))

    return newsroom.world.transact(work)


def taken_down(newsroom: Newsroom, row: Delivery) -> bool:
    """Within a transaction: whether an alert asked for this delivery's posts to be taken down. It is closed: a person did."""
    open_ones = Alert.objects.filter(release=row.release, code=code(row.channel), cleared_at=None)
    if not open_ones.exists():
        return False
    clear_alerts(newsroom, row.release, code(row.channel))
    return True


def code(channel: str) -> str:
    """What the alert about a channel is called."""
    return f"still-out-{channel}"[:40]


def _cure(row: Delivery) -> str:
    return f"`embargo settle {row.pk} sent` says that it is done"


def _taken_back(row: Delivery, posts: set[str]) -> bool:
    """Whether a withdrawal that is still to go will find these posts, or one that went has deleted them, or answers their thread."""
    said = Delivery.objects.filter(release=row.release, channel=row.channel).exclude(pk=row.pk)
    said = said.filter(rendition__approval__version__standing=Standing.WITHDRAWAL)
    for one in said.filter(state__in=(*OPEN, State.SENT, State.UNCONFIRMED)):
        begun = one.state in (State.SENDING, State.SENT, State.UNCONFIRMED)
        if posts and (not begun or "removed" not in one.progress or posts <= set(one.progress["removed"])):
            return True
    return False
