"""A public release once more as partners have it: for the feeds, which show everybody what the webhooks posted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.enclosure import Entry
from bot.core.release import Release as Text
from bot.newsroom.copy.languages import mark
from bot.newsroom.enclosures.developing import Album
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import text_sheets
from bot.renditions.pictures import Copies, Copy, Linked
from bot.renditions.setting import render
from bot.renditions.standing import Told, told
from bot.store.contents import open_version
from bot.store.enclosures import open_entries
from bot.store.models import Release, Rendition

_PRINT = re.compile(r"picture-(\d+)\.")


@dataclass(frozen=True, slots=True)
class Reprint:
    """One text as a ninjs 3.1 item with LIFT where its time goes, and what it says of itself after the lift, if it does."""

    ninjs: bytes
    after: Told | None


def reprinted(newsroom: Newsroom, release: Release) -> dict[str, Reprint]:
    """Every text of what was approved last, by language, "" the main text.

    Made from the approved version and what its page may show: nothing is fetched, and nothing is in it that is not on the page.
    Raises WrongKey, SealBroken or TemplateFailed.
    """
    assert release.approval is not None
    version = release.approval.version
    whole = open_version(newsroom.keyring, version)
    pages = Rendition.objects.filter(approval=release.approval, channel="").defer("content")
    entries = {page.language: open_entries(newsroom.keyring, release.slug, page) for page in pages}
    albums = {
        name: _album(newsroom, one, entries.get(name, ()))
        for one in (whole, *whole.translations)
        for name in [mark(one, whole)]
    }
    sheets = text_sheets(newsroom, release, version, whole, None, albums)
    return {sheet.language: Reprint(render("webhook", text, sheet), told(text, sheet)) for text, sheet in sheets}


def _album(newsroom: Newsroom, text: Text, entries: Sequence[Entry]) -> Album:
    """The copies and files that a page shows, as they were when it was approved."""
    prints: dict[int, list[Entry]] = {}
    for one in entries:
        if one.width and (named := _PRINT.match(one.name)):
            prints.setdefault(int(named[1]), []).append(one)
    copies = {
        number: Copies(_copy(newsroom, both[0]), _copy(newsroom, both[-1])) for number, both in prints.items() if both
    }
    titles = {file.digest: file.title for file in text.files}
    files = tuple(_linked(newsroom, one, titles) for one in entries if not one.width)
    return Album(copies=copies, files=files)


def _copy(newsroom: Newsroom, entry: Entry) -> Copy:
    href = newsroom.config.office.url + entry.path
    return Copy(href, entry.media_type, entry.width, entry.height, entry.size, entry.digest)


def _linked(newsroom: Newsroom, entry: Entry, titles: Mapping[str | None, str | None]) -> Linked:
    href, title = newsroom.config.office.url + entry.path, titles.get(entry.digest) or entry.name
    return Linked(href, title, entry.name, entry.media_type, entry.size, entry.digest)
