"""What tells whether two processes would show a provider the same credentials, and tells nothing of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.channels.registry import open_channel
from bot.core.signing import mac
from bot.newsroom.newsroom import Newsroom


class _Watched(Mapping[str, str]):
    """An environment that remembers what of it was looked at."""

    def __init__(self, whole: Mapping[str, str]) -> None:
        self._whole = whole
        self.looked_at: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.looked_at.add(name)
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def mark(newsroom: Newsroom, channel: str) -> str:
    """A MAC of a channel's settings and of all that it reads from the environment. Raises UnknownChannel, ConfigurationError."""
    config, environment = newsroom.config.channel(channel), _Watched(newsroom.environment)
    open_channel(config, newsroom.config.office, environment)
    read = [f"{name}={newsroom.environment.get(name)}" for name in sorted(environment.looked_at)]
    return mac(newsroom.keyring.derived("vetting"), repr(config).encode(), *(one.encode() for one in read))
