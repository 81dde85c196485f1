"""Pausing by the bot itself: an approved release for which a person, or a better clock, has to decide."""

from __future__ import annotations

from bot.core.workflow import Hold, Stage
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Release


def pause_for(newsroom: Newsroom, release: Release, hold: Hold, because: str, text: str) -> list[Alarm]:
    """Pause an approved release, with an alert of the same name as the hold. Within a transaction."""
    columns = {"paused_because": because[:300], "paused_for": hold}
    if Release.objects.filter(pk=release.pk, stage=Stage.APPROVED).update(stage=Stage.PAUSED, **columns) != 1:
        return []
    newsroom.record(release, "clock", "pause", because=because)
    return raised(newsroom, release, hold, text)


def let_go(newsroom: Newsroom, release: Release, because: str) -> None:
    """What the bot paused it for is over: it waits for its instant again. Within a transaction."""
    held = Release.objects.filter(pk=release.pk, stage=Stage.PAUSED, paused_for=release.paused_for)
    if held.update(stage=Stage.APPROVED, paused_because="", paused_for="") == 1:
        clear_alerts(newsroom, release, release.paused_for, "held")
        newsroom.record(release, "clock", "resume", because=because)
