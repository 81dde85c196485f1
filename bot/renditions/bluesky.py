"""What Bluesky receives: the thread for followers, with a card of the page below its first post."""

from __future__ import annotations

from dataclasses import replace

from bot.core.measure import BLUESKY
from bot.core.release import Finding, Release
from bot.core.rendition import Card
from bot.renditions import thread
from bot.renditions.days import holds
from bot.renditions.inline import words
from bot.renditions.passages import Passages
from bot.renditions.pictures import leaving
from bot.renditions.sheet import Sheet
from bot.renditions.story import tell


def posts(release: Release, sheet: Sheet) -> bytes:
    """The thread and its card, which gives way to pictures. Raises what `thread.thread` raises."""
    card = None if sheet.after or leaving(release, sheet.pictures) else _card(release, sheet)
    return replace(thread.thread(release, sheet, BLUESKY), card=card).to_bytes()


def doubts(release: Release, sheet: Sheet) -> list[Finding]:
    """What was left off the thread."""
    return thread.doubts(release, sheet, BLUESKY)


def _card(release: Release, sheet: Sheet) -> Card:
    """Headline, and below it the subhead or else what opens the text and stands alone: cut nowhere."""
    story = tell(release, sheet)
    opening = words(story.opening[0].text) if story.opening and story.opening[0].kind == "paragraph" else ""
    passages = Passages(release.language, holds(release.release_date, sheet.lift_date), BLUESKY.fits)
    alone = passages.set([opening], lambda text, first: text)
    return Card(sheet.page_url, words(story.headline), words(story.subhead) or (alone[0] if alone else ""))
