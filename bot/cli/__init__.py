"""The `embargo` command: sets the process up, then hands over to its verbs."""

from __future__ import annotations

import os
import sys

# The verbs that serve pages, or make or change what the desk stands on; the others need not wait for it.
WITH_THE_DESK = frozenset({"init", "migrate", "run", "web", "demo", "people"})


def main() -> None:
    """The entry point. Django is set up before the verbs are imported, since they name its models."""
    from bot.core.errors import EmbargoError

    # What is written here (ledger, previews) is nobody else's to read.
    os.umask(0o077)
    desk = len(sys.argv) > 1 and sys.argv[1] in WITH_THE_DESK
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.desk" if desk else "config.settings")
    try:
        import django

        django.setup()
    except EmbargoError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    from bot.cli.main import run
    from config.logging import configure

    configure(os.environ.get("LOG_LEVEL") or "INFO")
    run()
