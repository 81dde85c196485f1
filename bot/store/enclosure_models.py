"""Rows of the ledger that hold pictures and files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Enclosure(models.Model):
    """A picture's or a file's bytes, sealed in pieces. `key` finds it by its public address without naming that.

    `release` is null from the first piece until the transaction that files or approves what it belongs to.
    """

    id = models.CharField(primary_key=True, max_length=36)
    release = models.ForeignKey("store.Release", null=True, on_delete=models.CASCADE, related_name="enclosures")
    key = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key"], name="enclosure_key")]


class EnclosurePiece(models.Model):
    """At most a megabyte of an enclosure: pieces are committed one by one, so that a lift never waits for a large file."""

    enclosure = models.ForeignKey(Enclosure, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enclosure", "number"], name="enclosure_piece_once")]
