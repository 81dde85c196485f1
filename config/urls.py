"""What the public can ask for."""

from __future__ import annotations

from django.urls import path, re_path

from bot.pressroom import enclosures, events, health, metrics, page, unsubscribe

urlpatterns = [
    path("healthz", health.show),
    path("events/<str:provider>/<str:channel>", events.take),
    path("metrics", metrics.show),
    path("unsubscribe/<str:link>", unsubscribe.show),
    re_path(r"^releases/.+$", page.show),
    re_path(r"^(?:pictures|files)/.+$", enclosures.show),
]
handler404 = "bot.pressroom.page.not_found"
