"""Rows of the ledger for the standstill: everything stopped at once, until two people let it go on."""

from __future__ import annotations

from django.db import models


class Standstill(models.Model):
    """While one is open (`ended_at` null) nothing lifts and nothing is taken on to be sent."""

    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    because = models.CharField(max_length=300, blank=True)
    agreed_by = models.CharField(max_length=120, blank=True)
    """The first of the two who want it to go on."""
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, db_index=True)
