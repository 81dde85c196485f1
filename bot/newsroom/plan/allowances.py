"""What a provider said that it takes, where each instance of it sets that for itself: what is written for it keeps to that."""

from __future__ import annotations

from dataclasses import replace

from bot.core.configuration import ChannelConfig
from bot.store.models import Vetting

SETTING = "characters"
KINDS = frozenset({"mastodon"})


def as_allowed(config: ChannelConfig | None) -> ChannelConfig | None:
    """The channel with the length of a post as its instance told it last; what the office set itself stands."""
    if config is None or config.kind not in KINDS or SETTING in config.options:
        return config
    told = Vetting.objects.filter(channel=config.name).values_list("characters", flat=True).first()
    return config if told is None else replace(config, options={**config.options, SETTING: told})
