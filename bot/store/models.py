"""Rows of the ledger. What could tell the news before its time is sealed; states are strings of `bot.core`.

Nothing here changes by itself: no signals, no `auto_now`; every write is a verb of `bot.newsroom`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bot.core.delivery import State
from bot.core.workflow import Stage
from bot.store.channel_models import Vetting as Vetting
from bot.store.draft_models import Draft as Draft
from bot.store.draft_models import Presence as Presence
from bot.store.draft_models import PreviewLink as PreviewLink
from bot.store.enclosure_models import Enclosure as Enclosure
from bot.store.enclosure_models import EnclosurePiece as EnclosurePiece
from bot.store.reader_models import MediaList as MediaList
from bot.store.reader_models import Reader as Reader
from bot.store.reader_models import SignUp as SignUp
from bot.store.reader_models import Suppression as Suppression
from bot.store.rehearsal_models import Rehearsal as Rehearsal
from bot.store.standstill_models import Standstill as Standstill


class Release(models.Model):
    """A release through its stages. The embargo is kept as words, wall, zone, instant and zone rules."""

    slug = models.CharField(max_length=80, unique=True)
    stage = models.CharField(max_length=12, default=Stage.AWAITING)
    queued_by = models.CharField(max_length=120)
    queued_at = models.DateTimeField()
    channels = models.JSONField(default=list)
    embargo_kind = models.CharField(max_length=12)
    embargo_words = models.BinaryField(default=b"")
    """Sealed: a text's own embargo line may tell the news."""
    embargo_wall = models.CharField(max_length=32, blank=True)
    embargo_zone = models.CharField(max_length=60)
    embargo_tzdb = models.CharField(max_length=12)
    instant = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    """Since when only the clock has held it: the later of its last approval and its last resume."""
    lifted_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    """When it was last stopped; what had begun by then may still be accepted."""
    revised_at = models.DateTimeField(null=True)
    """Since when its public page says what it says now, where that was changed after the lift; `lifted_at` stays the first."""
    follow_up = models.ForeignKey("Version", null=True, on_delete=models.SET_NULL, related_name="+")
    """A correction, update, minor fix, withdrawal or recall that awaits its own approval, after the lift."""
    paused_because = models.CharField(max_length=300, blank=True)
    paused_for = models.CharField(max_length=8, blank=True)
    """What holds a paused release, of `core.workflow.Hold`; "" where a person does."""
    late = models.CharField(max_length=4, blank=True)
    """Its own `[clock] late`; "" where the office's holds."""
    approval = models.ForeignKey("Approval", null=True, on_delete=models.PROTECT, related_name="+")
    journal_rows = models.PositiveIntegerField(default=0)
    journal_head = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            # Whole indexes, not partial ones: SQLite can't see that a bound value meets a partial index's condition.
            models.Index(fields=["stage", "instant"], name="release_due"),
            models.Index(fields=["stage", "-queued_at"], name="release_stage"),
            models.Index(fields=["stage", "lifted_at"], name="release_lifted"),
            models.Index(fields=["stage", "embargo_tzdb"], name="release_rules"),  # other zone rules, at each start
        ]


class Version(models.Model):
    """One frozen text of a release, named by its hash. `page_key` finds its public page without naming it."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    content = models.BinaryField()
    page_path = models.BinaryField()
    page_key = models.CharField(max_length=64, db_index=True)
    standing = models.CharField(max_length=12, blank=True, default="")
    """What it is to the version before, of `core.standing.Standing`; "" up to the lift."""
    note = models.BinaryField(default=b"")
    """Sealed: what it says of the version before (`core.standing.Note`); empty up to the lift."""
    filed_by = models.CharField(max_length=120)
    hands = models.JSONField(default=list)
    """Everybody who typed in the draft that it was made of; `filed_by` put it up."""
    filed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "number"], name="version_number_once")]


class Approval(models.Model):
    """The sign-off of a version, its renditions, channels, audience and embargo: `binding` lists them, `digest` binds them."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    by = models.CharField(max_length=120)
    verified = models.BooleanField(default=False)
    in_place_of = models.CharField(max_length=120, blank=True, default="")
    """Whose deputy gave it, where the giver's own role would not have allowed it."""
    at = models.DateTimeField()
    alone = models.CharField(max_length=500, blank=True)
    binding = models.JSONField()
    digest = models.CharField(max_length=71)
    void_at = models.DateTimeField(null=True)
    void_because = models.CharField(max_length=300, blank=True)


class Rendition(models.Model):
    """A version as one channel carries it, sealed: the bytes that were approved. Channel "" is the public page.

    `language` is that of a translation, "" where the main text is set.
    """

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="renditions")
    channel = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=35, blank=True, default="")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=71)
    content = models.BinaryField()
    enclosures = models.BinaryField(null=True)
    """Sealed: which enclosures go with it, or, on the page, may be fetched; None where there are none."""


