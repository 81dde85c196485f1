"""A press office to break things in: its own folder and ledger, its command forked by the hundred."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests import premises
from tests.chaos.playing import Playing

ROOT = Path(__file__).resolve().parent.parent.parent
LEASE = 1.5
READERS = 60
CONFIG = """
[office]
name = "Harbour Watch"
zone = "Europe/London"
url = "https://press.example.org"
reply_to = "press@example.org"
contact = "Duty press officer, press@example.org"

[clock]
late = "send"

[channels.press]
kind = "email"
list = "press"
sender = "Press <press@example.org>"
base_url = "{url}/sendgrid"
timeout = 2

[channels.own]
kind = "email"
provider = "smtp"
list = "press"
sender = "Press <press@example.org>"
host = "127.0.0.1"
port = {smtp}
tls = "none"
timeout = 2

[channels.x]
kind = "x"
base_url = "{url}/x"
timeout = 2

[channels.partners]
kind = "webhook"
url = "{url}/hooks/partners"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true
timeout = 2
"""


@dataclass
class Process:
    """One engine, forked by the nest."""

    pid: int
    words: tuple[str, ...]
    log: Path


@dataclass
class Office:
    """Its folder, the providers it sends to, and the nest that runs its command."""

    folder: Path
    sandbox: Playing
    environment: dict[str, str]
    nest: subprocess.Popen[str]
    instants: dict[str, datetime] = field(default_factory=dict)
    killed: int = 0
    _started: int = 0

    def set_up(self, readers: int = READERS) -> None:
        people = "".join(f"reader{number}@example.org,Reader {number}\n" for number in range(1, readers + 1))
        (self.folder / "readers.csv").write_text("email,name\n" + people)
        self.type("init")
        if readers:
            self.type("audience", "import", "press", "readers.csv")

    def type(self, *words: str) -> str:
        """Type `embargo WORDS`, which must go well; what it printed."""
        said = self._asked(do="type", words=words)
        assert said["code"] == 0, said["err"]
        return str(said["out"])

    def release(self, slug: str, *options: str) -> None:
        """Queue and approve a release whose headline names it, so that its letters and posts can be told from others'."""
        file = self.folder / f"{slug}.txt"
        file.write_text(f"Harbour cranes to stand still ({slug})\n")
        self.type("queue", file.name, "--slug", slug, "--by", "Ann", *(options or ("--in", "1s")))
        self.type("approve", slug, "--by", "Ben")
        told = json.loads(self.type("status", slug, "--json"))["releases"][0]
        self.instants[slug] = datetime.fromisoformat(told["embargo"]["utc"])

    def start(self, *words: str) -> Process:
        """Start `embargo WORDS` and leave it running, its pages on a port of its own."""
        if words == ("run",):
            words = ("run", "--port", str(_free_port()))
        self._started += 1
        log = self.folder / f"log-{self._started}"
        return Process(self._asked(do="start", words=words, log=str(log))["pid"], words, log)

    def kill(self, process: Process) -> None:
        """`kill -9`, and wait until it is gone. It must have run until then."""
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        code = self._asked(do="wait", pid=process.pid, patient=True)["code"]
        assert code == -signal.SIGKILL, process.log.read_text()[-2000:]
        self.killed += 1

    def signal(self, process: Process, number: int) -> None:
        """`kill -NUMBER`."""
        os.kill(process.pid, number)

    def ended(self, process: Process, seconds: float = 60) -> int:
        """Wait until it has ended by itself, or of a signal; its exit code, or minus the signal."""
        codes: list[int] = []

        def done() -> bool:
            code = self._asked(do="wait", pid=process.pid, patient=False)["code"]
            codes.extend([] if code is None else [code])
            return bool(codes)

        self.wait_for(done, seconds)
        return codes[0]

    def freeze(self, process: Process) -> None:
        """`kill -STOP`: it stands still and notices nothing."""
        os.kill(process.pid, signal.SIGSTOP)

    def thaw(self, process: Process) -> None:
        """`kill -CONT`: it goes on as if no time had passed."""
        os.kill(process.pid, signal.SIGCONT)

    def come_to_rest(self, seconds: float) -> None:
        """One last engine, from a Python of its own, runs until nothing is left to do."""
        log = (self.folder / "log-last").open("w")
        command = [sys.executable, "-m", "bot", "run", "--until-idle"]
        with log, subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log) as last:
            try:
                code = last.wait(seconds)
            except subprocess.TimeoutExpired:
                last.kill()
                raise AssertionError(f"it did not come to rest within {seconds} s: {self.facts()}") from None
        assert code == 0, (self.folder / "log-last").read_text()[-2000:]

    def wait_for(self, true: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"it did not come true within {seconds} s\n{self.logs()[-4000:]}"
            time.sleep(0.02)

    def ask(self, question: str) -> Any:
        """A function of `tests.chaos.ledger`, answered by the ledger."""
        said = self._asked(do="ask", question=question)
        assert said["code"] == 0, said["err"]
        return json.loads(said["out"])

    def facts(self) -> dict[str, Any]:
        told: dict[str, Any] = self.ask("facts")
        return told

    def faults(self) -> list[str]:
        """What the logs have of mistakes of our own."""
        return [line for line in self.logs().splitlines() if "Traceback" in line or '"a step failed"' in line]

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("log-*")))

    def _asked(self, **what: Any) -> dict[str, Any]:
        assert self.nest.stdin is not None and self.nest.stdout is not None
        self.nest.stdin.write(json.dumps(what) + "\n")
        self.nest.stdin.flush()
        answer = self.nest.stdout.readline()
        assert answer, "the nest has fallen"
        told: dict[str, Any] = json.loads(answer)
        return told


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def opened(
    folder: Path, sandbox: Playing, lease: float = LEASE, config: str = CONFIG, **environment: str
) -> Iterator[Office]:
    """An office with nothing in it yet; `environment` adds DATABASE_URL, or what a preloaded library wants."""
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "embargo.toml").write_text(config.format(url=sandbox.url, smtp=sandbox.smtp_port))
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "HOME") if name in os.environ}
    known = {**keep, **premises.SECRETS, "PYTHONPATH": str(ROOT), "PYTHON_DOTENV_DISABLED": "1", **environment}
    nest = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.nest", str(lease)],
        cwd=folder,
        env=known,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Office(folder, sandbox, known, nest)
    finally:
        assert nest.stdin is not None and nest.stdout is not None
        nest.stdin.close()
        nest.stdout.close()
        nest.wait(30)
