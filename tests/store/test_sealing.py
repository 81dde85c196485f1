"""What is sealed opens with its key, in its place, unchanged, and in no other case."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing import (
    KeyMissing,
    Keyring,
    KeyTooOpen,
    KeyUnreadable,
    SealBroken,
    WrongKey,
    load_keyring,
    new_key,
    parse_keys,
)

OLD, NEW = ("0000000a", b"a" * 32), ("0000000b", b"b" * 32)
KEYRING = Keyring((OLD,))


def written(*keys: tuple[str, bytes]) -> str:
    """Keys as EMBARGO_KEY holds them."""
    return ",".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in keys)


@given(st.binary(max_size=4000), st.text(max_size=20))
def test_what_was_sealed_opens_again(content: bytes, place: str) -> None:
    assert KEYRING.open(KEYRING.seal(content, place), place) == content


def test_what_was_sealed_cannot_be_read() -> None:
    sentence = b"The zinnober cranes stand still."
    assert sentence not in KEYRING.seal(sentence, "version:1")


def test_the_same_text_sealed_twice_does_not_look_the_same() -> None:
    assert KEYRING.seal(b"text", "version:1") != KEYRING.seal(b"text", "version:1")


def test_it_does_not_open_with_another_key_and_says_which_one_is_needed() -> None:
    sealed = KEYRING.seal(b"text", "version:1")
    with pytest.raises(WrongKey, match="key 0000000a, which is not among the keys given \\(0000000b\\)"):
        Keyring((NEW,)).open(sealed, "version:1")


def test_another_key_under_the_same_id_does_not_open_it_either() -> None:
    sealed = KEYRING.seal(b"text", "version:1")
    with pytest.raises(SealBroken):
        Keyring((("0000000a", b"c" * 32),)).open(sealed, "version:1")


def test_it_does_not_open_in_another_place() -> None:
    sealed = KEYRING.seal(b"text", "version:cranes:1")
    with pytest.raises(SealBroken, match="moved to another place"):
        KEYRING.open(sealed, "version:cranes:2")


@given(st.binary(max_size=60), st.data())
def test_no_bit_of_it_can_be_changed(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEYRING.seal(content, "place"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises((SealBroken, WrongKey)):
        KEYRING.open(bytes(sealed), "place")


@given(st.binary(max_size=60), st.data())
def test_no_byte_of_it_can_be_missing(content: bytes, data: st.DataObject) -> None:
    sealed = KEYRING.seal(content, "place")
    with pytest.raises(SealBroken):
        KEYRING.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], "place")


@given(st.binary(max_size=60))
def test_what_was_never_sealed_does_not_open(noise: bytes) -> None:
    with pytest.raises((SealBroken, WrongKey)):
        KEYRING.open(noise, "place")


def test_after_a_change_of_keys_the_old_seals_open_and_the_new_key_seals() -> None:
    sealed = KEYRING.seal(b"old", "place")
    both = Keyring((NEW, OLD))
    assert both.open(sealed, "place") == b"old"
    assert Keyring((NEW,)).open(both.seal(b"new", "place"), "place") == b"new"


def test_links_and_journal_outlive_a_change_of_keys() -> None:
    assert Keyring((NEW, OLD)).derived("unsubscribe") == KEYRING.derived("unsubscribe")


def test_every_purpose_has_a_key_of_its_own() -> None:
    assert len({KEYRING.derived("unsubscribe"), KEYRING.derived("journal"), KEYRING.derived("page"), OLD[1]}) == 4


def test_no_representation_shows_a_key() -> None:
    for shown in (repr(KEYRING), str(KEYRING), f"{KEYRING}"):
        assert shown == "Keyring(0000000a)"


def test_several_keys_come_from_the_environment_the_first_one_sealing() -> None:
    found = load_keyring(written(NEW, OLD), Path("nowhere"))
    assert found == Keyring((NEW, OLD))
    assert load_keyring(written(NEW) + "\n" + written(OLD) + "\n", Path("nowhere")) == found


def test_a_new_key_is_one_that_can_be_read() -> None:
    assert parse_keys(new_key(), "here") != parse_keys(new_key(), "here")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        "0000000a:not base64!",
        "0000000a:é",
        "0000000a:" + base64.b64encode(b"short").decode(),
        "xyz:" + base64.b64encode(b"a" * 32).decode(),
        written(OLD) + ",",
    ],
)
def test_what_is_no_key_is_refused_with_where_it_stands_and_without_showing_it(text: str) -> None:
    with pytest.raises(KeyUnreadable, match="The key in EMBARGO_KEY is not readable") as refused:
        parse_keys(text, "EMBARGO_KEY")
    assert base64.b64encode(b"a" * 32).decode() not in str(refused.value)


def test_two_keys_may_not_share_an_id() -> None:
    with pytest.raises(KeyUnreadable, match="0000000a"):
        parse_keys(written(OLD, ("0000000a", b"b" * 32)), "EMBARGO_KEY")


def test_without_a_key_it_is_said_where_one_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"embargo\.key does not exist"):
        load_keyring(None, tmp_path / "embargo.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_a_key_file_that_others_can_open_is_refused_with_the_command_that_mends_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "embargo.key"
    path.write_text(written(OLD))
    path.chmod(mode)
    with pytest.raises(KeyTooOpen, match=f"mode {mode:o}.*chmod 600 {path}"):
        load_keyring(None, path)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_file_that_is_its_owners_alone_is_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "embargo.key"
    path.write_text(written(OLD) + "\n")
    path.chmod(mode)
    assert load_keyring(None, path) == KEYRING


def test_a_broken_key_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "embargo.key"
    path.write_bytes(os.urandom(64))
    path.chmod(0o600)
    with pytest.raises(KeyUnreadable, match=str(path)):
        load_keyring(None, path)
