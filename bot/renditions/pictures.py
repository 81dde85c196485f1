"""The pictures that leave the house; why another may not is core.preflight's to say."""

from __future__ import annotations

from bot.core.preflight.pictures import held
from bot.core.release import Picture, Release


def leaving(release: Release) -> tuple[Picture, ...]:
    """The pictures that every rendition may carry, in order."""
    return tuple(picture for picture in release.pictures if held(picture) is None)
