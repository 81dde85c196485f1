"""Reading a channel's own settings: each is asked for by name, and what nobody asked for is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.core.configuration import ChannelConfig, span
from bot.core.errors import ConfigurationError

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Options:
    """The settings of a `[channels.NAME]` section that only its provider knows. All of it raises ConfigurationError."""

    def __init__(self, config: ChannelConfig) -> None:
        self._config = config
        self._known: set[str] = set()

    def text(self, name: str, default: str | None = None) -> str:
        """One line of text. Without a default it has to be there."""
        value = self._take(name, default)
        if not isinstance(value, str) or any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise self.wrong(name, "give it as one line of text")
        if default is None and not value.strip():
            raise self.wrong(name, "give it as one line of text")
        return value.strip()

    def texts(self, name: str, most: int, characters: int) -> list[str]:
        """A list of at most `most` lines of text, each once and of at most so many characters; [] if it is missing."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.isprintable() for one in value):
            raise self.wrong(name, 'give a list of words, like ["press"]')
        found = list(dict.fromkeys(one.strip() for one in value))
        if len(found) > most or not all(1 <= len(one) <= characters for one in found):
            raise self.wrong(name, f"give at most {most}, each of 1 to {characters} characters")
        return found

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """One of `allowed`."""
        value = self._take(name, default)
        if value not in allowed:
            raise self.wrong(name, f'"{value}" is not one of {", ".join(allowed)}')
        return str(value)

    def flag(self, name: str, default: bool) -> bool:
        """true or false."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "write true or false")
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(name, f"give a whole number from {low} to {high}")
        return value

    def port(self, name: str, default: int) -> int:
        """A TCP port."""
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 65535:
            raise self.wrong(name, "give a port from 1 to 65535")
        return value

    def variable(self, name: str, default: str | None = None) -> str:
        """The name of an environment variable, which holds what may not stand in a file."""
        value = self.text(name, default)
        if value and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
            raise self.wrong(name, "give the name of an environment variable, not the secret itself")
        return value

    def url(self, name: str, default: str | None = None) -> str:
        """An http or https address without a name or password in it."""
        value = self.text(name, default)
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or " " in value:
            raise self.wrong(name, "give an address that begins with https://")
        if parts.username or parts.password:
            raise self.wrong(name, "take the name and password out of the address")
        return value

    def authorities(self) -> str | None:
        """`ca_file`: certificates to trust instead of the usual ones, for a server with an office's own."""
        value = self.text("ca_file", "")
        if value and not Path(value).is_file():
            raise self.wrong("ca_file", f'there is no file "{value}"')
        return value or None

    def span(self, name: str, default: str) -> timedelta:
        """A span of time, as 500ms, 15s, 10m or 2h."""
        return span(f"[channels.{self._config.name}] {name}", self._take(name, default))

    def only(self) -> None:
        """Refuses every setting that was not asked for before."""
        if unknown := set(self._config.options) - self._known:
            known = ", ".join(sorted(self._known))
            raise self.wrong(min(unknown), f"not known to {self._config.provider}; there are {known}")

    def wrong(self, name: str, problem: str) -> ConfigurationError:
        """The error that names the section and the setting."""
        return ConfigurationError(where=f"[channels.{self._config.name}] {name}", problem=problem)

    def _take(self, name: str, default: object) -> object:
        self._known.add(name)
        value = self._config.options.get(name, default)
        if value is None:
            raise self.wrong(name, "this has to be set")
        return value


def readable_on_the_way(url: str) -> bool:
    """Whether a key sent to this address could be read by anybody between: plain http, and not to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK
