"""A post is as long as Mastodon, or Bluesky, says it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.measure import BLUESKY, X, bluesky_length, mastodon, mastodon_length
from bot.sandbox.bluesky_rules import MAX_BYTES, MAX_GRAPHEMES, graphemes
from bot.sandbox.mastodon_rules import length

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("", 0),
        ("lié à l'été", 11),
        ("e\u0301te\u0301", 3),
        ("日本", 2),
        (FAMILY, 1),
        ("🇬🇧🇫🇷", 2),
        ("See https://press.example.org/2026/03/a-long-address-that-counts-as-23.", 28),
        ("https://a.org", 23),
        ("example.org", 11),
        ("@ann", 4),
        ("Thanks @ann@social.example!", 12),
        ("ann@social.example", 18),
        ("http://127.0.0.1:8000/a/long/way/to/a/page", 42 + 12),  # no link to Mastodon, but who knows
        ("http://example.org.word", 23 + 12),  # may be a link and a word
        ("https://a.org/b=", 24),
    ],
)
def test_mastodon_counts_what_a_reader_sees(text: str, characters: int) -> None:
    assert mastodon_length(text) == characters


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("lié", 3), (FAMILY, 3), (FAMILY * 12, 30), ("https://press.example.org/rivers", 32), ("日" * 300, 300)],
)
def test_bluesky_counts_what_a_reader_sees_or_a_tenth_of_the_bytes(text: str, size: int) -> None:
    assert bluesky_length(text) == size


def test_a_content_warning_takes_its_share() -> None:
    assert mastodon(500, "Noise").limit == 495
    assert mastodon(500, "Noise").fits("x" * 495)
    assert not mastodon(500, "Noise").fits("x" * 496)


def test_only_x_refuses_the_same_words_twice() -> None:
    assert (X.once, mastodon().once, BLUESKY.once) == (True, False, False)


_PIECES = st.sampled_from(
    ["word", " ", "\n", "é", "e\u0301", "日", FAMILY, "🇬🇧", "@ann@social.example", "@", "https://press.example.org/a?b=c",
     "https://example.museum/x", "http://", "example.org", ".", ")", "#", "/"]
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=200))


@given(_TEXTS)
def test_mastodon_never_finds_a_post_longer_than_we_do(text: str) -> None:
    assert length(text) <= mastodon_length(text)


@given(st.one_of(_TEXTS, st.text(min_size=280, max_size=320), st.just(FAMILY * 121)))
def test_what_fits_is_what_both_of_blueskys_limits_allow(text: str) -> None:
    allowed = graphemes(text) <= MAX_GRAPHEMES and len(text.encode("utf-8", "surrogatepass")) <= MAX_BYTES
    assert BLUESKY.fits(text) == allowed
