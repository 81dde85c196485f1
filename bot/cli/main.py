"""The verbs of the command; what goes wrong is said in a sentence, with exit code 2."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import structlog
import typer
from django.db import DatabaseError
from typer.core import TyperGroup

from bot.core.errors import EmbargoError

# verb → the file it stands in: a file is imported when one of its verbs is typed, so that `status` waits for no mail library.
VERBS = {
    "init": "office",
    "doctor": "office",
    "queue": "filing",
    "edit": "filing",
    "check": "checking",
    "preview": "checking",
    "approve": "approval",
    "pause": "holding",
    "resume": "holding",
    "move": "holding",
    "cancel": "holding",
    "stop": "holding",
    "lift": "holding",
    "settle": "holding",
    "deliveries": "endpoints",
    "redeliver": "endpoints",
    "enable": "endpoints",
    "status": "reports",
    "adopt": "adopting",
    "audience": "audience",
    "run": "engine",
    "clock": "engine",
    "worker": "engine",
    "web": "engine",
    "migrate": "engine",
    "sandbox": "stand_ins",
    "demo": "demonstration",
}


class Verbs(TyperGroup):
    """The command's verbs, each found in its file."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in VERBS:
            return None
        group = typer.Typer(rich_markup_mode=None, add_completion=False)
        group.callback()(lambda: None)
        import_module(f"bot.cli.{VERBS[cmd_name]}").register(group)
        verbs: Any = typer.main.get_command(group)
        return verbs.commands[cmd_name]


app = typer.Typer(
    name="embargo",
    cls=Verbs,
    help="Holds press releases until their embargo lifts, then delivers them: nothing early, nothing lost, nothing twice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _embargo() -> None:
    """Holds press releases until their embargo lifts, then delivers them: nothing early, nothing lost, nothing twice."""


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
