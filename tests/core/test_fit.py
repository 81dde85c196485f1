"""A post is as long as X says it is."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.fit import LIMIT, LINK_WEIGHT, fits, weighted_length


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("This is a test.", 15),
        ("lié à l'été", 11),
        ("e\u0301te\u0301", 3),  # counted composed
        ("“Words”—so", 10),
        ("…", 2),
        ("のの", 4),
        ("저찀쯿쿿", 8),
        ("\U00010000\U0010ffff", 4),
        ("Ελλάδα Россия عربي", 18),
        ("😀", 2),
        ("👍🏽", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🇬🇧🇫🇷", 4),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
        ("4️⃣", 2),
        ("❤️", 2),
        ("H🐱☺", 5),
        ("In 2026, #3 of 40", 17),
    ],
)
def test_weights_are_those_of_twitter_text(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("https://example.org", 23),
        ("HTTPS://www.Example.ORG/index.html", 23),
        ("https://example.org/a/very/long/path/that/goes/on?and=on&on=1#top", 23),
        ("https://example.co.uk:8080/x", 23),
        ("Read https://example.org/report.", 5 + 23 + 1),
        ("(https://example.org/report)", 1 + 23 + 1),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("example.com", 23),
        ("t.co", 23),
    ],
)
def test_a_link_weighs_23_however_long_it_is(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8000/2026/a-rather-long-address-on-this-machine",
        "https://press.example.test/2026/a-rather-long-address-that-x-will-not-link",
        "https://press.internal/2026/a-rather-long-address-that-x-will-not-link",
        "an-office-with-a-rather-long-name.press-room.example.museum",
    ],
)
def test_an_address_that_x_may_not_link_counts_at_least_its_letters(text: str) -> None:
    assert weighted_length(text) >= max(LINK_WEIGHT, len(text))


@pytest.mark.parametrize("text", ["3.5 mg", "J. K. Rowe", "e.g. dust", "at 5 p.m. Thursday", "U.S. law", "No. 7.5"])
def test_full_stops_within_figures_and_initials_make_no_links(text: str) -> None:
    assert weighted_length(text) == len(text)


def test_what_x_publishes_as_its_ranges_is_what_is_counted(shared: Path) -> None:
    rules = json.loads((shared / "schemas" / "twitter-text-v3.json").read_text())
    edges = {edge + step for span in rules["ranges"] for edge in (span["start"], span["end"]) for step in (-1, 0, 1)}
    assert (rules["maxWeightedTweetLength"], rules["transformedURLLength"]) == (LIMIT, LINK_WEIGHT)
    for edge in edges - {-1}:
        light = any(span["start"] <= edge <= span["end"] for span in rules["ranges"])
        if len(unicodedata.normalize("NFC", chr(edge))) == 1 and ord(unicodedata.normalize("NFC", chr(edge))) == edge:
            assert weighted_length(chr(edge)) == (1 if light else 2), hex(edge)


def test_280_fit_and_281_do_not() -> None:
    assert fits("a" * 280)
    assert not fits("a" * 281)
    assert fits("a" * 256 + " https://example.org/" + "x" * 200)


@given(st.text(), st.text())
def test_two_lines_weigh_what_each_weighs_and_the_break(one: str, other: str) -> None:
    # Up to one: a letter may compose with, or an emoji take in, what stands beside it, but never across a space.
    assert weighted_length(f"{one} \n {other}") == weighted_length(one + " ") + 1 + weighted_length(" " + other)


@given(st.text())
def test_no_text_weighs_less_than_its_links_and_emoji_make_it(text: str) -> None:
    assert 0 <= weighted_length(text) <= 2 * len(unicodedata.normalize("NFC", text)) + LINK_WEIGHT * text.count(".")
