"""The embargo as a release's row keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from bot.core.embargo import Embargo, Kind
from bot.store.models import Release
from bot.store.sealing import Keyring


def words_of(keyring: Keyring, release: Release) -> str:
    """The words in which the embargo was given. Raises WrongKey or SealBroken."""
    return keyring.open(release.embargo_words, _place(release.slug)).decode()


def embargo_of(release: Release, words: str = "") -> Embargo:
    """The embargo of a row; its words are sealed, and there only when they are given (`words_of`)."""
    wall = datetime.fromisoformat(release.embargo_wall) if release.embargo_wall else None
    kind = cast(Kind, release.embargo_kind)
    return Embargo(kind, words, wall, release.embargo_zone, release.instant, release.embargo_tzdb)


def embargo_columns(keyring: Keyring, slug: str, embargo: Embargo) -> dict[str, Any]:
    """The columns for an embargo in the row of `slug`."""
    return {
        "embargo_kind": embargo.kind,
        "embargo_words": keyring.seal(embargo.words[:300].encode(), _place(slug)),
        "embargo_wall": wall_text(embargo.wall),
        "embargo_zone": embargo.zone,
        "embargo_tzdb": embargo.tzdb,
        "instant": embargo.instant,
    }


def wall_text(wall: datetime | None) -> str:
    """`2026-03-05T00:01`, with seconds only where there are some."""
    if wall is None:
        return ""
    return wall.isoformat(timespec="auto" if wall.second or wall.microsecond else "minutes")


def utc_text(instant: datetime) -> str:
    """`2026-03-05T00:01:00Z`, with milliseconds only where there are some."""
    return instant.isoformat(timespec="milliseconds" if instant.microsecond else "seconds").replace("+00:00", "Z")


def _place(slug: str) -> str:
    return f"embargo:{slug}"
