"""The judge: knows the true time and what people were told, and sees every byte as it leaves."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import connection

from bot.core.delivery import State
from bot.newsroom.lift.arming import claim_of
from bot.newsroom.lift.claiming import Claimed
from bot.newsroom.lift.lifting import Lifted
from bot.newsroom.lift.sending import Claim
from bot.store.models import Delivery
from tests.simulation.timeline import Timeline

ON_ITS_WAY = """
select 1 from store_delivery d join store_release r on r.id = d.release_id
where r.slug = ? and d.channel = ? and d.state = 'sending'
"""
TAG = re.compile(rb"zr(\d+)v(\d+)z")
"""Every text of a day carries its release and version in its headline and in each of its posts."""


VERSION = "rendition__approval__version__number"
COPY = "copy"
"""Whoever runs over a copy of the ledger, elsewhere."""
NOT_APPROVED, OTHER_RULES = "not approved", "of another instant by new zone rules"


class Named(Protocol):
    """Whoever commits something."""

    name: str


@dataclass(slots=True)
class Story:
    """What people were told about one release: what is approved of it, until when it waits, and what holds it.

    `held`: "" or why nothing of it may leave; `rezoned`: new zone rules gave it another instant, and nobody has decided.
    `renditions` and `people` by channel. `begun`: the channels that were on
    their way when a stop was acknowledged, None while there was none. `left`: who left a list since, and when.
    """

    slug: str
    channels: tuple[str, ...]
    version: int = 1
    newest: int = 1
    instant: datetime | None = None
    held: str = NOT_APPROVED
    rezoned: bool = False
    on_my_word: bool = False
    renditions: dict[str, bytes] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    begun: frozenset[str] | None = None
    lifted: datetime | None = None
    resent: Counter[str] = field(default_factory=Counter)
    settled: set[str] = field(default_factory=set)
    claimed: dict[str, list[datetime]] = field(default_factory=dict)
    approval: int = 0
    lift: datetime | None = None
    """Of what follows a release: when it was let go, by the clock that the ledger had then."""

    def posts(self) -> list[str]:
        """The texts of the approved thread, in order."""
        return [post["text"] for post in json.loads(self.renditions["x"])["posts"]] if "x" in self.renditions else []


@dataclass
class Judge:
    """`ahead()`: how early something may leave by no fault of ours, as far as the clocks were wrong until now."""

    timeline: Timeline
    stories: dict[str, Story]
    ahead: Callable[[], timedelta] = timedelta
    clock_was_set: Callable[[], bool] = bool
    clock_was_far: Callable[[], bool] = bool
    verdicts: list[str] = field(default_factory=list)
    alarms: set[tuple[str, str]] = field(default_factory=set)
    gone: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """(list, address) → when they were told that they are off it."""
    followed: dict[tuple[str, int], Story] = field(default_factory=dict)
    """(slug, version) → what followed a release after its lift."""

    def told_of(self, slug: str, version: int) -> Story:
        """The story of one text: of what followed a release, or of the release."""
        return self.followed.get((slug, version)) or self.stories[slug]

    def broken(self, promise: int, what: str) -> None:
        """A promise was not kept (0: the engine itself failed)."""
        self.timeline.note("judge", f"promise {promise}", what)
        self.verdicts.append(f"promise {promise}: {what}")

    def left(self, by: Named, channel: str, body: bytes) -> None:
        """Bytes leave the office, now."""
        tag = TAG.search(body)
        if tag is None:
            return
        if by.name == COPY:
            self.broken(3, f"a copy of the ledger sends to {channel}")
        version = int(tag[2])
        story = self.told_of(f"r{int(tag[1])}", version)
        if version != story.version:
            self.broken(1, f"{story.slug}: version {version} left for {channel}, {story.version} is what was approved")
        self._may_go(story, f"left for {channel}")
        if channel != "wire" and not self._on_its_way(story.slug, channel):
            self.broken(3, f"{story.slug} left for {channel}, and the ledger did not say that it was on its way")
        if story.begun is not None and channel not in story.begun:
            self.broken(5, f"{story.slug} left for {channel} after it was stopped")

    def committed(self, by: Named, result: Any) -> None:
        """A transaction was committed, now, and this is what it came to."""
        if by.name == COPY and isinstance(result, Lifted | Claimed):
            self.broken(3, "a copy of the ledger lifts or claims")
        if isinstance(result, Lifted):
            for slug in result.slugs:
                self.timeline.note(by.name, "lifts", slug)
                self._may_go(self.stories[slug], "lifted")
                self.stories[slug].lifted = self.timeline.now
            self._claimed(by, [claim_of(one) for one in result.begun])
        elif isinstance(result, Claimed):
            self._claimed(by, [*result.claims, *map(claim_of, result.begun)])

    def _on_its_way(self, slug: str, channel: str) -> bool:
        """Commit, then send. (Letters of one group go on for a moment: whoever they were begun with is in doubt, not lost.)

        A clock that is set can end a lease early; then nobody can be blamed.
        """
        row = connection.connection.execute(ON_ITS_WAY, (slug, channel)).fetchone()
        return row is not None or self.clock_was_set()

    def _may_go(self, story: Story, what: str) -> None:
        held = story.held or (OTHER_RULES if story.rezoned else "")
        if held:
            promise = 1 if held in (NOT_APPROVED, OTHER_RULES) else 5
            self.broken(promise, f"{story.slug} {what} though it was {held}")
        elif story.instant is None:
            self.broken(1, f"{story.slug} {what} before the word was given")
        elif (early := story.instant - self.ahead() - self.timeline.now) > timedelta(0):
            self.broken(1, f"{story.slug} {what} {early} before its instant")

    def _claimed(self, by: Named, claims: list[Claim]) -> None:
        if not claims:
            return
        self.timeline.note(by.name, "claims", [claim.channel for claim in claims])
        rows = Delivery.objects.filter(pk__in=[claim.delivery for claim in claims])
        for slug, channel, version in rows.order_by("pk").values_list("release__slug", "channel", VERSION):
            story = self.told_of(slug, version)
            story.claimed.setdefault(channel, []).append(self.timeline.now)
            if story.begun is not None and not story.resent[channel]:
                self.broken(5, f"{slug} was claimed for {channel} after it was stopped")

    def stopped(self, story: Story) -> None:
        """A stop was acknowledged, now: what had begun may end, nothing else may leave."""
        begun = Delivery.objects.filter(release__slug=story.slug, state__in=(State.SENDING, State.UNCONFIRMED))
        begun = begun.filter(**{VERSION: story.version})
        story.begun = frozenset(begun.values_list("channel", flat=True))
