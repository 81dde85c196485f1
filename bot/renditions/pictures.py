"""The pictures and files that leave the house, as page, mail and partners show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.preflight.pictures import held
from bot.core.release import Release


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture at an address of the press room, scaled; sizes in pixels and bytes, `digest` as `sha256:…`."""

    href: str
    media_type: str
    width: int
    height: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Copies:
    """One picture twice: as page and mail show it, and as large as it came, for print."""

    web: Copy
    full: Copy


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its words. `source` is the address of the copy that is shown, `full` the one to print."""

    web: Copy
    full: Copy
    alt: str
    caption: str | None
    credit: str | None
    licence: str | None

    @property
    def source(self) -> str:
        return self.web.href


@dataclass(frozen=True, slots=True)
class Linked:
    """A file at its address: `name` as people save it, `size` in bytes."""

    href: str
    title: str
    name: str
    media_type: str
    size: int
    digest: str

    @property
    def measure(self) -> str:
        """Its size in words: `340 KB`, `1.2 MB`."""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))} KB"
        return f"{self.size / 1_000_000:.1f} MB"


def leaving(release: Release, copies: Mapping[int, Copies]) -> tuple[Shown, ...]:
    """The pictures that every rendition may carry, in order; `copies` by the picture's number, from 1.

    Why another may not is core.preflight's to say, or, where there is no copy, that of whoever should have made it.
    """
    return tuple(
        Shown(
            copies[number].web, copies[number].full, picture.alt or "", picture.caption, picture.credit, picture.licence
        )
        for number, picture in enumerate(release.pictures, start=1)
        if number in copies and held(picture, number) is None
    )
