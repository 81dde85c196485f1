"""`embargo demo`: the whole way of one release on this machine, with the real channels against the sandbox."""

from __future__ import annotations

import base64
import json
import math
import os
import secrets
import shutil
import signal
import socket
import subprocess  # the demo types the commands a person would
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import bot
from bot.cli.demo_report import EDITORS, JOURNALISTS, DemoFailed, look_before, report
from bot.cli.demo_staff import joined
from bot.cli.stand_ins import credentials
from bot.core.configuration import parse
from bot.core.delivery import UNFINISHED
from bot.engine.timekeeping import wall_clock
from bot.sandbox.server import Sandbox

EXAMPLES = Path(bot.__file__).parent.parent / "examples"
EXAMPLE = "sea-wall"
SHORTEST = 8  # seconds to the embargo
LONGEST = 90.0  # seconds from the instant until all is sent
OUTLETS = ("The Harbour Post", "Coastal Radio", "Nordmeer Zeitung", "Le Quotidien du Port")
ZONES = ("Europe/London", "America/New_York", "Europe/Berlin", "Europe/Paris")

CONFIG = """\
[office]
name = "Tideline Trust"
zone = "Europe/London"
url = "{pages}"
reply_to = "press@example.org"
contact = "Duty press officer, +44 20 7946 0000, press@example.org"

[channels.press]
kind = "email"
provider = "sendgrid"
list = "press"
sender = "Tideline Trust Press Office <press@example.org>"
base_url = "{sandbox}/sendgrid"

[channels.editors]
kind = "email"
provider = "smtp"
list = "editors"
sender = "Tideline Trust Press Office <press@example.org>"
host = "127.0.0.1"
port = {smtp}
tls = "none"

[channels.x]
kind = "x"
base_url = "{sandbox}/x"

[channels.mastodon]
kind = "mastodon"
base_url = "{sandbox}/mastodon"

[channels.bluesky]
kind = "bluesky"
base_url = "{sandbox}/bluesky"
handle = "tideline.example.org"

[channels.partners]
kind = "webhook"
url = "{sandbox}/hooks/partners"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true

[channels.archive]
kind = "webhook"
url = "{sandbox}/hooks/archive"
secret_env = "ARCHIVE_WEBHOOK_SECRET"
format = "newsml-g2"
allow_private_addresses = true

[channels.newsdesk]
kind = "notify"
url_env = "NEWSDESK_URL"
"""


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo demo --stay")(demo)


def demo(
    stay: Annotated[bool, typer.Option("--stay", help="Stay up afterwards, to look at what arrived.")] = False,
    wait: Annotated[
        str | None, typer.Option("--in", help="How far away the embargo is; 8 s, or more on a slow machine.")
    ] = None,
) -> None:
    """Hold an example release for a few seconds, lift it, and show what each of its readers received."""
    with tempfile.TemporaryDirectory(prefix="embargo-demo-") as folder:
        pages = f"http://127.0.0.1:{_free_port()}"
        given = _secrets()
        instants: dict[str, datetime] = {}
        config = parse(tomllib.loads(CONFIG.format(pages=pages, sandbox="http://127.0.0.1", smtp=25)))
        with Sandbox(
            instant_of=lambda link: instants.get(pages) if link.startswith(pages) else None,
            **credentials(config, given),
        ) as playing:
            given["NEWSDESK_URL"] = playing.notice_url("newsdesk")
            office = _Office(Path(folder), given, pages, playing)
            office.type("init", quiet=True)
            before = time.monotonic()
            office.type("audience", "import", "press", "journalists.csv")
            office.type("audience", "import", "editors", "editors.csv", quiet=True)
            # Three more commands as long as each of these come before the instant, while the engine starts.
            far = f"{max(SHORTEST, math.ceil(3 * (time.monotonic() - before)))}s"
            with office.running():
                slug, page = office.until_approved(wait or far)
                shown = office.status(slug)
                instants[pages] = datetime.fromisoformat(shown["embargo"]["utc"])
                look_before(pages, page, shown["headline"], lambda: wall_clock() >= instants[pages])
                report(playing, office.until_sent(slug, instants[pages]), instants[pages], office.pages)
                if stay:
                    office.stay_up(playing.url)


