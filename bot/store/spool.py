"""Bodies that wait on disk for their instant, sealed: a large list's are more than a process should hold.

What is here is only a copy. A body that is missing, or does not open, is built again from the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from bot.store.sealing import Keyring, SealBroken, WrongKey

PACKED = 1  # zstd's level: it unpacks ten times as fast as zlib, and one is unpacked for every request of a large list


@dataclass(frozen=True, slots=True)
class Spooled:
    """One delivery's body; `listed`: the numbers of those it is for, as text; `standing`: of the lists when it was built."""

    body: bytes
    listed: bytes
    standing: int

    @property
    def people(self) -> frozenset[int]:
        """Asked for only when somebody has left a list since."""
        return frozenset(map(int, self.listed.split()))


@dataclass(frozen=True)
class Spool:
    """A folder with a file a delivery, named by its id, bound to that and to the approved rendition."""

    folder: Path
    keyring: Keyring

    def put(self, delivery: str, rendition: str, one: Spooled) -> None:
        """Written beside and moved into place, so that a file is whole. Not flushed: a crash may lose it. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = b"\n".join((str(one.standing).encode(), one.listed, one.body))
        packed = ZstdCompressor(PACKED).compress(content)
        sealed = self.keyring.seal(packed, _place(delivery, rendition), compressed=True)
        made = self.folder / f".{delivery}"
        made.write_bytes(sealed)
        os.replace(made, self.folder / delivery)

    def get(self, delivery: str, rendition: str) -> Spooled | None:
        """None where there is none, or it is not of this rendition."""
        try:
            sealed = (self.folder / delivery).read_bytes()
            packed = self.keyring.open(sealed, _place(delivery, rendition))
            standing, listed, body = ZstdDecompressor().decompress(packed).split(b"\n", 2)
        except (OSError, SealBroken, WrongKey, ZstdError):
            return None
        return Spooled(body, listed, int(standing))

    def drop(self, delivery: str) -> None:
        """It is needed no more."""
        with suppress(FileNotFoundError):
            (self.folder / delivery).unlink()

    def deliveries(self) -> Iterable[str]:
        """Whose bodies there are, or have been begun."""
        return [file.name for file in self.folder.iterdir()] if self.folder.is_dir() else []


def _place(delivery: str, rendition: str) -> str:
    return f"spool:{delivery}:{rendition}"
