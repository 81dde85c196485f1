"""What Mastodon receives: the thread for followers, behind a content warning where the office wants one."""

from __future__ import annotations

from dataclasses import replace

from bot.core.measure import MASTODON_CHARACTERS, Measure, mastodon
from bot.core.release import Finding, Release
from bot.renditions import thread
from bot.renditions.sheet import Sheet


def posts(release: Release, sheet: Sheet) -> bytes:
    """The thread. Raises what `thread.thread` raises."""
    found = thread.thread(release, sheet, _measure(sheet))
    characters = _characters(sheet)
    unusual = characters if characters != MASTODON_CHARACTERS else 0
    return replace(found, warning=_warning(sheet), characters=unusual).to_bytes()


def doubts(release: Release, sheet: Sheet) -> list[Finding]:
    """What was left off the thread."""
    return thread.doubts(release, sheet, _measure(sheet))


def _measure(sheet: Sheet) -> Measure:
    return mastodon(_characters(sheet), _warning(sheet))


def _characters(sheet: Sheet) -> int:
    """By the channel's own setting, which its class has checked when it was opened, else what its instance said."""
    return int(sheet.channel.options.get("characters", MASTODON_CHARACTERS)) if sheet.channel else MASTODON_CHARACTERS


def _warning(sheet: Sheet) -> str:
    return str(sheet.channel.options.get("spoiler_text", "")).strip() if sheet.channel else ""
