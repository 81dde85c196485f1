"""Which installation this is, so that a copied ledger knows that it has been copied."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from django.conf import settings

from bot.core.signing import digest

MACHINE_ID = Path("/etc/machine-id")  # machine-id(5): of Linux with systemd; elsewhere the instance stands alone


def instance() -> str:
    """EMBARGO_INSTANCE, else what the file beside the settings says, else ""."""
    given = os.environ.get("EMBARGO_INSTANCE", "").strip()
    return given or _read(settings.INSTANCE_FILE)


def identity() -> str:
    """A hash of the instance and of the machine's id, as far as there are any.

    A ledger on a database server is shared by machines: there the instance stands alone, the same on all of them, and
    without one nobody asks whose the ledger is ("").
    """
    if os.environ.get("DATABASE_URL"):
        return digest(instance().encode()) if instance() else ""
    return digest(instance().encode(), _read(MACHINE_ID).encode())


def new_instance() -> str:
    """What `init` writes into the file."""
    return str(uuid.uuid4())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return ""
