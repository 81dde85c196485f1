"""The verbs of the command; what goes wrong is said in a sentence, with exit code 2."""

from __future__ import annotations

import os
import sys

import structlog
import typer
from django.db import DatabaseError

from bot.cli import (  # the verbs, a file a group
    approval,
    audience,
    demonstration,
    engine,
    filing,
    holding,
    office,
    reports,
    stand_ins,
)
from bot.core.errors import EmbargoError

app = typer.Typer(
    name="embargo",
    help="Holds press releases until their embargo lifts, then delivers them: nothing early, nothing lost, nothing twice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (office, filing, approval, holding, reports, engine, stand_ins, demonstration):
    group.register(app)
app.add_typer(audience.app, name="audience")


def run() -> None:
    """Run the command. Exit codes: 0 done, 1 a fault of ours, 2 something to mend."""
    try:
        app()
    except EmbargoError as error:
        _say(str(error), 2)
    except DatabaseError as error:
        _say(f"The ledger can't be used: {error}. Check the disk and EMBARGO_HOME; `embargo doctor` tells more.", 2)
    except BrokenPipeError:
        # Whoever read our output has enough of it (`| head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(f"{error.filename or 'A file'}: {error.strerror or error}.", 2)
    except Exception as error:
        if os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
            raise
        structlog.get_logger(__name__).error("fault", kind=type(error).__name__)
        _say(f"Something went wrong that is not your fault ({type(error).__name__}). LOG_LEVEL=DEBUG shows where.", 1)


def _say(sentence: str, code: int) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(code)
