"""The pages of the desk. A verb is a noun here: POST /desk/releases/SLUG/approval."""

from __future__ import annotations

from django.urls import path

from bot.desk import queue

app_name = "desk"
urlpatterns = [
    path("", queue.show, name="queue"),
]
