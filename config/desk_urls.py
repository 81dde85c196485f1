"""What staff can ask for, beside what the public can."""

from __future__ import annotations

from django.urls import include, path

from config.urls import handler404
from config.urls import urlpatterns as public

urlpatterns = [path("desk/", include("bot.desk.urls")), path("desk/", include("bot.desk.entry_urls")), *public]
__all__ = ["handler404", "urlpatterns"]
