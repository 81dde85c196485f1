"""Somebody tries addresses of the press room: an alert while it lasts, and for a while after."""

from __future__ import annotations

from bot.newsroom.alerting import clear_alerts, raised
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Alert


def report_guessing(newsroom: Newsroom, misses: int, minutes: int) -> None:
    """Raise the alert, once; the engine tells it. It names no address of anybody: the web server's log has those."""
    text = (
        f"somebody is trying addresses of the press room: {misses} that are not there in {minutes} minutes. "
        "Nothing that is held can be found so; see who it is in the web server's log, and ask what leaked."
    )

    def work() -> None:
        raised(newsroom, None, "guessing", text)

    newsroom.world.transact(work)


def report_calm(newsroom: Newsroom) -> None:
    """Nobody has tried for a while: the alert ends."""
    if Alert.objects.filter(release=None, code="guessing", cleared_at=None).exists():
        newsroom.world.transact(lambda: clear_alerts(newsroom, None, "guessing"))
