"""A post's weight, by the examples of twitter-text's own rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.weighing import links, weight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Harbour", 7),
        ("“quoted” – dashed", 17),
        ("日本", 4),
        ("naïve", 5),
        ("nai\u0308ve", 5),
        ("https://press.example.org/a/very/long/address/indeed?with=query#and-fragment", 23),
        ("https://t.co/a", 23),
        ("Read https://example.org.", 5 + 23 + 1),
        ("Read (https://example.org/a_(b)).", 6 + 23 + 2),
        ("example.org", 23),
        ("press.example.de", 23),
        ("At the end.In time", 18),
        ("mail press@example.org", 22),
        ("🌊", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇺🇦", 2),
        ("1️⃣", 2),
        ("❤️", 2),
        ("©", 1),
        ("©️", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
    ],
)
def test_weight(text: str, expected: int) -> None:
    assert weight(text) == expected


def test_ranges_and_figures_are_those_of_the_published_configuration(shared: Path) -> None:
    config = json.loads((shared / "schemas" / "twitter-text-v3.json").read_text())
    for span in config["ranges"]:
        for code in (span["start"] or 1, span["end"]):
            assert weight(chr(code)) == 1
    for code in (4352, 8191, 8206, 8224, 8241, 8248):
        assert weight(chr(code)) == config["defaultWeight"] // config["scale"]
    assert weight("https://example.org/") == config["transformedURLLength"]


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF, exclude_characters=".:/", exclude_categories=["Cs"])))
def test_plain_latin_text_weighs_no_more_than_its_characters(text: str) -> None:
    assert weight(text) <= len(text)


@given(st.text(), st.text())
def test_two_lines_weigh_what_each_weighs_alone(one: str, other: str) -> None:
    assert weight(f"{one}\n{other}") == weight(f"{one}\n") + weight(other)


@given(st.text())
def test_links_stand_in_order_and_apart(text: str) -> None:
    position = 0
    for start, end in links(text):
        assert position <= start < end <= len(text)
        position = end
