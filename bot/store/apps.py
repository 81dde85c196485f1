"""The Django app that holds the ledger."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Named `store`, so that tables read `store_release`, `store_delivery`, …"""

    name = "bot.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
