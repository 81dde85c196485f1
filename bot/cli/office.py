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
from django.db import DatabaseError, connection, transaction

import config
from bot.cli.startup import ledger_place, require_ledger
from bot.cli.timepieces import clock_checks, identity_check
from bot.core.configuration import ClockRules
from bot.core.delivery import Check
from bot.core.errors import EmbargoError
from bot.core.zones import TZDB_VERSION
from bot.desk import postbox
from bot.engine import outlets
from bot.newsroom.lift import rates, vetting
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.renditions.checking import check_templates
from bot.store.contents import open_version
from bot.store.models import Release, Version
from bot.store.sealing import new_key
from bot.store.turns import take_turn
from config.identity import new_instance
from config.newsroom import configuration, keyring, open_newsroom

_ENV = """\
# Secrets of the channels in config/embargo.toml. Never commit this file.
SENDGRID_API_KEY=
X_API_KEY=
X_API_SECRET=
X_ACCESS_TOKEN=
X_ACCESS_TOKEN_SECRET=
MASTODON_TOKEN=
BLUESKY_PASSWORD=
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
    if not os.environ.get("EMBARGO_INSTANCE"):
        what = "which installation this is: copy it nowhere, not even with a backup"
        _make(settings.INSTANCE_FILE, new_instance() + "\n", what, 0o600)
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    typer.echo(f"{_place()}  the ledger")
    typer.echo("Next: edit config/embargo.toml and .env, then `embargo doctor`.")
    typer.echo('For the desk: embargo people invite YOU@example.org --name "Your Name" --role administrator')


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
    yield from clock_checks(_rules())
    yield identity_check()
    yield Check("zone data", True, f"tzdb {TZDB_VERSION}, from the tzdata package")
    try:
        own = settings.OFFICE_TEMPLATES if settings.OFFICE_TEMPLATES.is_dir() else None
        yield Check("templates", True, f"{check_templates(own)} compile")
        newsroom = open_newsroom()
        require_ledger()
    except EmbargoError as error:
        yield Check("templates", None, f"channels were not looked at: {error}")
        return
    yield _alerts(newsroom)
    yield postbox.look(newsroom)
    for channel in newsroom.config.channels:
        yield from _channel(newsroom, channel)


def _configuration() -> str:
    made = configuration()
    return f"{_short(settings.CONFIG_FILE)}: {made.office.name}, {made.office.zone}, {len(made.channels)} channel(s)"


def _rules() -> ClockRules:
    """The configured ones; where the configuration has to be mended first, which was said above, those without one."""
    try:
        return configuration().clock
    except EmbargoError:
        return ClockRules()


def _ledger() -> str:
    require_ledger()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            answer = cursor.fetchone()[0]
        if answer != "ok":
            raise DamagedLedger(problem=answer)
    # A write that changes nothing: a full disk or a ledger that may only be read shows here and not at the lift.
    with transaction.atomic():
        take_turn()
        Release.objects.filter(slug="").update(slug="")
    return f"{_place()} can be read and written"


def _place() -> str:
    return _short(settings.LEDGER) if connection.vendor == "sqlite" else ledger_place()


class DamagedLedger(EmbargoError):
    """The ledger is damaged ({problem}). Stop the engine and restore a backup."""


def _key() -> str:
    ring = keyring()
    for version in Version.objects.select_related("release").order_by("-pk")[:1]:
        open_version(ring, version)
    where = "EMBARGO_KEY" if os.environ.get("EMBARGO_KEY") else _short(settings.KEY_FILE)
    return f"{', '.join(key_id for key_id, _ in ring.keys)} from {where}"


def _alerts(newsroom: Newsroom) -> Check:
    variable = newsroom.config.alerts.to_env
    if not variable:
        return Check("alerts", None, "nobody is told of them: set to_env in [alerts]")
    given = outlets.addresses(newsroom.config, newsroom.environment)
    if not given:
        return Check("alerts", False, f"set {variable} in the environment or in .env")
    if bad := outlets.flawed(given):
        schemes = ", ".join(outlets.scheme_of(address) for address in bad)
        return Check("alerts", False, f"{variable} has what is no address for alerts ({schemes}://…)")
    return Check("alerts", True, f"told to {', '.join(outlets.scheme_of(address) for address in given)}")


def _channel(newsroom: Newsroom, name: str) -> Iterator[Check]:
    checks = vetting.ask(newsroom, name)
    yield from checks
    try:
        vetting.note(newsroom, name, "embargo doctor", checks)
        config = newsroom.config.channel(name)
        if config.rate is not None:
            many = rates.still_allowed(newsroom, {name: None})[name]
            detail = f"{many:,} left of {config.rate}, by this office's own count"
            yield Check(f"{name}: rate", True if many else None, detail)
        if config.list:
            counted = audience.show(config.list)
            detail = f"{counted.readers:,} readers" if counted.readers else "nobody is on it"
            yield Check(f"{name}: list", counted.readers > 0, f"{counted.name}: {detail}")
    except (EmbargoError, DatabaseError) as error:
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
