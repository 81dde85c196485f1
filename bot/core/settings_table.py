"""Reading tables of the configuration: each value is asked for by name, and a wrong one names its section and key.

`where` is the section as it is written, `[office]`. All of it raises ConfigurationError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.core.errors import ConfigurationError

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=365)
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"


def span(where: str, text: object) -> timedelta:
    """`15m`, `500ms`, `0s` → timedelta. Raises ConfigurationError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", str(text).strip())
    if match is None:
        raise ConfigurationError(
            where=where, problem=f'"{text}" is not a span of time; write it as 500ms, 15s, 15m or 2h'
        )
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > _LONGEST.total_seconds():
        raise ConfigurationError(where=where, problem=f'"{text}" is too long; give at most {_LONGEST.days}d')
    return timedelta(seconds=seconds)


def language(table: Mapping[str, Any], where: str) -> str:
    """A language code (BCP 47), or "" where the key is not there."""
    value = table.get("language", "")
    if not isinstance(value, str) or not re.fullmatch(f"{_LANGUAGE}|", value):
        raise ConfigurationError(where=f"{where} language", problem="give a language code, like fr or pt-BR")
    return value


def table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The section `name`, {} where it is missing."""
    value = data.get(name, {})
    if not isinstance(value, Mapping):
        raise ConfigurationError(where=f"[{name}]", problem="this must be a section")
    return value


def only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raises for a key that is not in `known`."""
    if unknown := set(table) - known:
        raise ConfigurationError(
            where=f"{where} {min(unknown)}", problem=f"not known here; there are {', '.join(sorted(known))}"
        )


def text(table: Mapping[str, Any], key: str, where: str) -> str:
    """One line of text; it has to be there."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip() or any(ord(c) < 32 for c in value):
        raise ConfigurationError(where=f"{where} {key}", problem="give it as one line of text")
    return value.strip()


def variable(table: Mapping[str, Any], key: str, where: str) -> str:
    """The name of an environment variable, or "" where the key is not there."""
    value = table.get(key, "")
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*|", value):
        raise ConfigurationError(
            where=f"{where} {key}", problem="give the name of an environment variable, not what it holds"
        )
    return value


def flag(table: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    """true or false."""
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise ConfigurationError(where=f"{where} {key}", problem="write true or false")
    return value


def number(table: Mapping[str, Any], key: str, default: float, low: float, high: float, where: str) -> float:
    """A number within the bounds."""
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ConfigurationError(where=f"{where} {key}", problem=f"give a number from {low:g} to {high:g}")
    return value
