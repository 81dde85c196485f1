"""The verbs of the command; what goes wrong is said in a sentence, with exit code 2."""

from __future__ import annotations

import ast
import os
import sys
import textwrap
from importlib import import_module
from pathlib import Path
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
    "licence": "licensing",
    "approve": "approval",
    "pause": "holding",
    "resume": "holding",
    "move": "holding",
    "cancel": "holding",
    "stop": "holding",
    "stop-everything": "standstill",
    "go-on": "standstill",
    "lift": "holding",
    "settle": "holding",
    "correct": "standing",
    "update": "standing",
    "fix": "standing",
    "withdraw": "standing",
    "wrong-list": "standing",
    "resend": "standing",
    "deliveries": "endpoints",
    "redeliver": "endpoints",
    "enable": "endpoints",
    "status": "reports",
    "journal": "journal",
    "adopt": "adopting",
    "audience": "audience",
    "people": "people",
    "run": "engine",
    "clock": "engine",
    "worker": "engine",
    "web": "engine",
    "migrate": "engine",
    "sandbox": "stand_ins",
    "rehearse": "rehearsal",
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

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The verbs with their first sentences, read from their files: importing all of them takes a second."""
        room = formatter.width - 6 - max(map(len, VERBS))
        told = [(verb, _sentence(verb) or self.get_command(ctx, verb).get_short_help_str(room)) for verb in VERBS]
        with formatter.section("Commands"):
            formatter.write_dl([(verb, textwrap.shorten(said, room, placeholder="…")) for verb, said in told])


def _sentence(verb: str) -> str:
    """The first sentence of a verb's function, or of what its group of verbs says of itself; "" where neither stands there."""
    tree = ast.parse(Path(__file__).with_name(f"{VERBS[verb]}.py").read_text(encoding="utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == verb.replace("-", "_"))
    told = next((ast.get_docstring(node) or "" for node in found), "") or _group_help(tree)
    return told.split("\n\n")[0].split(". ")[0].removesuffix(".") + "." if told else ""


def _group_help(tree: ast.Module) -> str:
    """`typer.Typer(help="…")` of a file, or of what that name was set to; "" without one."""
    named = {
        one.targets[0].id: one.value
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    groups = (one for one in named.values() if isinstance(one, ast.Call) and ast.unparse(one.func) == "typer.Typer")
    for told in (word.value for group in groups for word in group.keywords if word.arg == "help"):
        text = named.get(told.id) if isinstance(told, ast.Name) else told
        if isinstance(text, ast.Constant):
            return str(text.value)
    return ""


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
    finally:
        if startup := sys.modules.get("bot.cli.startup"):  # else no verb has come as far as a ledger
            startup.close()


def _say(sentence: str, code: int) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(code)
