"""The example configuration is the settings' manual: complete, explained, and right as it stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields

import pytest

from bot.core.configuration import KINDS, Alerts, ChannelConfig, ClockRules, Configuration, Files, Office, parse
from bot.core.desk_settings import Desk
from bot.core.list_settings import ListConfig
from bot.core.press_room import PressRoom
from tests.tidy.source import ROOT, told

EXAMPLE = ROOT / "config" / "embargo.example.toml"
SECTION = re.compile(r"#?\s*\[([\w.-]+)\]\s*(#\s*\S.*)?$")
KEY = re.compile(r"#?\s*(\w+)\s*=\s*(?:\"[^\"]*\"|\[[^\]]*\]|[^\s#]+)\s*(#\s*\S.*)?$")
NOT_KEYS = {"name", "options"}  # a channel's name is its section's; options are what is left over


def test_the_example_is_read_without_an_error() -> None:
    assert isinstance(_example(), Configuration)


def test_the_example_shows_every_kind_and_provider() -> None:
    shown = {
        value
        for line in _lines()
        if (match := re.search(r"(?:kind|provider)\s*=\s*\"(\w+)\"", line))
        for value in [match[1]]
    }
    assert {
        *KINDS,
        *(provider for providers in KINDS.values() if len(providers) > 1 for provider in providers),
    } <= shown


@pytest.mark.parametrize(
    ("section", "settings"),
    [
        ("office", Office),
        ("clock", ClockRules),
        ("alerts", Alerts),
        ("files", Files),
        ("pressroom", PressRoom),
        ("lists", ListConfig),
        ("desk", Desk),
        ("channels", ChannelConfig),
    ],
)
def test_every_setting_the_code_knows_is_in_the_example(section: str, settings: type) -> None:
    known = {field.name for field in fields(settings)} - (NOT_KEYS if settings is ChannelConfig else set())
    shown = {key for name, key, _ in _settings() if name.split(".")[0] == section}
    assert known <= shown


def test_every_setting_is_explained_where_it_first_stands() -> None:
    explained = {(name.split(".")[0], key) for name, key, comment in _settings() if comment}
    silent = [f"[{name}] {key}" for name, key, _ in _settings() if (name.split(".")[0], key) not in explained]
    assert not silent, told(silent, "a comment at the line's end or on the line above says what it does:")


def _example() -> Configuration:
    return parse(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))


def _lines() -> list[str]:
    return [line.strip() for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]


def _settings() -> list[tuple[str, str, bool]]:
    """Section, key (set, or shown commented out) and whether a comment explains it."""
    found, section, above = [], "", ""
    for line in _lines():
        if match := SECTION.fullmatch(line):
            section = match[1]
        elif match := KEY.fullmatch(line):
            found.append((section, match[1], bool(match[2] or above)))
        above = line if line.startswith("#") and not KEY.fullmatch(line) else ""
    return found
