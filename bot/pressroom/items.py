"""What feeds tell of a release: each item made once for an approval, and kept while it may be asked for again."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.utils.html import escape

from bot.core.rendition import fill
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.published.reprinting import reprinted
from bot.pressroom.entries import Entry, Told
from bot.renditions.environment import TemplateFailed
from bot.renditions.standing import Told as AfterLift
from bot.store.embargoes import utc_text
from bot.store.models import Release
from bot.store.sealing import SealBroken, WrongKey

log = structlog.get_logger(__name__)
MOST = 1000
Made = dict[str, tuple[dict[str, Any], AfterLift | None]]
_made: OrderedDict[tuple[int, int, datetime], Made] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Item:
    """One release in one language: as lists show it, and as ninjs 3.1."""

    entry: Entry
    text: Told
    ninjs: dict[str, Any]
    after: AfterLift | None = None

    @property
    def html(self) -> str:
        """The whole text, without the page around it; what it says of itself after the lift comes first."""
        bodies = [one["value"] for one in self.ninjs.get("bodies", ()) if one.get("contentType") == "text/html"]
        lines = [f"{self.after.title}:", *self.after.lines] if self.after else []
        said = f"<p><strong>{escape(' '.join(lines))}</strong></p>\n" if lines else ""
        return said + "".join(bodies[:1])

    @property
    def headline(self) -> str:
        """What was withdrawn says so before everything else."""
        return (
            f"{self.after.title}: {self.text.headline}" if self.after and self.entry.withdrawn else self.text.headline
        )

    @property
    def summary(self) -> str:
        """Of what was withdrawn, that it was."""
        return " ".join(self.after.lines) if self.after and self.entry.withdrawn else self.text.summary


def items(room: Newsroom, entries: list[Entry], language: str = "") -> list[Item]:
    """Of each release the text in `language`, the main one where there is none; what can't be opened is left out."""
    found = [(entry, entry.text_in(language)) for entry in entries]
    made = [(entry, text, _kept(room, entry).get(text.mark)) for entry, text in found]
    return [Item(entry, text, *one) for entry, text, one in made if one is not None]


def _kept(room: Newsroom, entry: Entry) -> Made:
    key = (id(room), entry.approval, entry.changed)
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    made = _make(room, entry)
    with _lock:
        _made[key] = made
        while len(_made) > MOST:
            _made.popitem(last=False)
    return made


def _make(room: Newsroom, entry: Entry) -> Made:
    release = Release.objects.select_related("approval__version").get(pk=entry.release)
    assert release.approval is not None
    release.approval.version.release = release
    at = {"lift": utc_text(entry.changed)}
    try:
        printed = reprinted(room, release)
        return {name: (json.loads(fill(one.ninjs.decode(), at)), one.after) for name, one in printed.items()}
    except (SealBroken, WrongKey, TemplateFailed) as error:
        log.error("a release is left out of the feeds", release=entry.slug, problem=str(error))
        return {}
