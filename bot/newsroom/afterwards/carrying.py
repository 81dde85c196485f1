"""Carrying out what was approved after the lift: it goes at once, and takes the place of what has not left of the text before."""

from __future__ import annotations

from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.standing import REPLACING, TWO_PEOPLE, Standing
from bot.core.workflow import Stage, require
from bot.newsroom.afterwards.following import FollowUp, freeze_follow_up, stood_on
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.copy.filing import get
from bot.newsroom.enclosures.keeping import belong, keep
from bot.newsroom.hold.holding import BEGUN, NOT_BEGUN
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.freezing import ALONE, thaw
from bot.newsroom.plan.storing import put_on_record, store_part
from bot.store.embargoes import utc_text
from bot.store.models import Approval, Delivery, Release


class TwoPeople(EmbargoError):
    """A {standing} takes two people, always: {by} filed it, so somebody else must approve it."""


class FollowUpChanged(EmbargoError):
    """What awaits an approval of "{slug}" changed while it was being approved. Look at it again, then approve."""


def carry_out(newsroom: Newsroom, plan: FollowUp, by: str, alone: str) -> Approval:
    """Sign off what follows the lift, and let it go. Raises TwoPeople, WrongStage or FollowUpChanged."""
    if plan.standing in TWO_PEOPLE and by.casefold() == plan.version.filed_by.casefold():
        raise TwoPeople(standing=plan.standing, by=by)
    kept = keep(newsroom, plan.contents.items(), plan.release)
    written_to = stood_on(plan)
    made = freeze_follow_up(newsroom, plan)
    if made is None:
        raise FollowUpChanged(slug=plan.release.slug)
    frozen, threads = made

    def work() -> Approval:
        release = get(plan.release.slug)
        require(release.slug, release.stage, (Stage.LIFTED,), "approved")
        as_shown = (release.follow_up_id, release.approval_id) == (plan.version.pk, plan.stands)
        # Whom somebody sent it to again meanwhile, or what was posted, is in nothing that was sealed.
        if not as_shown or not stood_on(plan) <= written_to or not thaw(plan, frozen):
            raise FollowUpChanged(slug=release.slug)
        now = newsroom.now()
        belong(kept, release)
        bound = {"version": plan.version, "binding": plan.binding, "digest": plan.digest} | newsroom.signed(by)
        approval = Approval.objects.create(release=release, by=by, at=now, alone=alone[:500], **bound)
        if plan.standing in REPLACING:
            _take_the_place(release, plan.standing)
        for part in plan.parts:
            answers = threads if part.list else dict.fromkeys([""], plan.threads.get(part.channel, ""))
            store_part(newsroom, release, approval, part, frozen.groups.get(part.key, [ALONE]), answers)
        _move(release, approval, plan.standing)
        put_on_record(newsroom, release, approval)
        _let_go(newsroom, release, approval, plan.standing)
        if alone:
            raise_alert(newsroom, release, "approved-alone", _alone(plan, by, alone))
        return approval

    return newsroom.world.transact(work)


def _take_the_place(release: Release, standing: Standing) -> None:
    """What has not left of the texts before goes nowhere, and what has begun is not tried again: those people get this."""
    before = Delivery.objects.filter(release=release)
    because = f"a {standing} took its place" if standing != Standing.UPDATE else "an update took its place"
    before.filter(state__in=NOT_BEGUN).update(state=State.CANCELLED, claim="", lease_until=None, because=because)
    before.filter(state__in=BEGUN).update(halted=True)


def _move(release: Release, approval: Approval, standing: Standing) -> None:
    columns: dict[str, object] = {"follow_up": None}
    if standing != Standing.RECALL:  # that says nothing to the public
        columns |= {"approval": approval, "revised_at": max(approval.at, release.lifted_at or approval.at)}
    if standing == Standing.WITHDRAWAL:
        columns["stage"] = Stage.WITHDRAWN
    Release.objects.filter(pk=release.pk).update(**columns)


def _let_go(newsroom: Newsroom, release: Release, approval: Approval, standing: Standing) -> None:
    """There is no embargo any more: approved is due."""
    rows = Delivery.objects.filter(rendition__approval=approval)
    ids = list(rows.order_by("channel", "ordinal").values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=rows.values("pk"), state=State.WAITING).update(
        state=State.DUE, due_at=approval.at, next_at=approval.at
    )
    clear_alerts(newsroom, release, "approved-alone")
    newsroom.record(release, "clock", "follow", standing=standing, at=utc_text(approval.at), deliveries=len(ids))
    if newsroom.hand_over is not None and ids:
        newsroom.hand_over(ids)


def _alone(plan: FollowUp, by: str, alone: str) -> str:
    return f"{by} approved the {plan.standing} of {plan.release.slug} alone: {alone}"
