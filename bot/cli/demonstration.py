"""`embargo demo`: the whole way of one release on this machine, with the real channels against the sandbox."""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import socket
import subprocess  # the demo types the commands a person would
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import bot
from bot.core.errors import EmbargoError
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.server import Sandbox
from bot.sandbox.webhook import Hook
from bot.sandbox.x import Post, XAccount

EXAMPLE = Path(bot.__file__).parent.parent / "examples" / "harbour-report.txt"
JOURNALISTS = 2500
OUTLETS = ("The Harbour Post", "Coastal Radio", "Nordmeer Zeitung", "Le Quotidien du Port")
ZONES = ("Europe/London", "America/New_York", "Europe/Berlin", "Europe/Paris")

X_NAMES = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")

CONFIG = """\
[office]
name = "Harbour Watch"
zone = "Europe/London"
url = "{pages}"
reply_to = "press@example.org"
contact = "Duty press officer, +44 20 7946 0000, press@example.org"

[channels.press]
kind = "email"
provider = "sendgrid"
list = "press"
sender = "Harbour Watch Press Office <press@example.org>"
base_url = "{sandbox}/sendgrid"

[channels.x]
kind = "x"
base_url = "{sandbox}/x"

[channels.partners]
kind = "webhook"
url = "{sandbox}/hooks/partners"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true

[channels.archive]
kind = "webhook"
url = "{sandbox}/hooks/archive"
secret_env = "ARCHIVE_WEBHOOK_SECRET"
allow_private_addresses = true
"""


class DemoFailed(EmbargoError):
    """The demo did not end as it should: {problem}."""


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo demo --stay")(demo)


def demo(
    stay: Annotated[bool, typer.Option("--stay", help="Stay up afterwards, to look at what arrived.")] = False,
    wait: Annotated[str, typer.Option("--in", help="How far away the embargo is.")] = "8s",
) -> None:
    """Hold an example release for a few seconds, lift it, and show what each of its readers received."""
    with tempfile.TemporaryDirectory(prefix="embargo-demo-") as folder:
        pages = f"http://127.0.0.1:{_free_port()}"
        given = _secrets()
        instants: dict[str, datetime] = {}
        with Sandbox(
            instant_of=lambda link: instants.get(pages) if link.startswith(pages) else None, **_credentials(given)
        ) as playing:
            office = _Office(Path(folder), given, pages, playing.url)
            slug = office.until_approved(wait)
            instants[pages] = office.instant(slug)
            office.type("run", "--until-idle", quiet=True)
            _tell(playing, office.status(slug), instants[pages])
            if stay:
                office.stay_up(playing.url)


class _Office:
    """An office of its own in a temporary folder; every step is the command that a person would type."""

    def __init__(self, folder: Path, given: dict[str, str], pages: str, sandbox: str) -> None:
        self.folder, self.pages = folder, pages
        keep = {
            name: os.environ[name]
            for name in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR", "PYTHONPATH")
            if name in os.environ
        }
        self.environment = {**keep, **given, "EMBARGO_HOME": "var", "LOG_LEVEL": "ERROR", "PYTHONUTF8": "1"}
        (folder / "config").mkdir()
        (folder / "config" / "embargo.toml").write_text(CONFIG.format(pages=pages, sandbox=sandbox), encoding="utf-8")
        (folder / "journalists.csv").write_text("".join(_journalists()), encoding="utf-8")

    def until_approved(self, wait: str) -> str:
        self.type("init", quiet=True)
        self.type("audience", "import", "press", "journalists.csv")
        self.type(
            "queue",
            str(EXAMPLE),
            "--in",
            wait,
            "--by",
            "Ann",
            "--slug",
            "harbour",
            shown=f"queue {EXAMPLE.name} --in {wait} --by Ann --slug harbour",
        )
        self.type("approve", "harbour", "--by", "Ben")
        return "harbour"

    def type(self, *words: str, shown: str = "", quiet: bool = False) -> str:
        typer.secho(f"\n$ embargo {shown or ' '.join(words)}", bold=True)
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

    def instant(self, slug: str) -> datetime:
        return datetime.fromisoformat(self.status(slug)["embargo"]["utc"])

    def stay_up(self, viewer: str) -> None:
        port = self.pages.rsplit(":", 1)[1]
        serving = subprocess.Popen(
            [sys.executable, "-m", "bot", "web", "--port", port], cwd=self.folder, env=self.environment
        )
        typer.secho(
            f"\nWhat arrived: {viewer}/\nThe page:     {self.pages}{self.status('harbour')['page']}\nCtrl-C ends it.",
            bold=True,
        )
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            serving.wait()
        except KeyboardInterrupt:
            serving.terminate()
            serving.wait(timeout=30)


