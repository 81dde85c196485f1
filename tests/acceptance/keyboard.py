"""Commands typed one after the other, each a process of its own that forks from one which has loaded the libraries already.

Starting Python and loading other people's libraries is four fifths of a short command's time, and the same for each of some
hundred commands. Whatever an office could notice is the command's own: its folder, environment, words, streams, Django, the
ledger's connections, its end and its exit code. What runs on (`Office.start`) starts from nothing.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# What commands load; of our own only rooms that know no clock, no environment and no ledger.
LIBRARIES = """
    aiosmtpd.controller allauth apscheduler.schedulers.background attrs babel.dates cryptography.hazmat.primitives.ciphers.aead
    django.contrib.auth.hashers django.core.management.commands.migrate django.core.wsgi django.db.backends.sqlite3.base
    django.db.migrations.executor django.db.models django.http django.template.backends.django django.urls django.views.generic
    email_validator jinja2 markdown_it multiprocessing PIL.Image PIL.JpegImagePlugin PIL.PngImagePlugin
    prometheus_client puremagic pydantic pypdf requests rich.console rich.markup structlog typer whenever yaml
    bot.core.configuration bot.core.preflight bot.readers.docx bot.readers.eml bot.readers.enclosed bot.readers.html
    bot.readers.opening bot.readers.report bot.renditions.setting
""".split()  # noqa: SIM905 (three times the lines as a list)
# What acts while Python starts can't be given to a process that has started.
AT_THE_START = ("PYTHON", "LD_", "LANG", "LC_")


class Keyboard:
    """Types commands for the offices of one test process; what it typed last is over before it types again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._libraries: subprocess.Popen[str] | None = None
        self._started_with: dict[str, str] = {}

    def type(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], given: str = ""
    ) -> tuple[int, str, str]:
        """`python WORDS` (`-m bot …` or `-c PROGRAM`) in that folder and environment: exit code, output, errors."""
        with self._lock, tempfile.TemporaryDirectory() as streams:
            names = [str(Path(streams, name)) for name in ("in", "out", "err")]
            Path(names[0]).write_text(given, encoding="utf-8")
            code = self._asked(
                {"words": list(words), "folder": str(folder), "environment": dict(environment), "streams": names}
            )
            return code, *(Path(name).read_text(encoding="utf-8") for name in names[1:])

    def put_away(self) -> None:
        """At the end, or when a test was broken off while a command ran: nothing of it stays."""
        if self._libraries is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._libraries.pid, 9)
            self._libraries.communicate()
            self._libraries = None

    def _asked(self, what: dict[str, Any]) -> int:
        at_start = {name: value for name, value in what["environment"].items() if name.startswith(AT_THE_START)}
        if self._libraries is None or self._started_with != at_start:
            self.put_away()
            self._started_with = at_start
            self._libraries = subprocess.Popen(
                [sys.executable, str(Path(__file__))],
                cwd=ROOT,
                env=what["environment"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        typing = self._libraries
        assert typing.stdin is not None and typing.stdout is not None
        done = False
        try:
            print(json.dumps(what), file=typing.stdin, flush=True)
            answer = typing.stdout.readline()
            assert answer, "the process with the libraries has ended"
            done = True
            return int(answer)
        finally:
            if not done:
                self.put_away()


def _await_command() -> dict[str, Any] | None:
    """Come back in the process that is to be the next command; None when there are no more."""
    for line in sys.stdin:
        if (command := os.fork()) == 0:
            what: dict[str, Any] = json.loads(line)
            return what
        _, status = os.waitpid(command, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None


def _become(what: dict[str, Any]) -> None:
    """The command's own folder, environment, streams and words."""
    os.environ.clear()
    os.environ.update(what["environment"])
    time.tzset()
    os.chdir(what["folder"])
    for number, (name, flags) in enumerate(
        zip(what["streams"], (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT), strict=True)
    ):
        stream = os.open(name, flags)
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (as long as the process)
    sys.path[0] = what["folder"]


def _run(words: list[str]) -> None:
    """As `python WORDS` does."""
    if words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 (a test's own words)
    else:
        sys.argv = [words[1], *words[2:]]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    for _library in LIBRARIES:
        import_module(_library)
    assert threading.active_count() == 1, "a process with threads can't be forked"
    gc.freeze()
    if (_typed := _await_command()) is not None:
        _become(_typed)
        _run(_typed["words"])
