"""Approving: every rendition is made and sealed, every recipient counted, and one hash binds it all to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.workflow import Stage, require
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.filing import get, latest
from bot.newsroom.freezing import ALONE, freeze, thaw
from bot.newsroom.keeping import belong, keep
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.planning import Part, Plan
from bot.newsroom.planning import plan as plan
from bot.newsroom.rates import weights
from bot.store.contents import seal_rendition
from bot.store.embargoes import words_of
from bot.store.enclosures import seal_entries
from bot.store.models import Approval, Delivery, Release, Rendition
from bot.store.statements import insert_alike


class FourEyes(EmbargoError):
    """{by} queued or last edited this, so somebody else must approve it: `--by NAME`, or `--alone REASON`, which goes on record."""


class ChangedMeanwhile(EmbargoError):
    """ "{slug}" changed while it was being approved. Look at it again, then approve."""


def approve(newsroom: Newsroom, plan: Plan, by: str, alone: str | None = None) -> Approval:
    """Sign off a plan that was shown: store its renditions sealed and its deliveries waiting.

    Raises FourEyes, WrongStage, or ChangedMeanwhile when a text, a list or the embargo is no longer what was shown.
    """
    alone = " ".join((alone or "").split())
    if newsroom.config.office.four_eyes and not alone and by.casefold() in _writers(plan):
        raise FourEyes(by=by)

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
        bound = {"version": plan.version, "binding": plan.binding, "digest": plan.digest}
        belong(kept, release)
        approval = Approval.objects.create(release=release, by=by, at=now, alone=alone[:500], **bound)
        for part in plan.parts:
            _store(newsroom, release, approval, part, frozen.groups.get(part.key, [ALONE]))
        stage = Stage.PAUSED if release.stage == Stage.PAUSED else Stage.APPROVED
        Release.objects.filter(pk=release.pk).update(stage=stage, approval=approval, ready_at=now)
        clear_alerts(newsroom, release, "unapproved")
        if alone:
            raise_alert(newsroom, release, "approved-alone", f"{by} approved {release.slug} alone: {alone}")
        newsroom.record(
            release, by, "approve", approval=approval.digest, alone=alone or None, version=plan.version.digest
        )
        return approval

    approval = newsroom.world.transact(work)
    if alone:
        newsroom.world.alarm("approved-alone", f"{by} approved {plan.release.slug} alone: {alone}", plan.release.slug)
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


def _store(
    newsroom: Newsroom, release: Release, approval: Approval, part: Part, groups: Sequence[tuple[str, int]]
) -> None:
    content = seal_rendition(newsroom.keyring, release.slug, part.digest, part.channel, part.content)
    named = {"channel": part.channel, "language": part.language, "kind": part.kind, "digest": part.digest}
    entries = seal_entries(newsroom.keyring, release.slug, part.key, part.enclosures)
    rendition = Rendition.objects.create(approval=approval, content=content, enclosures=entries, **named)
    if not part.channel or (part.list and not part.recipients):
        return
    # The languages of one channel are numbered through.
    first = Delivery.objects.filter(rendition__approval=approval, channel=part.channel).count()
    heavy = weights(newsroom, part.channel, part.content, [people for _, people in groups])
    alike = Delivery(release=release, rendition=rendition, channel=part.channel, kind=part.kind)
    insert_alike(
        alike,
        ("id", "ordinal", "recipients", "weight"),
        (
            (delivery or newsroom.world.new_id(), ordinal, people, weight)
            for ordinal, ((delivery, people), weight) in enumerate(zip(groups, heavy, strict=True), first)
        ),
    )


def _writers(plan: Plan) -> set[str]:
    return {plan.release.queued_by.casefold(), plan.version.filed_by.casefold()}
