"""`embargo sandbox`: the providers' stand-ins and their viewer, for rehearsals."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import typer
from django.conf import settings
from django.db import connection

from bot.core.configuration import Configuration
from bot.core.errors import EmbargoError
from bot.newsroom.copy.languages import parted
from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.server import Sandbox
from bot.sandbox.x import XAccount
from bot.store import board
from bot.store.contents import page_key
from bot.store.sealing import Keyring
from config.newsroom import configuration, keyring


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(epilog="Example: embargo sandbox --port 8025")(sandbox)


def sandbox(
    port: Annotated[int, typer.Option("--port", help="Where the stand-ins listen; mail on the next one.")] = 8025,
) -> None:
    """Play SendGrid, X, Mastodon, Bluesky, an SMTP server, webhook receivers and chats on this machine, as strict as they are.

    They take the credentials that the channels of this office have in the environment.
    """
    config, ring = _office()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Sandbox(port=port, instant_of=_instants(config, ring), **credentials(config, os.environ)) as playing:
        typer.echo(f"Viewer    {playing.url}/")
        typer.echo(f'SendGrid  base_url = "{playing.url}/sendgrid"')
        typer.echo(f'X         base_url = "{playing.url}/x"')
        typer.echo(f'Mastodon  base_url = "{playing.url}/mastodon"')
        typer.echo(f'Bluesky   base_url = "{playing.url}/bluesky"')
        typer.echo(f'Webhooks  url = "{playing.url}/hooks/NAME", allow_private_addresses = true')
        typer.echo(f"Notices   json://{urlsplit(playing.url).netloc}/notices/NAME in the variable that url_env names")
        typer.echo(f'SMTP      host = "127.0.0.1", port = {playing.smtp_port}, tls = "none"')
        stop.wait()


def credentials(config: Configuration | None, environment: Mapping[str, str]) -> dict[str, Any]:
    """What the stand-ins must be shown: the credentials that the office's channels will use."""
    keys, accounts, hooks = set(), [], {}
    mastodon, bluesky = [], []
    for channel in config.channels.values() if config else ():
        options = channel.options
        if channel.provider == "sendgrid":
            keys.add(environment.get(str(options.get("api_key_env", "SENDGRID_API_KEY")), ""))
        elif channel.kind == "x":
            prefix = str(options.get("credentials_env", "X"))
            names = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
            given = [environment.get(f"{prefix}_{name}", "") for name in names]
            if all(given):
                accounts.append(XAccount(given[0], given[1], given[2], given[3], channel.name))
        elif channel.kind == "mastodon":
            token = environment.get(str(options.get("token_env", "MASTODON_TOKEN")), "")
            mastodon += [MastodonAccount(token, channel.name)] if token else []
        elif channel.kind == "bluesky":
            password = environment.get(str(options.get("password_env", "BLUESKY_PASSWORD")), "")
            handle = str(options.get("handle", "")).removeprefix("@")
            bluesky += [BlueskyAccount(handle, password)] if password else []
        elif channel.kind == "webhook":
            name = str(options.get("url", "")).rstrip("/").rsplit("/", 1)[-1]
            hooks[name] = environment.get(str(options.get("secret_env", "")), "").split()
    return {
        "sendgrid_keys": keys - {""},
        "x_accounts": accounts,
        "mastodon_accounts": mastodon,
        "bluesky_accounts": bluesky,
        "hook_secrets": {name: given for name, given in hooks.items() if given},
    }


def _office() -> tuple[Configuration | None, Keyring | None]:
    """The sandbox also plays where no office is set up yet; then it takes no credentials and knows no embargo."""
    try:
        return configuration(), keyring() if connection.vendor != "sqlite" or Path(settings.LEDGER).exists() else None
    except EmbargoError as error:
        typer.echo(f"No office here, and so no credentials that would be let in: {error}", err=True)
        return None, None


def _instants(config: Configuration | None, ring: Keyring | None):  # type: ignore[no-untyped-def]
    def instant_of(link: str) -> datetime | None:
        if config is None or ring is None or not link.startswith(config.office.url + "/"):
            return None
        return board.instant_of_page(ring, page_key(ring, parted(unquote(urlsplit(link).path))[0]))

    return instant_of
