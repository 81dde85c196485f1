"""What the office says of a media list: the tables `[lists.NAME]` in, frozen settings out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import ConfigurationError
from bot.core.settings_table import flag, language, number, only, table, text

_SIGN_UPS = 60


@dataclass(frozen=True, slots=True)
class ListConfig:
    """How readers know a list. `public`: whoever wants may ask to be on it. `beats`: those to choose from.

    `language`: that of its pages and of the mail that asks for a confirmation (BCP 47); `sign_ups_an_hour`: how many such
    mails the office sends at most.
    """

    title: str
    public: bool = False
    beats: tuple[str, ...] = ()
    language: str = "en"
    sign_ups_an_hour: int = _SIGN_UPS


def read_lists(data: Mapping[str, Any], mailed: Collection[str]) -> dict[str, ListConfig]:
    """The section `[lists]` as parsed TOML. `mailed`: the lists that a mail channel sends to. Raises ConfigurationError."""
    return {name: _list(name, table(data, name), mailed) for name in data}


def _list(name: str, given: Mapping[str, Any], mailed: Collection[str]) -> ListConfig:
    where = f"[lists.{name}]"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
        raise ConfigurationError(where=where, problem="a list's name has only letters, digits, - and _")
    only(given, {"title", "public", "beats", "language", "sign_ups_an_hour"}, where)
    public = flag(given, "public", False, where)
    if public and name not in mailed:
        problem = f'no mail channel sends to it: a channel needs list = "{name}", which asks for the confirmation too'
        raise ConfigurationError(where=f"{where} public", problem=problem)
    title = text(given, "title", where) if "title" in given else name
    most = int(number(given, "sign_ups_an_hour", _SIGN_UPS, 1, 10_000, where))
    return ListConfig(title, public, _beats(given, where), language(given, where) or "en", most)


def _beats(given: Mapping[str, Any], where: str) -> tuple[str, ...]:
    beats = given.get("beats", [])
    if not isinstance(beats, list) or not all(
        isinstance(one, str) and one.strip() and one.isprintable() and not re.search("[;,|]", one) for one in beats
    ):
        raise ConfigurationError(where=f"{where} beats", problem='give a list of words, like ["climate", "energy"]')
    return tuple(dict.fromkeys(one.strip() for one in beats))
