"""What a chat service receives: a short notice of plain text, with the link to the page."""

from __future__ import annotations

from bot.core.release import Release
from bot.core.standing import Standing
from bot.renditions.environment import fill
from bot.renditions.sheet import Sheet
from bot.renditions.story import tell

KIND = "notify"
_VERBS = {Standing.CORRECTION: "corrected", Standing.UPDATE: "updated", Standing.WITHDRAWAL: "withdrawn"}


def notice(release: Release, sheet: Sheet) -> bytes:
    """The notice in UTF-8; one that the release brings for the channel, or for its kind, wins. Raises TemplateFailed."""
    brought = dict(release.posts)
    name = sheet.channel.name if sheet.channel else KIND
    verb = _VERBS.get(sheet.after.standing, "") if sheet.after else ""
    if not verb and (own := brought.get(name) or brought.get(KIND)):
        return "\n\n".join(text.strip().replace("{link}", sheet.page_url) for text in own).encode()
    values = {
        "story": tell(release, sheet),
        "office": sheet.office,
        "page_url": sheet.page_url,
        "verb": verb,
    }
    return fill(f"{KIND}/notice.txt", values, sheet.templates).strip().encode()
