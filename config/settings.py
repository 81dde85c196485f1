"""Django's settings: from the environment and `.env`, nothing secret in a file."""

from __future__ import annotations

import os
from pathlib import Path

import dotenv

from bot.core.errors import ConfigurationError

dotenv.load_dotenv(Path.cwd() / ".env")

HOME = Path(os.environ.get("EMBARGO_HOME") or "var").absolute()
CONFIG_FILE = Path(os.environ.get("EMBARGO_CONFIG") or "config/embargo.toml").absolute()
KEY_FILE = CONFIG_FILE.with_name("embargo.key")
# An office's own templates, laid over the shipped ones: `templates/` beside the folder of its configuration.
OFFICE_TEMPLATES = CONFIG_FILE.parent.parent / "templates"
LEDGER = HOME / "ledger.sqlite3"

INSTALLED_APPS = ["bot.store.apps.StoreConfig"]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
# Signing of Django's own is not used; what is signed here is signed with keys derived from the keyring.
SECRET_KEY = "no sessions, no cookies, nothing of Django's is signed"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["*"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LOGGING_CONFIG = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, object]:
    if not os.environ.get("DATABASE_URL"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(LEDGER),
            "TEST": {"NAME": str(HOME / "test.sqlite3")},
            "OPTIONS": {
                # A transaction takes the write lock when it begins: a read that turns into a write would fail at once.
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    # A ledger on PostgreSQL needs its own care (leases by the server's clock, hand-over to workers); refused until it has it.
    raise ConfigurationError(where="DATABASE_URL", problem="only the embedded database is supported so far; unset it")


DATABASES = {"default": _database()}
