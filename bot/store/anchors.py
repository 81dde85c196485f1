"""Anchors: heads of the journal's chains, kept in a file outside the ledger, so that a chain can't lose its end unseen.

One line a head, each sealed with a MAC over the line before it: a line that was changed, removed or moved shows. The file only
grows. What its own end loses can't be told from the file itself: a copy on another machine tells.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from bot.core.errors import EmbargoError
from bot.core.signing import mac
from bot.store.sealing import Keyring

OFFICE = 0
_TAIL = 4096  # bytes; a line has at most 500


class AnchorsBroken(EmbargoError):
    """Line {line} of {path} is not as it was written: a line was changed, removed or moved there."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a chain at `at`: its row `number` with its MAC. `chain`: the release's key, or OFFICE; `row`: the row's own key."""

    chain: int
    slug: str
    number: int
    mac: str
    row: int
    at: str


@dataclass
class Anchors:
    """The file, held for appending: nobody else appends meanwhile. `last` is what was written last."""

    last: Anchor | None
    _keyring: Keyring
    _file: BinaryIO
    _seal: str

    def append(self, heads: Sequence[Anchor]) -> None:
        """On disk when it returns. Raises OSError."""
        lines = []
        for head in heads:
            content = asdict(head)
            self._seal = _sealed(self._keyring, self._seal, content)
            lines.append(json.dumps(content | {"seal": self._seal}) + "\n")
            self.last = head
        self._file.seek(0, os.SEEK_END)
        self._file.write("".join(lines).encode())
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def appending(keyring: Keyring, path: Path) -> Iterator[Anchors]:
    """Opens the file, making it if it is not there; 0600. Raises OSError, or AnchorsBroken when its last line is none.

    BlockingIOError when another process appends: one that was stopped in the middle must not keep everybody waiting.
    """
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go as the file is closed
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        tail = file.read()
        lines, torn = tail.split(b"\n")[:-1], tail.rpartition(b"\n")[2]
        if torn:  # a crash in the middle of a write: whose it was never heard that it is on disk
            file.truncate(file.seek(0, os.SEEK_END) - len(torn))
        last, seal = _read(lines[-1], path, "-1") if lines else (None, "")
        yield Anchors(last, keyring, file, seal)


def read_anchors(keyring: Keyring, path: Path) -> Iterator[Anchor]:
    """All of them, oldest first. Raises AnchorsBroken at the first line that does not hold, FileNotFoundError."""
    before = ""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return  # it is being written just now, or a crash tore it
            anchor, seal = _read(line, path, str(number))
            if seal != _sealed(keyring, before, asdict(anchor)):
                raise AnchorsBroken(line=number, path=path)
            before = seal
            yield anchor


def _read(line: bytes, path: Path, number: str) -> tuple[Anchor, str]:
    try:
        content = json.loads(line)
        seal = content.pop("seal")
        return Anchor(**content), str(seal)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AnchorsBroken(line=number, path=path) from None


def _sealed(keyring: Keyring, before: str, content: dict[str, object]) -> str:
    return mac(keyring.derived("anchors"), before.encode(), json.dumps(content, sort_keys=True).encode())