class Delivery(models.Model):
    """One rendition on its way to one target. The row is the lock: `claim` and `lease_until` say whose it is."""

    id = models.CharField(primary_key=True, max_length=36)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="deliveries")
    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    ordinal = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default=State.WAITING)
    recipients = models.PositiveIntegerField(default=0)
    progress = models.JSONField(default=dict)
    claim = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    halted = models.BooleanField(default=False)
    """Not tried again: it was stopped, or a newer version took its place, when it had begun."""
    forgiven = models.PositiveIntegerField(default=0)
    """How many of its tries came before a person last said that it shall be sent again: the waits begin anew."""
    follows = models.CharField(max_length=36, blank=True, default="")
    """The delivery in whose thread it goes out; "" where it opens one."""
    weight = models.PositiveIntegerField(default=1)
    """What it counts against its channel's rate: requests, posts or mails."""
    due_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    first_byte_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=300, blank=True)
    because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "channel", "due_at", "ordinal"], name="delivery_due"),
            models.Index(fields=["state", "next_at"], name="delivery_next"),
            models.Index(fields=["state", "lease_until"], name="delivery_leased"),
            models.Index(fields=["accepted_at"], name="delivery_accepted", condition=Q(accepted_at__isnull=False)),
        ]


class Audience(models.Model):
    """The people of one delivery, sealed. In a row of its own: a delivery changes state often, and is rewritten whole each time."""

    delivery = models.OneToOneField(
        Delivery, primary_key=True, on_delete=models.CASCADE, related_name="audience", db_constraint=False
    )
    """Without a constraint: it is frozen, a few rows a transaction, before the delivery's own row is there."""
    content = models.BinaryField()
    freezing = models.CharField(max_length=36, blank=True, default="", db_index=True)


class Freezing(models.Model):
    """An approval under way whose audiences are being frozen; what a crash leaves of one is removed by a later approval."""

    id = models.CharField(primary_key=True, max_length=36)
    at = models.DateTimeField()


class Pace(models.Model):
    """What was taken of a channel's rate, by all workers: `taken` is slot of time → how many (`core.pace`)."""

    channel = models.CharField(primary_key=True, max_length=60)
    taken = models.JSONField(default=dict)


class Attempt(models.Model):
    """One try at a delivery; committed before the network is touched, completed when its outcome is."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=500, blank=True)


class RecipientEvent(models.Model):
    """What became of one recipient where it differs from its delivery."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="people")
    email = models.CharField(max_length=254)
    state = models.CharField(max_length=20)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["email"], name="event_email")]


class Endpoint(models.Model):
    """How a webhook's receiver has been doing: a row where it is failing, or was disabled after failing for too long."""

    channel = models.CharField(max_length=60, unique=True)
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=500, blank=True)


class Alert(models.Model):
    """Something a person must look at; open until it is cleared by what cures it. A notice is cleared as it is raised."""

    release = models.ForeignKey(Release, null=True, on_delete=models.CASCADE, related_name="alerts")
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    """Since when people have been told; what stayed untold in a crash is told at the next start."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "code"], name="alert_open_once", condition=Q(cleared_at__isnull=True)
            )
        ]
        indexes: ClassVar = [models.Index(fields=["raised_at"], name="alert_untold", condition=Q(told_at__isnull=True))]


class JournalRow(models.Model):
    """Who did what, when: append-only, each row's MAC taken over the one before. `release` null: the office's own chain."""

    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="journal")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    verified = models.BooleanField(default=False)
    act = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "number"], name="journal_number_once")]
        indexes: ClassVar = [
            models.Index(fields=["actor", "act"], name="journal_actor"),
            models.Index(fields=["act"], name="journal_act"),
            models.Index(fields=["at"], name="journal_at"),
        ]


class ClockMark(models.Model):
    """What the ledger remembers of clocks: `mark`, the latest time that was believed, which is not gone below, in the row of
    machine ""; doubts in the row of the machine whose clock it is, "" where only one machine can use the ledger."""

    machine = models.CharField(max_length=64, unique=True, default="")
    mark = models.DateTimeField(null=True)
    doubt = models.CharField(max_length=300, blank=True)
    """Why the clock is not believed, where only another source or a person can end that; a restart does not."""
    agreements = models.PositiveIntegerField(default=0)
    """How often a person has said that the clock is right."""
    doubted_by = models.CharField(max_length=36, blank=True)
    doubted_at = models.DateTimeField(null=True)
    """Which process there doubts the clock, and when it last said so; null: none does. By the time of leases, like the next."""
    believed_by = models.CharField(max_length=36, blank=True)
    believed_at = models.DateTimeField(null=True)
    """Which process there was sure of its clock, and when it last said so."""


class Tenancy(models.Model):
    """Whose ledger this is: one row. `identity` is a hash of the installation that may lift and send from it."""

    identity = models.CharField(max_length=71)
    since = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True)
