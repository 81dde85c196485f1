"""Rows of the ledger for what is being written: drafts, who is in them, and links by which outsiders may look."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """What is being written of a release and is not put up yet: before its first version, or beside its newest one."""

    release = models.OneToOneField("Release", primary_key=True, on_delete=models.CASCADE, related_name="draft")
    content = models.BinaryField()
    """Sealed: `core.draft.Draft`."""
    revision = models.PositiveIntegerField(default=1)
    """Counted up by every save: whoever saves says which one they began from."""
    beside = models.PositiveIntegerField(default=0)
    """The number of the version it was begun from; 0 before there is one."""
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    hands = models.JSONField(default=list)
    """Everybody who has typed in it, in their order."""
    shared = models.BooleanField(default=False)
    """Whether every writer may open it while it is a draft; editors always may."""


class Presence(models.Model):
    """Who has a release open to write in it, and since when they were last heard of."""

    release = models.ForeignKey("Release", on_delete=models.CASCADE, related_name="present")
    name = models.CharField(max_length=120)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "name"], name="presence_once")]


class PreviewLink(models.Model):
    """A link by which somebody outside may look at a release. Its secret is kept nowhere: `key` finds it without telling it."""

    release = models.ForeignKey("Release", on_delete=models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=64, unique=True)
    whom = models.CharField(max_length=120)
    """For whom it was made, in words."""
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    """When it was first opened: from then on it is that browser's alone."""
    browser = models.CharField(max_length=64, blank=True)
    """What knows that browser again."""
