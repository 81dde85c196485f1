"""Django's settings for the processes that serve pages, and for the migrations: the ledger's, and what the desk stands on.

Apart from `config.settings`, so that a command that only asks the ledger waits for none of this.
"""

from __future__ import annotations

import os
import secrets

from bot.core.errors import EmbargoError
from bot.renditions.environment import TEMPLATES as FOLDER
from bot.store.sealing import load_keyring
from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, KEY_FILE

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "bot.desk.apps.DeskConfig",
    "django_htmx",
]
AUTH_USER_MODEL = "desk.Person"
ROOT_URLCONF = "config.desk_urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [FOLDER],
        "OPTIONS": {"environment": "bot.desk.environment.environment"},
    },
]
STATIC_URL = "/desk/static/"
STATICFILES_DIRS = [FOLDER / "desk" / "static"]
# What stands in these folders is what is served: nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"


def _secret() -> str:
    """Derived from the office's key, so that every process of an office has the same; before there is a key, nothing is signed."""
    try:
        return load_keyring(os.environ.get("EMBARGO_KEY"), KEY_FILE).derived("desk").hex()
    except EmbargoError:
        return secrets.token_hex(32)


SECRET_KEY = _secret()
