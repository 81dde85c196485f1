"""Django's settings for the processes that serve pages, and for the migrations: the ledger's, and what the desk stands on.

Apart from `config.settings`, so that a command that only asks the ledger waits for none of this.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta

from csp.constants import NONE, SELF

from bot.core.desk_settings import LARGEST_UPLOAD, Desk
from bot.core.errors import EmbargoError
from bot.renditions.environment import TEMPLATES as FOLDER
from bot.store.sealing import load_keyring
from config.office import load
from config.settings import *  # noqa: F403
from config.settings import CONFIG_FILE, INSTALLED_APPS, KEY_FILE


def _addresses() -> tuple[str, str]:
    """The office's and the desk's; where the settings have to be mended first, which is said elsewhere, none."""
    try:
        made = load(CONFIG_FILE)
    except EmbargoError:
        return "", Desk().url
    return made.office.url, made.desk.url or made.office.url


OFFICE_URL, DESK_URL = _addresses()

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "bot.desk.apps.DeskConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
]
AUTH_USER_MODEL = "desk.Person"
ROOT_URLCONF = "config.desk_urls"
# Where the desk is not, the public's own "not here" answers.
NOT_FOUND = "bot.pressroom.page.not_found"
MIDDLEWARE = [
    "bot.pressroom.passed_on.passed_on",
    "django.middleware.security.SecurityMiddleware",
    "bot.desk.guarding.doorkeeper",
    "bot.desk.guarding.Policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bot.desk.guarding.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bot.desk.guarding.second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [FOLDER],
        "OPTIONS": {"environment": "bot.desk.environment.environment"},
    },
    {
        # For allauth's pages alone, which there are in Django's language only.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [FOLDER / "desk" / "accounts"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bot.desk.entering.around",
            ]
        },
    },
]
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("es", "Español")]
# A release may not lie on a disk as it came: uploads stay in memory. Larger ones are refused at the front door.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD
STATIC_URL = "/desk/static/"
STATICFILES_DIRS = [FOLDER / "desk" / "static"]
# What stands in these folders is what is served: nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DESK_URL.startswith("https:")
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a long day at the desk
# Behind a proxy that speaks HTTPS for us, a form still comes from our own address.
CSRF_TRUSTED_ORIGINS = [DESK_URL] if DESK_URL else []
X_FRAME_OPTIONS = "DENY"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": f"{_RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": f"{_RULES}.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds
ACCOUNT_ADAPTER = "bot.desk.entering.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
# By address alone: a limit for each account would let anybody shut somebody out in the minutes before a lift.
# Codes are tried with the password known already: those are counted by person, wherever they come from.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip", "second_factor": "10/15m/key"}
# Counted in the ledger: with several processes (`embargo web --processes`) each would else have limits of its own.
CACHES = {"default": {"BACKEND": "bot.desk.limits.Limits"}}
MFA_ADAPTER = "bot.desk.entering.Factors"
MFA_FORMS = {"authenticate": "bot.desk.entering.Code", "reauthenticate": "bot.desk.entering.CodeAgain"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever holds an invitation has the address
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DESK_URL.startswith("http:")

# Guesses at one person's password from one place; others, and the person elsewhere, are let in all the same.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "bot.desk.entering.name_tried"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_LOCKOUT_CALLABLE = "bot.desk.refusing.locked_out"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}


def _secret() -> str:
    """Derived from the office's key, so that every process of an office has the same; before there is a key, nothing is signed."""
    try:
        return load_keyring(os.environ.get("EMBARGO_KEY"), KEY_FILE).derived("desk").hex()
    except EmbargoError:
        return secrets.token_hex(32)


SECRET_KEY = _secret()