def _tell(playing: Sandbox, shown: dict[str, Any], instant: datetime) -> None:
    """Show what each reader received, and end in failure unless all of it came, and none of it early."""
    received = playing.arrivals()
    early = [one for one in received if one.noted.at < instant]
    mails = [one.noted for one in received if isinstance(one.noted, MailRequest)]
    posts = [one.noted for one in received if isinstance(one.noted, Post)]
    hooks = [one.noted for one in received if isinstance(one.noted, Hook)]
    people = [address for request in mails for address in request.recipients]
    _tell_mail(mails, len(people))
    typer.secho(f"\nWhat a follower received: a thread of {len(posts)}", bold=True)
    for post in posts:
        typer.echo(f"  {post.text}\n  — {post.weight} of 280")
    typer.secho(f"\nWhat the webhooks received: {len(hooks)}", bold=True)
    for hook in hooks:
        typer.echo(f"  {hook.name}: signature {'verified' if hook.verified else 'WRONG'}, {hook.body['uri']}")
    typer.secho("\nHow late each was, from the instant to its first byte", bold=True)
    for one in received:
        typer.echo(f"  {one.provider:<10}{one.lateness_ms:8.1f} ms")
    problems = {
        "something left early": bool(early),
        f"{len(set(people))} of {JOURNALISTS} journalists got the mail": len(set(people)) != JOURNALISTS,
        "a journalist got it twice": len(people) != len(set(people)),
        f"{len(mails)} requests instead of 3": len(mails) != 3,
        "no thread": not posts,
        "a webhook is missing or its signature wrong": sorted((one.name, one.verified) for one in hooks)
        != [("archive", True), ("partners", True)],
        "the ledger does not say sent": any(row["state"] != "sent" for row in shown["deliveries"]),
    }
    if wrong := [problem for problem, found in problems.items() if found]:
        raise DemoFailed(problem="; ".join(wrong))
    arrived = f"{len(people):,} mails in {len(mails)} requests, a thread of {len(posts)}, {len(hooks)} webhooks"
    typer.secho(f"\nArrived: {arrived}. Nothing early, nothing twice.", bold=True)


def _tell_mail(requests: list[MailRequest], people: int) -> None:
    typer.secho(f"\nWhat a journalist received: one of {people:,} mails, in {len(requests)} requests", bold=True)
    if not requests:
        return
    address, mail = next(requests[0].mails())
    typer.echo(f"  To: {address}\n  Subject: {mail.subject}")
    for line in mail.text.splitlines():
        typer.echo(f"  | {line}")


def _journalists() -> Iterable[str]:
    yield "email,name,outlet,beat,language,zone\n"
    for number in range(1, JOURNALISTS + 1):
        yield f"reader{number}@example.org,Reader {number},{OUTLETS[number % 4]},harbours,en,{ZONES[number % 4]}\n"


def _secrets() -> dict[str, str]:
    """Credentials for this one run; the stand-ins are told the same ones."""
    made = {"SENDGRID_API_KEY": f"SG.{secrets.token_urlsafe(24)}"}
    made |= {
        f"X_{name}": secrets.token_hex(16) for name in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
    }
    for name in ("PARTNERS", "ARCHIVE"):
        made[f"{name}_WEBHOOK_SECRET"] = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return made


def _credentials(given: dict[str, str]) -> dict[str, Any]:
    key, secret, access, access_secret = (given[f"X_{name}"] for name in X_NAMES)
    account = XAccount(key, secret, access, access_secret, "harbourwatch")
    hooks = {name: [given[f"{name.upper()}_WEBHOOK_SECRET"]] for name in ("partners", "archive")}
    return {"sendgrid_keys": {given["SENDGRID_API_KEY"]}, "x_accounts": [account], "hook_secrets": hooks}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
