"""Hashes and MACs that stand for a promise: approvals, the journal's chain, unsubscribe links."""

from __future__ import annotations

import base64
import hashlib
import hmac


def digest(*parts: bytes) -> str:
    """`sha256:` hash over length-prefixed parts, so that no two lists of parts share one."""
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big") + part)
    return "sha256:" + hasher.hexdigest()


def mac(key: bytes, *parts: bytes) -> str:
    """HMAC-SHA256 over length-prefixed parts, hexadecimal."""
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.digest(key, framed, "sha256").hex()


def token(key: bytes, *parts: str) -> str:
    """A link's last part: the parts and their MAC, URL-safe. `opened` reads it back."""
    body = "\x1f".join(parts).encode()
    seal = hmac.new(key, b"link" + body, hashlib.sha256).digest()[:15]
    return base64.urlsafe_b64encode(seal + body).rstrip(b"=").decode()


def opened(key: bytes, text: str) -> tuple[str, ...] | None:
    """The parts of a token made with `key`, or None when it was not."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        parts = tuple(raw[15:].decode().split("\x1f"))
    except ValueError:
        return None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        return None  # Python reads past what does not belong there: one link has one spelling
    genuine = hmac.new(key, b"link" + raw[15:], hashlib.sha256).digest()[:15]
    return parts if hmac.compare_digest(raw[:15], genuine) else None
