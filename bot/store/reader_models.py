"""Rows of the ledger that hold media lists: who is on them, who asked to be, and who is written to no more."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MediaList(models.Model):
    """Journalists who get one office's mail."""

    name = models.CharField(max_length=80, unique=True)
    revision = models.PositiveIntegerField(default=0)
    """Grows whenever somebody comes or leaves, so that an approval sees without counting whether it is still the same."""
    importing_since = models.DateTimeField(null=True)
    """Since when an import is under way, or was broken off: until it is done nobody approves half a list."""


class Reader(models.Model):
    """One journalist on one list. Those who leave stay as a row, so that an import does not bring them back.

    Who was erased stays as a row without a word about them: what was sealed for them before still finds that they left.
    """

    list = models.ForeignKey(MediaList, on_delete=models.CASCADE, related_name="readers")
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    outlet = models.CharField(max_length=200, blank=True)
    beat = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    joined_at = models.DateTimeField(null=True)
    """When they came, or came back; null for those who were there before this was noted."""
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=12, blank=True, default="", db_default="")
    """Of `core.readers.Because`; "" for those on the list, and for those who left before this was noted."""
    paused_at = models.DateTimeField(null=True)
    """Since when they want nothing for a while; they are on the list all the same."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "email"], name="reader_once_a_list")]
        indexes: ClassVar = [models.Index(fields=["list", "left_at"], name="reader_left")]


class Suppression(models.Model):
    """An address that nothing is sent to, on any list, until a person lifts that. `address` is its MAC, not the address."""

    address = models.CharField(primary_key=True, max_length=64)
    because = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)


class SignUp(models.Model):
    """Somebody asked to be put on a list; the mail that asks whether it was them is a row's work. Kept for a week.

    `state`: waiting, sending, sent, nothing (nobody is written to), rejected, unconfirmed. Never sent twice.
    """

    id = models.CharField(primary_key=True, max_length=36)
    list = models.ForeignKey(MediaList, on_delete=models.CASCADE, related_name="sign_ups")
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="signup_next"),
            models.Index(fields=["address", "asked_at"], name="signup_address"),
            models.Index(fields=["asked_at"], name="signup_asked"),
        ]
