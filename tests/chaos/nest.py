"""`python -m tests.chaos.nest LEASE`: has everything imported, and forks the `embargo` command in milliseconds, again and again.

What runs in a child is the command itself, with its own settings, signals and logs; only Python's start is saved, which takes longer
than most lives here last. Reads one JSON object a line, answers with one a line; ends, and its children with it, at the end of input.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.cli import main as embargo  # the file of this name takes its place once it is imported

# Whoever takes over waits for the lease of the dead, and a retry for its time: short ones make a hundred kills bearable.
WAITS = (0.5, 1.0, 1.5, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0)


class Nest:
    """Its children, and what it is asked to do."""

    def __init__(self) -> None:
        self._alive: set[int] = set()

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked["do"]:
            case "start":
                return {"pid": self._fork(lambda: _embargo(asked["words"]), Path(asked["log"]), Path(asked["log"]))}
            case "type":
                return self._type(lambda: _embargo(asked["words"]))
            case "ask":
                return self._type(lambda: _ask(asked["question"]))
            case "wait":
                return {"code": self._wait(asked["pid"], asked["patient"])}
        raise ValueError(asked["do"])

    def end(self) -> None:
        for pid in self._alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _fork(self, work: Callable[[], None], out: Path, err: Path) -> int:
        pid = os.fork()
        if pid:
            self._alive.add(pid)
            return pid
        _be(work, out, err)
        return 0

    def _type(self, work: Callable[[], None]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            code = self._wait(self._fork(work, out, err), True)
            return {"code": code, "out": out.read_text(), "err": err.read_text()}

    def _wait(self, pid: int, patient: bool) -> int | None:
        """Its exit code, minus the signal that killed it; None while it lives."""
        done, status = os.waitpid(pid, 0 if patient else os.WNOHANG)
        if done == 0:
            return None
        self._alive.discard(pid)
        return os.waitstatus_to_exitcode(status)


def _be(work: Callable[[], None], out: Path, err: Path) -> None:
    """Be a process of its own, from here to its end."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for place, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), place)
    code = 1
    try:
        work()
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 0
    finally:
        if code:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _embargo(words: list[str]) -> None:
    sys.argv = ["embargo", *words]
    embargo()


def _ask(question: str) -> None:
    from tests.chaos import ledger

    print(json.dumps(getattr(ledger, question)()))


def _warm(lease: float) -> None:
    """Import all that a command could, with nothing opened yet."""
    import django

    django.setup()
    from bot.core import retry
    from bot.newsroom.lift import sending

    # Before anybody takes a copy of them.
    sending.LEASE = timedelta(seconds=lease)
    retry.WAITS = retry.QUICK = WAITS  # type: ignore[assignment]
    for name in ("main", "filing", "approval", "audience", "reports", "engine", "office"):
        import_module(f"bot.cli.{name}")
    for name in ("sendgrid", "smtp", "x", "webhook"):
        import_module(f"bot.channels.{name}")
    for name in ("sendgrid", "tweepy", "apprise", "config.urls", "waitress", "bot.engine.fleet", "tests.chaos.ledger"):
        if name != "bot.engine.fleet" or os.environ.get("DATABASE_URL"):
            import_module(name)


def _mend_faked_sleep() -> None:
    """libfaketime 0.9.10 makes nonsense of the absolute times by which Python sleeps (clock_nanosleep): EINVAL."""
    if "FAKETIME_TIMESTAMP_FILE" in os.environ:
        time.sleep = lambda seconds: select.select([], [], [], seconds) and None


def _main() -> None:
    _mend_faked_sleep()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    _warm(float(sys.argv[1]))
    nest = Nest()
    answers = os.fdopen(os.dup(1), "w")
    os.set_inheritable(answers.fileno(), False)
    try:
        for line in sys.stdin:
            print(json.dumps(nest.answer(json.loads(line))), file=answers, flush=True)
    finally:
        nest.end()


if __name__ == "__main__":
    _main()
