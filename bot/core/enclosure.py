"""What goes with a release beside its words: the bytes of a picture or a file, and what may be known of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture or a file with its bytes, as it came.

    `place` is its part of the release ("picture 2", "file 1"), `name` its file name without a folder, `media_type` what its
    bytes say it is, whatever it is called.
    """

    place: str
    name: str
    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return digest_of(self.content)


def digest_of(content: bytes) -> str:
    """`sha256:` and the hash of the bytes alone, which anybody can compute of what they downloaded."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One enclosure as an approval lets it out, without its bytes; `digest` finds those.

    `path` is where the public may fetch it after the lift ("" where it goes with a post instead); sizes in pixels, 0 for
    a file; `alt` is never empty for a picture.
    """

    digest: str
    name: str
    media_type: str
    size: int
    path: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
