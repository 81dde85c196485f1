"""`embargo init` and `doctor`: setting an office up, and what is wrong with it."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

import config
from bot.cli.startup import require_ledger
from bot.core.delivery import Check
from bot.core.errors import EmbargoError
from bot.core.zones import TZDB_VERSION
from bot.engine import adjtimex
from bot.newsroom import audience
from bot.newsroom.newsroom import Newsroom
from bot.renditions.checking import check_templates
from bot.store.contents import open_version
from bot.store.models import Version
from bot.store.sealing import new_key
from config.newsroom import configuration, keyring, open_newsroom

_ENV = """\
# Secrets of the channels in config/embargo.toml. Never commit this file.
SENDGRID_API_KEY=
X_API_KEY=
X_API_SECRET=
X_ACCESS_TOKEN=
X_ACCESS_TOKEN_SECRET=
# Give this one to the receiver of the webhook.
PARTNERS_WEBHOOK_SECRET=whsec_{webhook}
"""


class Unhealthy(EmbargoError):
    """{count} of these need mending."""


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo init")(init)
    app.command(epilog="Example: embargo doctor")(doctor)


def init() -> None:
    """Write config/embargo.toml and .env, make the key and the ledger. What is there already stays as it is."""
    example = (Path(config.__file__).parent / "embargo.example.toml").read_text(encoding="utf-8")
    _make(settings.CONFIG_FILE, example, "the office's settings: edit these first")
    _make(
        Path.cwd() / ".env", _ENV.format(webhook=base64.b64encode(secrets.token_bytes(32)).decode()), "secrets", 0o600
    )
    if os.environ.get("EMBARGO_KEY"):
        keyring()
        typer.echo("EMBARGO_KEY  is used")
    else:
        _make(settings.KEY_FILE, new_key() + "\n", "the key: keep a copy apart from the ledger's backups", 0o600)
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    typer.echo(f"{_short(settings.LEDGER)}  the ledger")
    typer.echo("Next: edit config/embargo.toml and .env, then `embargo doctor`.")


def doctor() -> None:
    """Look at everything that a lift needs, and post nothing. Exit code 2 when something needs mending."""
    bad = 0
    for check in _checks():
        mark = {True: "ok", False: "MEND", None: "?"}[check.ok]
        typer.echo(f"{mark:<5} {check.name:<22} {check.detail}")
        bad += check.ok is False
    if bad:
        raise Unhealthy(count=bad)


def _checks() -> Iterator[Check]:
    for name, look in (("configuration", _configuration), ("ledger", _ledger), ("key", _key)):
        try:
            yield Check(name, True, look())
        except (EmbargoError, OSError, DatabaseError) as error:
            yield Check(name, False, str(error))
    yield _clock()
    yield Check("zone data", True, f"tzdb {TZDB_VERSION}, from the tzdata package")
    try:
        own = settings.OFFICE_TEMPLATES if settings.OFFICE_TEMPLATES.is_dir() else None
        yield Check("templates", True, f"{check_templates(own)} compile")
        newsroom = open_newsroom()
        require_ledger()
    except EmbargoError as error:
        yield Check("templates", None, f"channels were not looked at: {error}")
        return
    for channel in newsroom.config.channels:
        yield from _channel(newsroom, channel)


def _configuration() -> str:
    made = configuration()
    return f"{_short(settings.CONFIG_FILE)}: {made.office.name}, {made.office.zone}, {len(made.channels)} channel(s)"


def _ledger() -> str:
    require_ledger()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        answer = cursor.fetchone()[0]
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    if answer != "ok":
        raise DamagedLedger(problem=answer)
    return f"{_short(settings.LEDGER)} can be read and written"


class DamagedLedger(EmbargoError):
    """The ledger is damaged ({problem}). Stop the engine and restore a backup."""


def _key() -> str:
    ring = keyring()
    for version in Version.objects.select_related("release").order_by("-pk")[:1]:
        open_version(ring, version)
    where = "EMBARGO_KEY" if os.environ.get("EMBARGO_KEY") else _short(settings.KEY_FILE)
    return f"{', '.join(key_id for key_id, _ in ring.keys)} from {where}"


def _clock() -> Check:
    kernel = adjtimex.read()
    if kernel is None:
        return Check("clock", None, "this system does not tell whether its clock is synchronised")
    if not kernel.synchronised:
        return Check("clock", None, "the kernel says that it is not synchronised; run chrony or systemd-timesyncd")
    bound = f"at most {kernel.max_error * 1000:.1f} ms off" if kernel.max_error is not None else "its error is not told"
    return Check("clock", True, f"synchronised; {bound}")


def _channel(newsroom: Newsroom, name: str) -> Iterator[Check]:
    try:
        channel = newsroom.channel(name)
        if missing := channel.missing():
            yield Check(name, False, f"set {', '.join(missing)} in the environment or in .env")
            return
        yield from channel.check(newsroom.world.wire(name))
        if channel.config.list:
            counted = audience.show(channel.config.list)
            detail = f"{counted.readers:,} readers" if counted.readers else "nobody is on it"
            yield Check(f"{name}: list", counted.readers > 0, f"{counted.name}: {detail}")
    except EmbargoError as error:
        yield Check(name, False, str(error))


def _make(path: Path, content: str, what: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        typer.echo(f"{_short(path)}  is there already, and stays as it is")
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    typer.echo(f"{_short(path)}  {what}")


def _short(path: object) -> str:
    whole = Path(str(path))
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)