class _Office:
    """An office of its own in a temporary folder; every step is the command that a person would type."""

    def __init__(self, folder: Path, given: dict[str, str], pages: str, playing: Sandbox) -> None:
        self.folder, self.pages = folder, pages
        keep = {
            name: os.environ[name]
            for name in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR", "PYTHONPATH")
            if name in os.environ
        }
        self.environment = {**keep, **given, "EMBARGO_HOME": "var", "LOG_LEVEL": "ERROR", "PYTHONUTF8": "1"}
        (folder / "config").mkdir()
        (folder / "config" / "embargo.toml").write_text(
            CONFIG.format(pages=pages, sandbox=playing.url, smtp=playing.smtp_port), encoding="utf-8"
        )
        (folder / "journalists.csv").write_text("".join(_people("reader", JOURNALISTS)), encoding="utf-8")
        (folder / "editors.csv").write_text("".join(_people("editor", EDITORS)), encoding="utf-8")
        shutil.copy(EXAMPLES / f"{EXAMPLE}.md", folder)
        shutil.copytree(EXAMPLES / EXAMPLE, folder / EXAMPLE)

    def until_approved(self, wait: str) -> tuple[str, str]:
        """The slug, and the address that its page will have: those who approve are told, and nobody else."""
        self.type("queue", f"{EXAMPLE}.md", "--in", wait, "--by", "Ann", "--slug", EXAMPLE)
        told = self.type("approve", EXAMPLE, "--by", "Ben")
        page = next((line.split()[1] for line in told.splitlines() if line.split()[:1] == ["Page"]), self.pages)
        return EXAMPLE, page

    def type(self, *words: str, quiet: bool = False) -> str:
        typer.secho(f"\n$ embargo {' '.join(words)}", bold=True)
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if not quiet:
            typer.echo(done.stdout.rstrip())
        if done.returncode:
            raise DemoFailed(
                problem=f"`embargo {words[0]}` ended with {done.returncode}: {done.stderr.strip()[-2000:]}"
            )
        return done.stdout

    def status(self, slug: str) -> dict[str, Any]:
        words = [sys.executable, "-m", "bot", "status", slug, "--json"]
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        shown: dict[str, Any] = json.loads(done.stdout)["releases"][0]
        return shown

    def until_sent(self, slug: str, instant: datetime) -> dict[str, Any]:
        """The release once nothing of it is under way any more. Raises DemoFailed when that takes too long."""
        typer.secho("\nNothing leaves now. Waiting for the instant …", bold=True)
        # Asking costs a process, which the engine's threads would feel at the instant.
        time.sleep(max(0.0, (instant - wall_clock()).total_seconds()) + 2)
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            shown = self.status(slug)
            if shown["stage"] == "lifted" and not any(row["state"] in UNFINISHED for row in shown["deliveries"]):
                return shown
            time.sleep(0.5)
        raise DemoFailed(problem=f"it was not all sent within {LONGEST:.0f} s")

    @contextmanager
    def running(self) -> Iterator[None]:
        """The engine and the public pages, while this lasts."""
        port = self.pages.rsplit(":", 1)[1]
        typer.secho("\n$ embargo run &", bold=True)
        engine = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--port", port], cwd=self.folder, env=self.environment
        )
        try:
            yield
        finally:
            engine.terminate()
            engine.wait(timeout=60)

    def stay_up(self, viewer: str) -> None:
        staff = joined(self.type)
        typer.secho(
            f"\nWhat arrived:   {viewer}/\nThe page:       {self.pages}{self.status(EXAMPLE)['page']}\n"
            f"The press room: {self.pages}/\nThe desk:       {self.pages}/desk/",
            bold=True,
        )
        for one in staff:
            typer.secho(f"  {one.role:<14} {one.email:<18} {one.password}", bold=True)
        typer.secho("Ctrl-C ends it.", bold=True)
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            signal.pause()
        except KeyboardInterrupt:
            typer.echo()


def _people(role: str, count: int) -> Iterable[str]:
    yield "email,name,outlet,beat,language,zone\n"
    for number in range(1, count + 1):
        yield f"{role}{number}@example.org,{role.title()} {number},{OUTLETS[number % 4]},harbours,en,{ZONES[number % 4]}\n"


def _secrets() -> dict[str, str]:
    """Credentials for this one run; the stand-ins are told the same ones."""
    made = {"SENDGRID_API_KEY": f"SG.{secrets.token_urlsafe(24)}"}
    for name in ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET", "MASTODON_TOKEN"):
        made[name] = secrets.token_hex(16)
    made["BLUESKY_PASSWORD"] = "-".join(secrets.token_hex(2) for _ in range(4))
    for name in ("PARTNERS", "ARCHIVE"):
        made[f"{name}_WEBHOOK_SECRET"] = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
