"""Webhook receivers over time: one that is gone, or fails for days, is disabled until a person enables it again.

Standard Webhooks 1.0 asks for both: a 410 disables at once, and so does failing for several days in a row.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.delivery import Outcome, Rejected, Sent
from bot.core.embargo import plain_span
from bot.core.errors import EmbargoError
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, Endpoint

KIND = "webhook"
PATIENCE = timedelta(days=5)


class EndpointDisabled(EmbargoError):
    """The receiver of "{channel}" is disabled: {because} Ask them, then `embargo enable {channel}`."""


class NothingDisabled(EmbargoError):
    """ "{channel}" is not disabled: there is nothing to enable."""


def require_enabled(channel: str) -> None:
    """Raises EndpointDisabled, with the reason."""
    row = Endpoint.objects.filter(channel=channel).exclude(disabled_at=None).first()
    if row is not None:
        raise EndpointDisabled(channel=channel, because=_sentence(row.because))


def watch(newsroom: Newsroom, row: Delivery, outcome: Outcome) -> list[Alarm]:
    """Within a settlement: what an outcome says of the receiver. One that answers well again has a clean slate."""
    if row.kind != KIND:
        return []
    failing = Endpoint.objects.filter(channel=row.channel)
    if isinstance(outcome, Sent):
        failing.filter(disabled_at=None).delete()
        return []
    now = newsroom.now()
    endpoint = failing.first() or Endpoint.objects.create(channel=row.channel, failing_since=now)
    gone = isinstance(outcome, Rejected) and outcome.gone
    since = endpoint.failing_since or now
    if endpoint.disabled_at is not None or not (gone or now - since >= PATIENCE):
        return []
    because = outcome.because if gone else f"nothing has reached it for {plain_span(now - since)}: {outcome.because}"
    return _disable(newsroom, row.channel, because, now)


def enable(newsroom: Newsroom, channel: str, by: str) -> int:
    """Let a receiver have its webhooks again; how many waited for it. Raises UnknownChannel or NothingDisabled."""
    newsroom.allow("enable")
    newsroom.config.channel(channel)

    def work() -> int:
        disabled = Endpoint.objects.filter(channel=channel).exclude(disabled_at=None)
        if not disabled.exists():
            raise NothingDisabled(channel=channel)
        disabled.delete()
        clear_alerts(newsroom, None, _code(channel))
        newsroom.record(None, by, "enable", channel=channel)
        return Delivery.objects.filter(channel=channel, state="due").count()

    return newsroom.world.transact(work)


def _disable(newsroom: Newsroom, channel: str, because: str, now: datetime) -> list[Alarm]:
    Endpoint.objects.filter(channel=channel).update(disabled_at=now, because=because[:500])
    newsroom.record(None, "clock", "disable", channel=channel)
    text = f"{channel} is disabled: {_sentence(because)} Nothing more is sent there until `embargo enable {channel}`."
    return [Alarm(_code(channel), text, "")] if raise_alert(newsroom, None, _code(channel), text) else []


def _code(channel: str) -> str:
    return f"disabled-{channel}"[:40]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text}."
