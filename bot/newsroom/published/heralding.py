"""What a hub is told of: the feeds that have something new in them (WebSub, https://www.w3.org/TR/websub/)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from django.utils.text import slugify

from bot.core.release import Release as Text
from bot.newsroom.newsroom import Newsroom
from bot.store import public
from bot.store.contents import open_version

FORMS = ("atom", "json", "ninjs")
AT_ONCE = 50
RECENT = timedelta(hours=1)  # what a start may have missed is told once more; hubs take a repeat for what it is


def beat_slug(name: str) -> str:
    """A beat as addresses have it: letters of any script, small, joined by hyphens."""
    return slugify(name, allow_unicode=True)


@dataclass
class Tidings:
    """What has been seen of the ledger, and what a hub was told of already: a release, and since when it says what it says."""

    state: int | None = None
    told: dict[int, datetime] = field(default_factory=dict)


def news(newsroom: Newsroom, tidings: Tidings) -> list[str]:
    """The addresses of the feeds that have something new in them; at the first look, of those that had in the last hour.

    Raises WrongKey or SealBroken.
    """
    state = public.state()
    if state == tidings.state:
        return []
    since = tidings.state
    touched = public.newest_first()[:AT_ONCE] if since is None else public.touched(since, state)
    found: dict[str, None] = {}
    for release, _ in public.opened(touched):
        assert release.approval is not None
        changed = max(filter(None, (release.lifted_at, release.revised_at)))
        if changed >= newsroom.now() - RECENT and tidings.told.get(release.pk) != changed:
            found |= dict.fromkeys(feeds(newsroom, open_version(newsroom.keyring, release.approval.version)))
            tidings.told[release.pk] = changed
    tidings.state = state
    return list(found)


def feeds(newsroom: Newsroom, text: Text) -> list[str]:
    """The addresses of all feeds that a release is in."""
    shelves = [f"/beats/{quote(slug)}" for beat in text.beats if (slug := beat_slug(beat))]
    shelves += [f"/languages/{one.language}" for one in (text, *text.translations)]
    return [f"{newsroom.config.office.url}{shelf}/feed.{form}" for shelf in ("", *shelves) for form in FORMS]
