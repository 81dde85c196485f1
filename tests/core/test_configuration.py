"""Each mistake in the configuration is answered with the section, the key and what to write."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from bot.core.configuration import parse, span
from bot.core.errors import ConfigurationError, UnknownChannel

SOUND: dict[str, Any] = {
    "office": {
        "name": "Harbour Watch",
        "zone": "Europe/London",
        "url": "https://press.example.org/",
        "reply_to": "press@example.org",
        "contact": "Duty press officer, press@example.org",
    },
    "clock": {"margin": "200ms", "late": "drop", "late_after": "1h"},
    "channels": {
        "press": {"kind": "email", "list": "press", "sender": "Press <press@example.org>", "timeout": 5},
        "x": {"kind": "x", "concurrency": 1},
    },
}


def changed(path: str, value: object) -> dict[str, Any]:
    """The sound document with one value changed, or taken out where it is None."""
    document = copy.deepcopy(SOUND)
    *tables, key = path.split("/")
    table = document
    for name in tables:
        table = table[name]
    if value is None:
        del table[key]
    else:
        table[key] = value
    return document


def test_a_sound_document_becomes_settings() -> None:
    found = parse(SOUND)
    assert found.office.url == "https://press.example.org"
    assert found.office.four_eyes is True
    assert found.clock.margin == timedelta(milliseconds=200)
    assert found.clock.late_after == timedelta(hours=1)
    assert found.channel("press").provider == "sendgrid"
    assert found.channel("press").options == {"sender": "Press <press@example.org>"}
    assert found.channel("x").concurrency == 1


def test_four_eyes_and_asking_about_late_lifts_are_the_default() -> None:
    document = changed("clock", None)
    assert parse(document).office.four_eyes is True
    assert parse(document).clock.late == "ask"
    assert parse(document).clock.margin == timedelta(0)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("office/name", None, "[office] name"),
        ("office/name", "two\nlines", "[office] name"),
        ("office/name", "  ", "[office] name"),
        ("office/zone", "Europe/Londn", "[office] zone"),
        ("office/zone", None, "[office] zone"),
        ("office/url", "press.example.org", "[office] url"),
        ("office/reply_to", 7, "[office] reply_to"),
        ("office/contact", None, "[office] contact"),
        ("office/four_eyes", "yes", "[office] four_eyes"),
        ("office/colour", "red", "[office] colour"),
        ("office", "Harbour Watch", "[office]"),
        ("clock/margin", "200", "[clock] margin"),
        ("clock/margin", "-1s", "[clock] margin"),
        ("clock/late", "never", "[clock] late"),
        ("clock/late_after", "soon", "[clock] late_after"),
        ("clock/early", "1s", "[clock] early"),
        ("clock/trust", "me", "[clock] trust"),
        ("clock/ntp", "time.example.org", "[clock] ntp"),
        ("clock/ntp", ["time server"], "[clock] ntp"),
        ("clock/https", ["www.example.org"], "[clock] https"),
        ("clock/https", ["http://www.example.org"], "[clock] https"),
        ("clock/https", ["http://127.0.0.1@www.example.org"], "[clock] https"),
        ("clock/https", [7], "[clock] https"),
        ("channels/press/kind", "fax", "[channels.press] kind"),
        ("channels/press/kind", None, "[channels.press] kind"),
        ("channels/press/provider", "pigeon", "[channels.press] provider"),
        ("channels/press/list", None, "[channels.press] list"),
        ("channels/press/list", ["press"], "[channels.press] list"),
        ("channels/press/timeout", 0, "[channels.press] timeout"),
        ("channels/press/timeout", 3600, "[channels.press] timeout"),
        ("channels/press/timeout", True, "[channels.press] timeout"),
        ("channels/press/concurrency", "many", "[channels.press] concurrency"),
        ("channels/press/concurrency", 0, "[channels.press] concurrency"),
        ("channels/press/base_url", 7, "[channels.press] base_url"),
        ("channels/press", "email", "[press]"),
        ("channels/our press", {"kind": "x"}, "[channels.our press]"),
        ("channels", [], "[channels]"),
        ("webhooks", {}, "[webhooks]"),
    ],
)
def test_each_mistake_names_its_key(path: str, value: object, named: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse(changed(path, value))
    assert str(refused.value.facts["where"]) == named
    assert str(refused.value).startswith(f"{named}: ")


def test_the_machines_clock_is_believed_unless_sources_are_named() -> None:
    assert parse(SOUND).clock.trust == "system"
    named = changed(
        "clock", {"trust": "verified", "ntp": ["a.example.org", "[::1]:1123"], "https": ["https://b.example.org/"]}
    )
    clock = parse(named).clock
    assert (clock.trust, clock.ntp) == ("verified", ("a.example.org", "[::1]:1123"))
    assert clock.https == ("https://b.example.org/",)


def test_an_unknown_channel_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownChannel, match="It has: press, x"):
        parse(SOUND).channel("fax")


def test_without_channels_that_is_said_too() -> None:
    with pytest.raises(UnknownChannel, match="It has: none"):
        parse(changed("channels", None)).channel("fax")


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("15s", 15), ("15m", 900), ("2 h", 7200), ("1d", 86400), ("0.5s", 0.5)]
)
def test_a_span_is_a_number_and_a_unit(text: str, seconds: float) -> None:
    assert span("here", text) == timedelta(seconds=seconds)


def test_a_span_of_more_than_a_year_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="too long"):
        span("[clock] margin", "9" * 30 + "d")
