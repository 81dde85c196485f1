"""Collecting: bounces that come by mail are fetched from their mailbox, and heard like what a provider posts."""

from __future__ import annotations

from functools import partial

from bot.channels.base import Collects
from bot.core.errors import EmbargoError
from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes.hearing import take_in
from bot.store.models import Alert


def mailboxes(newsroom: Newsroom) -> dict[str, Collects]:
    """The channels that bounces come back to by mail, by name."""
    found = {}
    for name, config in newsroom.config.channels.items():
        channel: object = newsroom.channel(name) if config.kind == "email" else None
        if isinstance(channel, Collects) and channel.collects:
            found[name] = channel
    return found


def collect(newsroom: Newsroom) -> tuple[Alarm, ...]:
    """Look once into every mailbox there is. One that can't be read is an alert, until it can again."""
    alarms: list[Alarm] = []
    for name, channel in mailboxes(newsroom).items():
        try:
            channel.collect(newsroom.world.wire(name), partial(_heard, newsroom, name))
        except EmbargoError as error:
            alarms += _alarm(newsroom, name, str(error))
        else:
            _cured(newsroom, name)
    return tuple(alarms)


def _heard(newsroom: Newsroom, name: str, mail: bytes) -> None:
    channel = newsroom.channel(name)
    assert isinstance(channel, Collects)
    take_in(newsroom, channel.provider, name, channel.read(mail, newsroom.now()))


def _alarm(newsroom: Newsroom, name: str, text: str) -> list[Alarm]:
    return newsroom.world.transact(lambda: raised(newsroom, None, _code(name), text))


def _cured(newsroom: Newsroom, name: str) -> None:
    if Alert.objects.filter(release=None, code=_code(name), cleared_at=None).exists():
        newsroom.world.transact(lambda: clear_alerts(newsroom, None, _code(name)))


def _code(name: str) -> str:
    return f"bounces-{name}"[:40]
