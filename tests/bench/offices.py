"""An office in a folder of its own, its engine and its provider in processes of their own, as they run in earnest."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests import premises

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
[office]
name = "Harbour Watch"
zone = "Europe/London"
url = "https://press.example.org"
four_eyes = false
reply_to = "press@example.org"
contact = "Duty press officer, press@example.org"
[channels.press]
kind = "email"
list = "press"
sender = "Press <press@example.org>"
concurrency = {hands}
{press}
[channels.x]
kind = "x"
base_url = "{provider}/x"
rate = "none"
[channels.partners]
kind = "webhook"
url = "{provider}/hooks/partners"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true
concurrency = {hands}
"""


@dataclass(frozen=True)
class Provider:
    """The stand-in of `tests.bench.provider`, by its address."""

    url: str

    def log(self, path: str = "") -> list[tuple[str, float, float]]:
        """Requests, or those for one path: path, first byte, answered; the first to come first."""
        return [(where, began, answered) for where, began, answered, _ in self._told(path)]

    def _told(self, path: str) -> list[tuple[str, float, float, str]]:
        told = (tuple(one) for one in _session().get(f"{self.url}/_log", timeout=60).json())
        return sorted((one for one in told if not path or one[0] == path), key=lambda one: one[1])

    def clear(self) -> None:
        _session().delete(f"{self.url}/_log", timeout=60)

    def body(self, path: str) -> bytes:
        """The last one that came there."""
        return _session().get(f"{self.url}/_body{path}", timeout=60).content

    def wait_for(self, count: int, seconds: float, path: str = "") -> list[tuple[str, float, float]]:
        """Until so many requests have come; fails when they do not."""
        deadline = time.monotonic() + seconds
        while len(found := self.log(path)) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} requests came in {seconds} s"
            time.sleep(0.2)
        return found

    def all_of(self, count: int, instant: float, seconds: float, path: str) -> list[tuple[str, float, float]]:
        """So many requests for one path, and what no speed is worth: none early, none lost, none twice."""
        self.wait_for(count, seconds, path)
        time.sleep(1)  # for those that should not come
        told = self._told(path)
        assert min(at for _, at, _, _ in told) >= instant, "something left before its instant"
        assert len(told) == count, f"{len(told) - count} requests more came than there were deliveries"
        assert len({what for *_, what in told}) == count, "something went twice, and something not at all"
        return [(where, began, answered) for where, began, answered, _ in told]


@contextmanager
def provider(milliseconds: float) -> Iterator[Provider]:
    """Up while the work is timed."""
    command = [sys.executable, "-m", "tests.bench.provider", str(milliseconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Provider(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.kill()


@dataclass(frozen=True)
class Office:
    """`port`: where its own pages are."""

    folder: Path
    environment: dict[str, str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def embargo(self, *arguments: str) -> str:
        """What a command prints; fails when it fails."""
        return self._run("-m", "bot", *arguments)

    def fill(self, *arguments: Any) -> list[float]:
        """`tests.bench.filling`: the instants that it tells, in seconds since 1970."""
        return [float(line) for line in self._run("-m", "tests.bench.filling", *map(str, arguments)).split()]

    def program(self, name: str, *arguments: Any) -> str:
        """What another program of `tests.bench` prints, run in this office's environment; fails when it fails."""
        return self._run("-m", f"tests.bench.{name}", *map(str, arguments))

    def states(self, count: int) -> dict[str, int]:
        """State of the deliveries of the newest so many releases → how many, by the ledger."""
        told = (line.split() for line in self._run("-m", "tests.bench.filling", "states", str(count)).splitlines())
        return {state: int(many) for state, many in told}

    @contextmanager
    def running(self, *arguments: str) -> Iterator[int]:
        """`embargo run`, or another process of its; gives its number."""
        with (self.folder / "engine.log").open("a") as log:
            command = [sys.executable, "-m", "bot", *(arguments or ("run", "--port", str(self.port)))]
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        try:
            yield process.pid
            assert process.poll() is None, (self.folder / "engine.log").read_text()[-2000:]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


def office(folder: Path, provider: Provider, hands: int = 8, press: str = "", **environment: str) -> Office:
    """Set up and migrated."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    named = kept | {"PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING"} | premises.SECRETS | environment
    made = Office(folder, named, _free_port())
    made.embargo("init")
    press = press or f'base_url = "{provider.url}/sendgrid"'
    config = CONFIG.format(provider=provider.url, hands=hands, press=press)
    (folder / "config" / "embargo.toml").write_text(config, encoding="utf-8")
    made.embargo("migrate")
    return made


def readers(folder: Path, count: int) -> Path:
    """A table of so many people."""
    file = folder / "readers.csv"
    with file.open("w", encoding="utf-8") as table:
        table.write("email,name\n")
        table.writelines(f"reader{number}@example.org,Reader {number}\n" for number in range(count))
    return file


def peak_memory(process: int) -> float:
    """The most that a process has had resident, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def cpu_seconds(process: int) -> float:
    """What a process has used of a core, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session
