"""Takes the developer's own settings away before Django reads its own: no test can reach a real ledger or account.

Loaded by pytest itself (`-p tests.hermetic` in pyproject.toml): a conftest comes after pytest-django has read them.
A test of `.env` gives its subprocess an environment without PYTHON_DOTENV_DISABLED.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

# Where reference texts and checkers lie, not settings of the bot.
KEPT = {"EMBARGO_SHARED", "EMBARGO_TEST_LEDGER", "EMBARGO_CONFORMANCE", "EMBARGO_CONFORMANCE_WHOLE"}
OURS = re.compile(
    r"EMBARGO_|DATABASE_URL$|PORT$|LOG_LEVEL$|SENDGRID_|X_|MASTODON_|BLUESKY_|SMTP_|(https?|all|no)_proxy$|\w+_WEBHOOK_SECRET$",
    re.IGNORECASE,
)


def shut_out() -> None:
    """Empties the environment of what the bot reads, and gives it a data folder of its own until the process ends."""
    for name in list(os.environ):
        if OURS.match(name) and name not in KEPT:
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="embargo-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "var").mkdir()
    os.environ["EMBARGO_HOME"] = str(home / "var")
    os.environ["EMBARGO_CONFIG"] = str(home / "embargo.toml")
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"
    if os.environ.get("EMBARGO_TEST_LEDGER") == "postgresql":
        os.environ["DATABASE_URL"] = _postgresql(home)


def _postgresql(home: Path) -> str:
    """A PostgreSQL of the tests' own, from a wheel; it ends with the process."""
    import pgserver

    server = pgserver.get_server(home / "postgresql", cleanup_mode="stop")
    return str(server.get_uri())


shut_out()
