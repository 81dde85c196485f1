"""Anchors: lines that only grow, each bound to the one before, whole after a crash in the middle of a write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.anchors import Anchor, AnchorsBroken, appending, read_anchors
from bot.store.sealing import Keyring

KEYS = Keyring((("00000001", b"k" * 32),))
OTHER = Keyring((("00000001", b"x" * 32),))


def head(number: int) -> Anchor:
    return Anchor(7, "cranes", number, f"{number:064}", number, "2026-03-05T09:00:00Z")


def write(path: Path, *numbers: int) -> None:
    with appending(KEYS, path) as anchors:
        anchors.append([head(number) for number in numbers])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "journal.anchors"
    write(file, 1, 2)
    write(file, 3, 4)
    return file


def numbers(path: Path) -> list[int]:
    return [one.number for one in read_anchors(KEYS, path)]


def test_what_was_appended_is_read_in_its_order(path: Path) -> None:
    assert list(read_anchors(KEYS, path)) == [head(1), head(2), head(3), head(4)]


def test_who_appends_knows_what_was_written_last(path: Path) -> None:
    with appending(KEYS, path) as anchors:
        assert anchors.last == head(4)


def test_only_the_owner_can_read_them(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_tore_is_taken_away_by_the_next_write(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert numbers(path) == [1, 2, 3, 4]
    write(path, 5)
    assert numbers(path) == [1, 2, 3, 4, 5]


def test_another_key_opens_none_of_them(path: Path) -> None:
    with pytest.raises(AnchorsBroken, match="Line 1 of"):
        list(read_anchors(OTHER, path))


@given(data=st.data())
def test_a_line_that_was_changed_removed_or_moved_shows(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("anchors") / "journal.anchors"
    write(path, *range(1, 7))
    lines = path.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, 4))
    match data.draw(st.sampled_from(["change", "remove", "swap", "repeat"])):
        case "change":
            place = data.draw(st.integers(0, len(lines[at]) - 2))
            old = lines[at][place : place + 1]
            new = data.draw(st.sampled_from([b"0", b"9", b"f", b'"', b"}"]).filter(lambda one: one != old))
            lines[at] = lines[at][:place] + new + lines[at][place + 1 :]
        case "remove":
            del lines[at]
        case "swap":
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        case "repeat":
            lines.insert(at, lines[at])
    path.write_bytes(b"".join(lines))
    with pytest.raises(AnchorsBroken):
        list(read_anchors(KEYS, path))


def test_a_line_without_all_its_parts_is_none(path: Path) -> None:
    path.write_text('{"chain": 7}\n', encoding="utf-8")
    with pytest.raises(AnchorsBroken), appending(KEYS, path):
        pass


def test_heads_are_told_apart_by_every_part() -> None:
    assert head(1) != replace(head(1), row=2)


def test_who_finds_the_file_in_use_is_told_so_and_does_not_wait(path: Path) -> None:
    with appending(KEYS, path), pytest.raises(BlockingIOError), appending(KEYS, path):
        pass
    write(path, 5)
    assert numbers(path) == [1, 2, 3, 4, 5]
