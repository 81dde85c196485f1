"""Rehearsals: what would arrive, as it arrived in the sandbox; kept sealed beside the release that it was played for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Rehearsal(models.Model):
    """One run of a version on a shifted clock. `ended_at` null: it runs, or came to no end."""

    release = models.ForeignKey("Release", on_delete=models.CASCADE, related_name="rehearsals")
    version = models.ForeignKey("Version", on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=120)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    """Why it came to no good end; "" where it did."""
    content = models.BinaryField(default=b"")
    """Sealed: what arrived (`newsroom.approval.rehearsing.Played`)."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ended_at", "begun_at"], name="rehearsal_running")]
