"""What setting needs beside the release itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.core.configuration import ChannelConfig, Office
from bot.core.standing import After
from bot.renditions.pictures import Copies, Linked


@dataclass(frozen=True, slots=True)
class LanguagePage:
    """Where a release can be read in one of its languages."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The order for one rendition.

    `channel` is None for the page; `page_url` the public address it will have after the lift; `version` the digest
    ("sha256:…") and `number` counts the versions from 1; `lift_date` is the day of the lift in the office's zone, None
    when it is not known; `list_title` says why somebody gets this; `templates` is an office's own folder. `language` is
    that of the translation to be set, "" for the main text; `pages` are those of all languages, the main one first, none
    where there is only one. `pictures`: the copies of those that were sealed, by the picture's number; `files` what is
    linked beside the text. `after`: what it is after the lift, None up to it; `removes`: the posts that a withdrawal deletes.
    """

    office: Office
    channel: ChannelConfig | None
    slug: str
    page_url: str
    version: str
    number: int
    lift_date: date | None
    list_title: str = ""
    templates: Path | None = None
    language: str = ""
    pages: tuple[LanguagePage, ...] = ()
    pictures: Mapping[int, Copies] = field(default_factory=dict)
    files: tuple[Linked, ...] = ()
    after: After | None = None
    removes: tuple[str, ...] = ()
