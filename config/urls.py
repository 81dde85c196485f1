"""What the public can ask for."""

from __future__ import annotations

from django.urls import path, re_path

from bot.pressroom import (
    enclosures,
    events,
    feeds,
    health,
    lists,
    metrics,
    page,
    preferences,
    sign_up,
    sitemaps,
    unsubscribe,
)

_FEED = r"feed\.(?P<form>atom|json|ninjs)$"
urlpatterns = [
    path("", lists.index),
    re_path(rf"^{_FEED}", feeds.everything),
    path("beats/<str:slug>", lists.beat),
    re_path(rf"^beats/(?P<slug>[^/]+)/{_FEED}", feeds.of_beat),
    path("languages/<str:code>", lists.language),
    re_path(rf"^languages/(?P<code>[^/]+)/{_FEED}", feeds.in_language),
    re_path(r"^(?P<number>\d{4})$", lists.year),
    re_path(r"^(?P<year>\d{4})/(?P<number>\d{2})$", lists.month),
    path("sitemap.xml", sitemaps.everything),
    re_path(r"^sitemap/(?P<month>\d{4}-\d{2})\.xml$", sitemaps.of_month),
    path("news-sitemap.xml", sitemaps.news),
    path("robots.txt", sitemaps.robots),
    path("healthz", health.show),
    path("events/<str:provider>/<str:channel>", events.take),
    path("metrics", metrics.show),
    path("unsubscribe/<str:link>", unsubscribe.show),
    path("unsubscribe/<str:link>/preferences", preferences.show),
    path("unsubscribe/<str:link>/data", preferences.data),
    path("unsubscribe/<str:link>/erasure", preferences.erasure),
    path("lists/<str:name>", sign_up.show),
    path("confirm/<str:link>", sign_up.confirmation),
    re_path(r"^releases/.+$", page.show),
    re_path(r"^(?:pictures|files)/.+$", enclosures.show),
]
handler404 = "bot.pressroom.page.not_found"
