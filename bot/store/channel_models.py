"""Rows of the ledger that tell how channels are doing."""

from __future__ import annotations

from django.db import models


class Vetting(models.Model):
    """How a channel's provider answered last, when it was asked whether a release could go there."""

    channel = models.CharField(primary_key=True, max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    """Who asked; "clock" where the engine did, ahead of a lift."""
    checks = models.JSONField(default=list)
    """Each as `[name, ok, detail]`, like the lines of `embargo doctor`; `ok` null: it could not be told."""
    characters = models.PositiveIntegerField(null=True)
    """How many the provider takes in a post, if it ever said so: what is written for it keeps to that."""
    asked_with = models.CharField(max_length=64, default="")
    """A mark of the credentials that the engine asked with: another process that has the same need not ask again."""
    trouble = models.CharField(max_length=20, default="")
    silences = models.PositiveIntegerField(default=0)
    """How often in a row the engine got no answer."""
