"""The words of a text and of a release, for the law that none is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.release import Part, Release


def words(text: str) -> list[str]:
    return re.findall(r"[\w’'/@.+-]*\w", text)


def parts_text(parts: Sequence[Part], release: Release) -> str:
    """Everything that is said in a body, in its order, without quotation marks and attributions."""
    told = []
    for part in parts:
        told.append(release.quotes[part.quote].text if part.quote is not None else " ".join((part.text, *part.items)))
    return "\n".join(told)


def whole_text(release: Release) -> str:
    """Everything a release says, in the order in which it is read."""
    pieces = [release.kicker, release.headline, release.subhead, release.dateline, release.notice]
    pieces += [f"{picture.caption or ''} {picture.credit or ''}" for picture in release.pictures]
    pieces.append(parts_text(release.body, release))
    for section in release.sections:
        pieces += [section.title, parts_text(section.parts, release)]
    pieces.append(parts_text(release.notes, release))
    pieces += [" ".join(filter(None, (c.name, c.role, c.phone, c.email))) for c in release.contacts]
    pieces += [f"{quote.speaker or ''} {quote.role or ''}" for quote in release.quotes]
    return "\n".join(filter(None, pieces))
