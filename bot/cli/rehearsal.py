"""`embargo rehearse`: one release on a shifted clock, played by an office of its own into the sandbox, to look at what arrives."""

from __future__ import annotations

import json
import os
import subprocess  # the stage is a process of its own, with a ledger and a time of its own
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from bot.cli.counts import counted
from bot.cli.rehearsal_office import invented, notices, rehearsed
from bot.cli.stand_ins import credentials
from bot.cli.startup import By, open_newsroom, who
from bot.core.configuration import parse
from bot.core.errors import EmbargoError
from bot.engine.timekeeping import wall_clock
from bot.newsroom.approval import rehearsing
from bot.newsroom.approval.rehearsing import Played, Script
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.kept import Kept, kept_page
from bot.sandbox.server import Sandbox
from bot.store.sealing import new_key

LEAD = timedelta(seconds=6)  # from the start of the stage to the instant: time to set up in
PATIENCE = 120.0  # seconds for the stage to come to its end
_TAKEN_ALONG = ("PATH", "LANG", "SYSTEMROOT", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


class RehearsalFailed(EmbargoError):
    """The rehearsal came to no end: {problem}"""


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo rehearse 2026-03-05-a1b2c3 --out rehearsal.html")(rehearse)


def rehearse(
    slug: str,
    out: Annotated[Path | None, typer.Option("--out", help="Write what arrived to this HTML file.")] = None,
    by: By = None,
    begun: Annotated[int | None, typer.Option("--begun", hidden=True)] = None,
) -> None:
    """Play a release on a shifted clock into the sandbox, for invented readers, and show what would arrive. Nothing leaves this machine."""
    newsroom = open_newsroom()
    rehearsal = rehearsing.begin(newsroom, slug, who(by)) if begun is None else rehearsing.find(slug, begun)
    try:
        played = _played(newsroom, rehearsing.script(newsroom, rehearsal))
    except EmbargoError as error:
        rehearsing.end(newsroom, rehearsal, None, str(error))
        raise
    rehearsing.end(newsroom, rehearsal, played)
    for one in played.deliveries:
        typer.echo(f"  {one['channel']:<14}{one['state']:<12}{one['because'] or ''}".rstrip())
    typer.echo(
        f"Rehearsed: {counted(len(played.deliveries), 'delivery', 'deliveries')}; nothing has left this machine."
    )
    if out is not None:
        out.write_text(played.page, encoding="utf-8")
        typer.echo(f"What would arrive: {out}")


@dataclass(frozen=True)
class _Time:
    """The time that the stage and the stand-ins live in."""

    shift: timedelta

    def now(self) -> datetime:
        return wall_clock() + self.shift


def _played(newsroom: Newsroom, script: Script) -> Played:
    """Raises RehearsalFailed, or what the settings are refused for."""
    own = tomllib.loads(Path(settings.CONFIG_FILE).read_text(encoding="utf-8"))
    own["channels"] = {name: table for name, table in own.get("channels", {}).items() if name in script.channels}
    secrets = invented(own)
    instant, now = script.embargo.instant, wall_clock()
    time = _Time(max(timedelta(0), instant - LEAD - now) if instant else timedelta(0))
    known = credentials(parse(rehearsed(own, "http://127.0.0.1", 25)), secrets)
    with Sandbox(smtp_port=0, clock=time.now, instant_of=lambda link: instant, **known) as playing:
        given = {
            "settings": rehearsed(own, playing.url, playing.smtp_port),
            "secrets": secrets | notices(own, playing.url),
            "shift": time.shift.total_seconds(),
            "script": script.to_json(),
            "templates": str(newsroom.templates) if newsroom.templates else "",
        }
        shown = _staged(given)
        if shown["stage"] not in ("lifted", "withdrawn"):
            raise RehearsalFailed(problem=f"it did not lift (it is {shown['stage']}).")
        about = Kept(
            script.slug,
            script.last_text.headline or script.text.headline,
            newsroom.config.office.name,
            time.now(),
            shown["page"],
            shown["pictures"],
        )
        page = kept_page(playing.arrivals(), playing.refusals(), about)
        return Played(page, shown["deliveries"], len(playing.refusals()))


def _staged(given: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="embargo-rehearsal-") as folder:
        environment = {name: os.environ[name] for name in _TAKEN_ALONG if name in os.environ}
        environment |= {"EMBARGO_HOME": f"{folder}/var", "EMBARGO_CONFIG": f"{folder}/config/embargo.toml"}
        environment |= {"EMBARGO_KEY": new_key(), "PYTHONUTF8": "1"}
        root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
        try:
            done = subprocess.run(
                [sys.executable, "-m", "bot.cli.rehearsal_stage"],
                cwd=folder,
                env=environment,
                input=json.dumps(given),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RehearsalFailed(problem=f"nothing was heard of it for {PATIENCE:.0f} s.") from None
    if done.returncode:
        said = done.stderr.strip().rsplit("\n", 1)[-1]
        raise RehearsalFailed(problem=said or f"it ended with {done.returncode}.")
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown
