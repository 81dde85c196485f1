"""Sealing at rest: AES-256-GCM under a key with an id, bound to the place where it stands."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.errors import EmbargoError

_MAGIC = b"E1"
_AS_IT_IS = b"E2"  # what is inside was not compressed here
_ID, _NONCE = 4, 12


class KeyMissing(EmbargoError):
    """There is no key: {where} does not exist and EMBARGO_KEY is not set. `embargo init` makes one; restore yours if there was one."""


class KeyUnreadable(EmbargoError):
    """The key in {where} is not readable as one: {problem}."""


class KeyTooOpen(EmbargoError):
    """The key file {where} can be read by others (mode {mode}). Run `chmod 600 {where}`."""


class WrongKey(EmbargoError):
    """This was sealed with key {key_id}, which is not among the keys given ({known}). Add it to EMBARGO_KEY."""


class SealBroken(EmbargoError):
    """Sealed content does not open: it was changed, or moved to another place. Restore it from a backup."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys by id, the first one sealing. Their bytes never reach a log: the representation shows ids only."""

    keys: tuple[tuple[str, bytes], ...]

    def __repr__(self) -> str:
        return f"Keyring({', '.join(key_id for key_id, _ in self.keys)})"

    def seal(self, content: bytes, place: str, compressed: bool = False) -> bytes:
        """Compress and encrypt `content`; `place` (as `version:12`) is bound in, so that blobs can't be swapped.

        `compressed`: the caller has done that already, in a way of its own.
        """
        key_id, key = self.keys[0]
        head = (_AS_IT_IS if compressed else _MAGIC) + bytes.fromhex(key_id)
        nonce = os.urandom(_NONCE)
        inside = content if compressed else zlib.compress(content, 1)
        return head + nonce + AESGCM(key).encrypt(nonce, inside, head + place.encode())

    def open(self, sealed: bytes | memoryview, place: str) -> bytes:
        """The inverse of `seal`. Raises WrongKey or SealBroken."""
        sealed = bytes(sealed)
        head, nonce = sealed[: len(_MAGIC) + _ID], sealed[len(_MAGIC) + _ID : len(_MAGIC) + _ID + _NONCE]
        magic = head[: len(_MAGIC)]
        if magic not in (_MAGIC, _AS_IT_IS) or len(head) + len(nonce) < len(_MAGIC) + _ID + _NONCE:
            raise SealBroken()
        key_id = head[len(_MAGIC) :].hex()
        key = dict(self.keys).get(key_id)
        if key is None:
            raise WrongKey(key_id=key_id, known=", ".join(known for known, _ in self.keys))
        try:
            inside = AESGCM(key).decrypt(nonce, sealed[len(head) + _NONCE :], head + place.encode())
            return inside if magic == _AS_IT_IS else zlib.decompress(inside)
        except (InvalidTag, zlib.error):
            raise SealBroken() from None

    def derived(self, purpose: str) -> bytes:
        """A key of its own for `purpose`, from the oldest key, so that it outlives a change of keys."""
        return hmac.digest(self.keys[-1][1], b"embargo " + purpose.encode(), "sha256")


def new_key() -> str:
    """A fresh key in the form `id:base64`."""
    return f"{os.urandom(_ID).hex()}:{base64.b64encode(os.urandom(32)).decode()}"


def parse_keys(text: str, where: str) -> Keyring:
    """`id:base64[,id:base64 …]`, the first sealing. Raises KeyUnreadable."""
    keys: list[tuple[str, bytes]] = []
    for part in re.split(r"[,\s]+", text.strip()):
        key_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise KeyUnreadable(where=where, problem="it is not base64") from None
        if not re.fullmatch(r"[0-9a-f]{8}", key_id) or len(key) != 32:
            raise KeyUnreadable(where=where, problem="write it as id:base64, 8 hex digits and 32 bytes")
        if key_id in dict(keys):
            raise KeyUnreadable(where=where, problem=f"two keys in it have the id {key_id}")
        keys.append((key_id, key))
    return Keyring(tuple(keys))


def load_keyring(environment_key: str | None, path: Path) -> Keyring:
    """From EMBARGO_KEY if it is set, else from the 0600 file. Raises KeyMissing, KeyTooOpen or KeyUnreadable."""
    if environment_key:
        return parse_keys(environment_key, "EMBARGO_KEY")
    if not path.exists():
        raise KeyMissing(where=path)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise KeyTooOpen(where=path, mode=oct(mode)[2:])
    return parse_keys(path.read_text(encoding="ascii", errors="replace"), str(path))
