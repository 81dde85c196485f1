"""Bodies that wait on disk: sealed, bound to what they are, and never worth more than the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.sealing import Keyring
from bot.store.spool import Spool, Spooled

ONE = Spooled(b"the zinnober cranes\nstand still", b"1 2", 3)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", Keyring((("00000001", b"k" * 32),)))


def test_what_was_put_is_there_again(spool: Spool) -> None:
    spool.put("one", "sha256:a", ONE)
    assert spool.get("one", "sha256:a") == ONE


def test_nothing_of_it_can_be_read_on_disk(spool: Spool) -> None:
    spool.put("one", "sha256:a", ONE)
    (file,) = spool.folder.iterdir()
    assert b"zinnober" not in file.read_bytes()
    assert spool.folder.stat().st_mode & 0o077 == 0


def test_a_body_of_another_rendition_is_none(spool: Spool) -> None:
    spool.put("one", "sha256:a", ONE)
    assert spool.get("one", "sha256:b") is None


def test_a_body_that_was_moved_changed_or_cut_off_is_none(spool: Spool) -> None:
    spool.put("one", "sha256:a", ONE)
    raw = (spool.folder / "one").read_bytes()
    for name, content in (("two", raw), ("one", raw[:-1]), ("one", b""), ("one", raw[:-1] + bytes([raw[-1] ^ 1]))):
        (spool.folder / name).write_bytes(content)
        assert spool.get(name, "sha256:a") is None


def test_what_is_dropped_is_gone_and_may_be_dropped_again(spool: Spool) -> None:
    spool.put("one", "sha256:a", ONE)
    spool.drop("one")
    spool.drop("one")
    assert spool.get("one", "sha256:a") is None
    assert list(spool.deliveries()) == []
