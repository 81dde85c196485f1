"""What the office says of a list is taken as it is meant, or the setting is named."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.errors import ConfigurationError
from bot.core.list_settings import ListConfig, read_lists


def test_what_is_not_said_is_usual() -> None:
    assert read_lists({"press": {}}, ()) == {"press": ListConfig("press", False, (), "en", 60)}


def test_all_of_it_is_taken() -> None:
    table = {
        "public": True,
        "title": "Harbour news",
        "beats": ["ports", "ports", " fish "],
        "language": "fr",
        "sign_ups_an_hour": 5,
    }
    assert read_lists({"press": table}, {"press"})["press"] == ListConfig(
        "Harbour news", True, ("ports", "fish"), "fr", 5
    )


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"public": True}, "public"),
        ({"public": "yes"}, "public"),
        ({"title": ""}, "title"),
        ({"beats": "ports"}, "beats"),
        ({"beats": ["a;b"]}, "beats"),
        ({"beats": [""]}, "beats"),
        ({"language": "French"}, "language"),
        ({"sign_ups_an_hour": 0}, "sign_ups_an_hour"),
        ({"color": "blue"}, "color"),
    ],
)
def test_what_can_not_be_is_named(table: dict[str, Any], where: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"\[lists\.press\] {where}"):
        read_lists({"press": table}, ())


def test_a_name_that_can_not_be_an_address_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="only letters, digits"):
        read_lists({"press list": {}}, ())
