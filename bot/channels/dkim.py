"""DKIM: the signature by which a receiver knows that a mail is the domain's own, and that nobody changed it on its way.

https://www.rfc-editor.org/rfc/rfc6376 (rsa-sha256), https://www.rfc-editor.org/rfc/rfc8463 (ed25519-sha256)
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import dkim as dkimpy
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SMALLEST = 1024  # bits of an RSA key: RFC 8301, section 3.2, which asks for 2,048
# RFC 8058, section 4: the fields for leaving the list have to be signed. From twice: nobody can add another one.
SIGNED = (
    *("from", "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type"),
    *("list-unsubscribe", "list-unsubscribe-post"),
)


class Signer:
    """Signs letters for `domain` with the key that `selector` names. Raises ValueError for what is no key."""

    def __init__(self, key: str, selector: str, domain: str) -> None:
        self._private = _read(key)
        self._selector, self._domain = selector.encode(), domain.encode("idna")

    def __call__(self, letter: bytes) -> bytes:
        """The header field that signs this letter, CRLF and all."""
        rsa = isinstance(self._private, RSAPrivateKey)
        signing = _Signing(letter, self._private, b"rsa-sha256" if rsa else b"ed25519-sha256")
        names = [name.encode() for name in SIGNED]
        return bytes(signing.sign(self._selector, self._domain, _for_dkimpy(self._private), include_headers=names))

    @property
    def record(self) -> tuple[str, str]:
        """Name and content of the TXT record that has to be in the domain's DNS."""
        public = self._private.public_key()
        if isinstance(self._private, RSAPrivateKey):
            kind, raw = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            kind, raw = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        name = f"{self._selector.decode()}._domainkey.{self._domain.decode()}"
        return name, f"v=DKIM1; k={kind}; p={base64.b64encode(raw).decode()}"


class _Signing(dkimpy.DKIM):  # type: ignore[misc]
    """dkimpy does RSA with Python's own numbers, 12 ms for each mail and every other thread waiting; `cryptography` takes one."""

    def __init__(self, letter: bytes, private: RSAPrivateKey | Ed25519PrivateKey, algorithm: bytes) -> None:
        super().__init__(letter, signature_algorithm=algorithm)
        self._private = private

    def gen_header(self, *given: Any, **options: Any) -> bytes:
        # By now the algorithm's name stands in the field. Of an Ed25519 key dkimpy asks no more than that it can sign a
        # digest, so that any key can be handed over as one.
        self.signature_algorithm = b"ed25519-sha256"
        *others, _ = given
        return bytes(super().gen_header(*others, _Hand(self._private), **options))


class _Hand:
    """What dkimpy asks to sign a SHA-256 digest."""

    def __init__(self, private: RSAPrivateKey | Ed25519PrivateKey) -> None:
        self._private = private
        self.signature = b""

    def sign(self, digest: bytes) -> _Hand:
        if isinstance(self._private, RSAPrivateKey):
            self.signature = self._private.sign(digest, PKCS1v15(), Prehashed(SHA256()))
        else:
            self.signature = self._private.sign(digest)
        return self


def _read(key: str) -> RSAPrivateKey | Ed25519PrivateKey:
    """From PEM, its line breaks written as \\n or not, or an Ed25519 key as the base64 of its 32 bytes."""
    text = key.strip().replace("\\n", "\n")
    try:
        if not text.startswith("-----"):
            return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))
        found = load_pem_private_key(text.encode(), password=None)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("this is no private key, or it has a password") from error
    if isinstance(found, RSAPrivateKey) and found.key_size < SMALLEST:
        raise ValueError(f"an RSA key of fewer than {SMALLEST} bits is not accepted by receivers")
    if not isinstance(found, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("DKIM knows RSA and Ed25519 keys only")
    return found


def _for_dkimpy(key: RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return base64.b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
