"""Approving: every rendition is made and sealed, every recipient counted, and one hash binds it all to a person."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Max

from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage, require
from bot.core.world import Transport
from bot.newsroom.afterwards.carrying import carry_out
from bot.newsroom.afterwards.following import FollowUp, plan_follow_up
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.enclosures.keeping import belong, keep
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.freezing import ALONE, freeze, thaw
from bot.newsroom.plan.planning import Plan
from bot.newsroom.plan.planning import plan as plan_release
from bot.newsroom.plan.storing import put_on_record, store_part
from bot.store.embargoes import words_of
from bot.store.models import Approval, Delivery, Release, Version


class FourEyes(EmbargoError):
    """{by} queued this or wrote in it, so somebody else must approve it: `--by NAME`, or `--alone REASON`, which goes on record."""


class ChangedMeanwhile(EmbargoError):
    """ "{slug}" changed while it was being approved. Look at it again, then approve."""


def plan(newsroom: Newsroom, slug: str, wire: Transport | None = None) -> Plan:
    """What one word would sign off: the newest version before the lift, or a FollowUp where one awaits its approval after it.

    Raises what `planning.plan` and `plan_follow_up` raise.
    """
    release = get(slug)
    return (
        plan_release(newsroom, slug, wire) if release.follow_up_id is None else plan_follow_up(newsroom, release, wire)
    )


def approve(newsroom: Newsroom, plan: Plan, by: str, alone: str | None = None) -> Approval:
    """Sign off a plan that was shown: store its renditions sealed and its deliveries waiting.

    Raises FourEyes, WrongStage, or ChangedMeanwhile when a text, a list or the embargo is no longer what was shown.
    """
    newsroom.allow("approve")
    alone = " ".join((alone or "").split())
    if newsroom.config.office.four_eyes and not alone and by.casefold() in writers(plan):
        raise FourEyes(by=by)
    if isinstance(plan, FollowUp):
        return _told(newsroom, plan, carry_out(newsroom, plan, by, alone))

    kept = keep(newsroom, plan.contents.items(), plan.release)
    frozen = freeze(newsroom, plan)
    if frozen is None:
        raise ChangedMeanwhile(slug=plan.release.slug)

    def work() -> Approval:
        release = get(plan.release.slug)
        require(release.slug, release.stage, (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED), "approved")
        if not _unchanged(newsroom, plan, release) or not thaw(plan, frozen):
            raise ChangedMeanwhile(slug=release.slug)
        now = newsroom.now()
        _replace(newsroom, release, by)
        bound = {"version": plan.version, "binding": plan.binding, "digest": plan.digest} | newsroom.signed(by)
        belong(kept, release)
        approval = Approval.objects.create(release=release, by=by, at=now, alone=alone[:500], **bound)
        for part in plan.parts:
            store_part(newsroom, release, approval, part, frozen.groups.get(part.key, [ALONE]))
        stage = Stage.PAUSED if release.stage == Stage.PAUSED else Stage.APPROVED
        Release.objects.filter(pk=release.pk).update(stage=stage, approval=approval, ready_at=now)
        clear_alerts(newsroom, release, "unapproved")
        if alone:
            raise_alert(newsroom, release, "approved-alone", f"{by} approved {release.slug} alone: {alone}")
        put_on_record(newsroom, release, approval)
        return approval

    return _told(newsroom, plan, newsroom.world.transact(work))


def _told(newsroom: Newsroom, plan: Plan, approval: Approval) -> Approval:
    if approval.alone:
        text = f"{approval.by} approved {plan.release.slug} alone: {approval.alone}"
        newsroom.world.alarm("approved-alone", text, plan.release.slug)
    return approval


def _unchanged(newsroom: Newsroom, plan: Plan, release: Release) -> bool:
    same_text = latest(release).pk == plan.version.pk
    told = replace(plan, release=release, words=words_of(newsroom.keyring, release))
    return same_text and told.digest == plan.digest


def _replace(newsroom: Newsroom, release: Release, by: str) -> None:
    """A newer approval takes the place of the one before in the same transaction: there is never none and never two."""
    if release.approval_id is None:
        return
    because = f"replaced by a newer approval by {by}"
    Approval.objects.filter(pk=release.approval_id).update(void_at=newsroom.now(), void_because=because)
    Delivery.objects.filter(release=release, state=State.WAITING).update(state=State.CANCELLED)


def writers(plan: Plan) -> set[str]:
    """Whose text a plan has, in lower case: where two people are wanted, somebody else approves it.

    Whoever queued it; and whoever filed or typed a version that nobody else has signed off since. After the lift, whoever
    filed what follows it.
    """
    if isinstance(plan, FollowUp):
        return {plan.version.filed_by.casefold()}
    seen = Approval.objects.filter(release=plan.release, alone="").aggregate(Max("version__number"))
    fresh = Version.objects.filter(release=plan.release, number__gt=seen["version__number__max"] or 0)
    names = {plan.release.queued_by, plan.version.filed_by, *plan.version.hands}
    for filed_by, hands in fresh.values_list("filed_by", "hands"):
        names |= {filed_by, *hands}
    return {name.casefold() for name in names}
