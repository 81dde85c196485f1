"""Logs: one JSON object a line on standard error, with ids and never a release's text, an address or a key."""

from __future__ import annotations

import logging
import sys

import structlog

# These write request bodies, or headers with keys in them, when they are asked for detail.
CHATTY = (
    "python_http_client",
    "urllib3",
    "tweepy",
    "requests_oauthlib",
    "oauthlib",
    "apscheduler",
    "mail.log",
    "waitress",
)
# A line for every request that waits for a thread says nothing that helps.
SILENT = ("waitress.queue",)
# Django names the address of whatever it refuses or fails at. That of a held page tells the news, those of an invitation, of a preview
# and of a reader's own page are keys: a refusal is not logged, a failure without its address.
ADDRESSED = ("django.request", "django.security.csrf")


def configure(level: str) -> None:
    """Set up logging for the process; `level` a name such as INFO."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(level=number, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in ADDRESSED:
        logger = logging.getLogger(name)
        logger.setLevel(logging.ERROR)
        logger.addFilter(_without_address)
    tidy = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            tidy,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _without_address(record: logging.LogRecord) -> bool:
    record.msg, record.args = "A request failed", ()
    return True
