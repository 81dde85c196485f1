"""The Django app of the desk: its people."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Named `desk`, so that its tables read `desk_person`, …"""

    name = "bot.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
