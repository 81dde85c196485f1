"""The WSGI application, for `embargo web` or any other server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from bot.pressroom.opening import open_to_the_public  # noqa: E402  (Django must be set up first)
from config.newsroom import open_newsroom  # noqa: E402

open_to_the_public(open_newsroom())
