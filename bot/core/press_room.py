"""What the office wants of its press room: the table `[pressroom]` in, frozen settings out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import ConfigurationError

_KEYS = ("hub", "language")
# A hub is told public addresses only; without TLS just on this machine itself, for trials.
_HUB = r"https://[^\s@]+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:/\S*)?"


@dataclass(frozen=True, slots=True)
class PressRoom:
    """`hub`: the WebSub hub that is told of news, "" for none; `language`: that of the words around the releases."""

    hub: str = ""
    language: str = "en"


def read_press_room(table: Mapping[str, Any]) -> PressRoom:
    """The section as parsed TOML. Raises ConfigurationError."""
    if unknown := set(table) - set(_KEYS):
        problem = f"not known here; there are {', '.join(_KEYS)}"
        raise ConfigurationError(where=f"[pressroom] {min(unknown)}", problem=problem)
    hub, language = table.get("hub", ""), table.get("language", "en")
    if not isinstance(hub, str) or (hub and not re.fullmatch(_HUB, hub)):
        raise ConfigurationError(
            where="[pressroom] hub", problem="give the hub's https address, like https://hub.example.org/"
        )
    if not isinstance(language, str) or not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        raise ConfigurationError(where="[pressroom] language", problem="give a language code, like fr or pt-BR")
    return PressRoom(hub, language)
