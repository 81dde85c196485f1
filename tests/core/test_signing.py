"""A hash or a token stands for exactly what it was made over, and only its key makes it."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.signing import digest, mac, opened, token

KEY, OTHER = b"k" * 32, b"o" * 32
PARTS = st.lists(st.binary(max_size=8), max_size=4)
WORDS = st.lists(st.text(st.characters(exclude_characters="\x1f", codec="utf-8"), max_size=8), min_size=1, max_size=4)


@given(PARTS, PARTS)
def test_two_lists_of_parts_never_share_a_digest(one: list[bytes], other: list[bytes]) -> None:
    assume(one != other)
    assert digest(*one) != digest(*other)
    assert mac(KEY, *one) != mac(KEY, *other)


def test_moving_a_boundary_between_parts_changes_the_digest() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc")
    assert digest(b"abc") != digest(b"abc", b"")


def test_a_digest_says_how_it_was_made() -> None:
    assert digest(b"a").startswith("sha256:")
    assert len(digest(b"a")) == len("sha256:") + 64


def test_another_key_makes_another_mac() -> None:
    assert mac(KEY, b"a") != mac(OTHER, b"a")


@given(WORDS)
def test_a_token_opens_with_its_key_to_what_was_put_in(parts: list[str]) -> None:
    assert opened(KEY, token(KEY, *parts)) == tuple(parts)


@given(WORDS)
def test_a_token_does_not_open_with_another_key(parts: list[str]) -> None:
    assert opened(OTHER, token(KEY, *parts)) is None


@given(WORDS)
def test_a_token_can_stand_in_a_link(parts: list[str]) -> None:
    assert set(token(KEY, *parts)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=60))
def test_whatever_else_is_written_opens_nothing_and_fails_nowhere(text: str) -> None:
    assert opened(KEY, text) is None


@given(WORDS, st.integers(0, 400), st.integers(0, 5))
def test_a_token_with_one_letter_changed_opens_to_nothing_else(parts: list[str], place: int, bit: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    made = token(KEY, *parts)
    place %= len(made)
    letter = alphabet[alphabet.index(made[place]) ^ 1 << bit]
    # The last letter may carry bits that stand for nothing: then it is the same token in another spelling.
    assert opened(KEY, made[:place] + letter + made[place + 1 :]) in (None, tuple(parts))
