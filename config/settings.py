"""Django's settings: from the environment and `.env`, nothing secret in a file."""

from __future__ import annotations

import os
from pathlib import Path

import dotenv

from config.database import database

dotenv.load_dotenv(Path.cwd() / ".env")

HOME = Path(os.environ.get("EMBARGO_HOME") or "var").absolute()
CONFIG_FILE = Path(os.environ.get("EMBARGO_CONFIG") or "config/embargo.toml").absolute()
KEY_FILE = CONFIG_FILE.with_name("embargo.key")
# Never in HOME: a copy of the ledger must not bring along whose it is.
INSTANCE_FILE = CONFIG_FILE.with_name("embargo.instance")
# An office's own templates, laid over the shipped ones: `templates/` beside the folder of its configuration.
OFFICE_TEMPLATES = CONFIG_FILE.parent.parent / "templates"
LEDGER = HOME / "ledger.sqlite3"
# Heads of the journal's chains; on another disk, or one that only takes more, they are worth more still.
ANCHORS = Path(os.environ.get("EMBARGO_ANCHORS") or HOME / "journal.anchors").absolute()

INSTALLED_APPS = ["bot.store.apps.StoreConfig"]
# Its migrations are PostgreSQL's own.
if os.environ.get("DATABASE_URL"):
    INSTALLED_APPS.append("procrastinate.contrib.django")
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


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), LEDGER)}
