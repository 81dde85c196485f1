"""The press room's settings: few, and a mistake in them is one sentence."""

from __future__ import annotations

import pytest

from bot.core.errors import ConfigurationError
from bot.core.press_room import PressRoom, read_press_room


def test_without_the_section_there_is_no_hub_and_the_words_are_english() -> None:
    assert read_press_room({}) == PressRoom(hub="", language="en")


@pytest.mark.parametrize("hub", ["https://hub.example.org/", "http://127.0.0.1:8080/hub", "http://localhost"])
def test_a_hub_has_an_encrypted_address_or_is_on_this_machine(hub: str) -> None:
    assert read_press_room({"hub": hub}).hub == hub


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"hub": "http://hub.example.org/"}, "hub"),
        ({"hub": "https://user:word@hub.example.org/"}, "hub"),
        ({"hub": 7}, "hub"),
        ({"language": "English"}, "language"),
        ({"language": ["en"]}, "language"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_mistake_names_its_place(table: dict[str, object], where: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"\[pressroom\] {where}"):
        read_press_room(table)
