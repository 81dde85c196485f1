"""An office in a folder of its own: every step is the command that a person types, every process a real one."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests import premises
from tests.acceptance import ledgers
from tests.acceptance.keyboard import Keyboard

ROOT = Path(__file__).resolve().parent.parent.parent
OFFICE = """\
[office]
name = "Harbour Watch"
zone = "Europe/London"
url = "https://press.example.org"
reply_to = "press@example.org"
contact = "Duty press officer, press@example.org"
"""
CHANNELS = """
[channels.press]
kind = "email"
list = "press"
sender = "Press <press@example.org>"
base_url = "{sandbox}/sendgrid"
timeout = 5

[channels.x]
kind = "x"
base_url = "{sandbox}/x"
timeout = 5

[channels.partners]
kind = "webhook"
url = "{sandbox}/hooks/partners"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true
timeout = 5

"""
CONFIG = (
    OFFICE
    + CHANNELS
    + """
[channels.archive]
kind = "webhook"
url = "{sandbox}/hooks/archive"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true
timeout = 5
"""
)
RELEASE = """\
• Press Release

Harbour cranes to stand still for a week

March 4, 2020

The zinnober cranes of the old harbour will stand still from Monday, the Harbour Master, Ida Holm, said:

“We need a week to make them safe.”

Background

The cranes were built in 1931.
"""


KEYBOARD = Keyboard()
atexit.register(KEYBOARD.put_away)


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class Office:
    """A press office on this machine."""

    folder: Path
    sandbox: Sandbox
    environment: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def set_up(self, config: str = CONFIG, readers: int = 3) -> Office:
        (self.folder / "config").mkdir()
        (self.folder / "config" / "embargo.toml").write_text(
            config.format(sandbox=self.sandbox.url, smtp=self.sandbox.smtp_port)
        )
        self.write("release.txt", RELEASE)
        self.write(
            "readers.csv",
            "email,name\n" + "".join(f"reader{n}@example.org,Reader {n}\n" for n in range(1, readers + 1)),
        )
        self._initialised()
        if readers:
            assert self.type("audience", "import", "press", "readers.csv").code == 0
        return self

    def _initialised(self) -> None:
        """`embargo init`; the ledger that it made for the first office is copied for the others, as nobody has moved into it."""
        ledgers.begun(self.folder, self.environment)
        assert self.type("init").code == 0
        ledgers.made(self.folder, self.environment)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def type(self, *words: str, **environment: str) -> Said:
        """Type `embargo WORDS`."""
        said = Said(*KEYBOARD.type(["-m", "bot", *words], self.folder, self.environment | environment))
        assert "Traceback" not in said.err + said.out, said.err
        return said

    def python(self, program: str, given: str = "") -> str:
        """What a program prints that runs with this office's settings and the desk's."""
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "config.desk"}
        said = Said(*KEYBOARD.type(["-c", program], self.folder, environment, given))
        assert said.code == 0, said.err[-2000:]
        return said.out

    def approved(self, *options: str, file: str = "release.txt", slug: str = "cranes") -> str:
        """Queue a file and approve it; the slug."""
        said = self.type("queue", file, "--slug", slug, "--by", "Ann", *options)
        assert said.code == 0, said.err
        said = self.type("approve", slug, "--by", "Ben")
        assert said.code == 0, said.err
        return slug

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start `embargo WORDS` and leave it running, its pages on a port of its own; it is ended with the test."""
        if words == ("run",):
            words = ("run", "--port", str(_free_port()))
        log = (self.folder / f"log-{len(self.running)}").open("w")
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment | environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
            text=True,
        )
        log.close()
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[str]) -> None:
        """`kill -9`."""
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)

    def status(self, slug: str = "cranes", *options: str) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(self.type("status", slug, "--json", *options).out)["releases"][0]
        return shown

    def states(self, slug: str = "cranes") -> list[str]:
        return [row["state"] for row in self.status(slug)["deliveries"]]

    def wait_for(self, true: Callable[[], bool], seconds: float = 40) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"it did not come true within {seconds} s"
            time.sleep(0.05)

    def page(self, path: str) -> tuple[int, str]:
        """What the first process that runs answers there, and its text."""
        port = next(word for word in self.running[0].args if str(word).isdecimal())  # type: ignore[union-attr]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def logs(self) -> str:
        return "".join((self.folder / f"log-{number}").read_text() for number in range(len(self.running)))


def furnished(folder: Path, sandbox: Sandbox) -> Office:
    """An office with credentials and nothing else yet."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "HOME") if name in os.environ}
    known = {**keep, **premises.SECRETS, "PYTHONPATH": str(ROOT), "PYTHON_DOTENV_DISABLED": "1"}
    return Office(folder, sandbox, known | ledgers.fresh())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    playing = premises.sandbox(hooks=("partners", "archive"))
    with playing:
        yield playing


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    made = furnished(tmp_path, sandbox)
    yield made
    for process in made.running:
        if process.poll() is None:
            made.kill(process)
