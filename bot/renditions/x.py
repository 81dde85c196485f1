"""What X receives: the thread for followers."""

from __future__ import annotations

from bot.core.measure import X
from bot.core.release import Finding, Release
from bot.renditions import thread
from bot.renditions.sheet import Sheet


def posts(release: Release, sheet: Sheet) -> bytes:
    """The thread. Raises what `thread.thread` raises."""
    return thread.thread(release, sheet, X).to_bytes()


def doubts(release: Release, sheet: Sheet) -> list[Finding]:
    """What was left off the thread."""
    return thread.doubts(release, sheet, X)
