"""Answers to those who are not let in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bot.desk.page import shown


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """After too many wrong passwords for one person from one place (django-axes)."""
    sentence = _(
        "Too many wrong passwords. Wait a quarter of an hour, use a passkey, or ask an administrator for a new link."
    )
    return shown(request, "refused.html", {"sentence": sentence}, status=429)
