"""The WSGI application, for `embargo web` or any other server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.desk")

_inside = get_wsgi_application()

from bot.cli import rehearsal_start  # noqa: E402  (Django must be set up first)
from bot.desk.opening import open_the_desk  # noqa: E402
from bot.pressroom.front import Front  # noqa: E402
from bot.pressroom.opening import open_to_the_public  # noqa: E402
from config.logging import configure  # noqa: E402
from config.newsroom import open_newsroom  # noqa: E402

configure(os.environ.get("LOG_LEVEL") or "INFO")
application = Front(_inside)
_newsroom = open_newsroom()
open_to_the_public(_newsroom)
open_the_desk(_newsroom, rehearsal_start.start)
