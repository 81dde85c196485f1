"""What setting needs beside the release itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.core.configuration import ChannelConfig, Office


@dataclass(frozen=True, slots=True)
class Sheet:
    """The order for one rendition.

    `channel` is None for the page; `page_url` the public address it will have after the lift; `version` the digest
    ("sha256:…") and `number` counts the versions from 1; `lift_date` is the day of the lift in the office's zone, None
    when it is not known; `list_title` says why somebody gets this; `templates` is an office's own folder.
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
