"""The office that plays a rehearsal: this one's settings, with every way out turned to the sandbox and every secret invented."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Any

Table = dict[str, Any]
# What of an office's own a rehearsal needs. Alerts, sources of time and people are left out: nobody is told, nobody asked.
KEPT = ("office", "files", "pressroom", "lists")
_OF_MAIL = ("kind", "provider", "list", "sender", "language", "beat", "timeout", "concurrency", "rate")


def rehearsed(settings: Mapping[str, Any], sandbox: str, smtp_port: int) -> Table:
    """The rehearsing office's settings. `settings`: this office's, as read from its TOML; `sandbox`: the stand-ins' address.

    No channel keeps an address, or the name of a variable, of its own.
    """
    made: Table = {name: dict(settings[name]) for name in KEPT if name in settings}
    made["office"] |= {"four_eyes": False}
    made["office"].pop("metrics_token_env", None)
    made["clock"] = {"late": "send"}
    made["channels"] = {
        name: _channel(name, variable, dict(table), sandbox, smtp_port) for name, variable, table in _named(settings)
    }
    return made


def invented(settings: Mapping[str, Any]) -> dict[str, str]:
    """Secrets for this one run, by the variables that `rehearsed` names; the stand-ins are told the same ones."""
    given: dict[str, str] = {}
    for _, variable, table in _named(settings):
        match table.get("kind"):
            case "email":
                given[variable] = f"SG.{secrets.token_urlsafe(24)}"
            case "x":
                for part in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET"):
                    given[f"{variable}_{part}"] = secrets.token_hex(16)
            case "mastodon":
                given[variable] = secrets.token_hex(16)
            case "bluesky":
                given[variable] = "-".join(secrets.token_hex(2) for _ in range(4))
            case "webhook":
                given[variable] = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return given


def notices(settings: Mapping[str, Any], sandbox: str) -> dict[str, str]:
    """Where notices go, which is a secret of its own: to the stand-ins."""
    host = sandbox.partition("//")[2]
    kinds = ((name, variable) for name, variable, table in _named(settings) if table.get("kind") == "notify")
    return {variable: f"json://{host}/notices/{name}" for name, variable in kinds}


def _named(settings: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Every channel with the name of its variable in a rehearsal."""
    channels = settings.get("channels", {})
    return [(name, f"REHEARSAL_{number}", table) for number, (name, table) in enumerate(channels.items(), start=1)]


def _channel(name: str, variable: str, table: Table, sandbox: str, smtp_port: int) -> Table:
    # Nobody else sends from here: no rate has to be kept, and waiting for one would show nothing.
    kept = table | {"rate": "none"}
    match table.get("kind"):
        case "email":
            mail = {key: value for key, value in kept.items() if key in _OF_MAIL}
            if table.get("provider") == "smtp":
                return mail | {"host": "127.0.0.1", "port": smtp_port, "tls": "none"}
            return mail | {"base_url": f"{sandbox}/sendgrid", "api_key_env": variable}
        case "x":
            return kept | {"base_url": f"{sandbox}/x", "credentials_env": variable}
        case "mastodon":
            return kept | {"base_url": f"{sandbox}/mastodon", "token_env": variable}
        case "bluesky":
            return kept | {"base_url": f"{sandbox}/bluesky", "password_env": variable}
        case "webhook":
            hook = {"url": f"{sandbox}/hooks/{name}", "secret_env": variable, "allow_private_addresses": True}
            return kept | hook
        case _:
            return kept | {"url_env": variable}
