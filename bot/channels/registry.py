"""Which channels there are: one line a provider. Its library is loaded when the channel is opened, not before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from bot.channels.base import Channel
from bot.core.configuration import ChannelConfig, Office
from bot.core.errors import ConfigurationError

PROVIDERS: Mapping[tuple[str, str], str] = {
    ("email", "sendgrid"): "bot.channels.sendgrid:SendGrid",
    ("email", "smtp"): "bot.channels.smtp:Smtp",
    ("x", "x"): "bot.channels.x:X",
    ("mastodon", "mastodon"): "bot.channels.mastodon:Mastodon",
    ("bluesky", "bluesky"): "bot.channels.bluesky:Bluesky",
    ("webhook", "webhook"): "bot.channels.webhook:Webhook",
    ("notify", "notify"): "bot.channels.notify:Notify",
}


def open_channel(config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> Channel:
    """The channel of a configuration; `secrets` is the environment. Raises ConfigurationError for a bad setting."""
    target = PROVIDERS.get((config.kind, config.provider))
    if target is None:
        known = ", ".join(f"{kind}/{provider}" for kind, provider in PROVIDERS)
        problem = f"there is no provider {config.kind}/{config.provider}; there are {known}"
        raise ConfigurationError(where=f"[channels.{config.name}]", problem=problem)
    module, _, name = target.partition(":")
    return cast(Channel, getattr(import_module(module), name)(config, office, secrets))
