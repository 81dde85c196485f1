"""What Mastodon receives: the thread for followers, behind a content warning where the office wants one."""

from __future__ import annotations

from dataclasses import replace

from bot.core.measure import MASTODON_CHARACTERS, Measure, mastodon
from bot.core.release import Finding, Release
from bot.renditions import thread
from bot.renditions.sheet import Sheet


def posts(release: Release, sheet: Sheet) -> bytes:
    """The thread. Raises what `thread.thread` raises."""
    return replace(thread.thread(release, sheet, _measure(sheet)), warning=_warning(sheet)).to_bytes()


def doubts(release: Release, sheet: Sheet) -> list[Finding]:
    """What was left off the thread."""
    return thread.doubts(release, sheet, _measure(sheet))


def _measure(sheet: Sheet) -> Measure:
    """By the channel's own settings, which its class has checked when it was opened."""
    characters = sheet.channel.options.get("characters", MASTODON_CHARACTERS) if sheet.channel else MASTODON_CHARACTERS
    return mastodon(characters, _warning(sheet))


def _warning(sheet: Sheet) -> str:
    return str(sheet.channel.options.get("spoiler_text", "")).strip() if sheet.channel else ""
