"""Confirming: the mail that asks whoever signed up whether it was them, one at a time, by the list's own mail channel.

The row is the lock: it is `sending` before a byte leaves, and what is in doubt after a crash is not sent again. Whoever
waits for it in vain signs up once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from bot.core.delivery import Addressee, Order, Outcome, Rejected, Retry, Sent
from bot.core.errors import EmbargoError
from bot.core.retry import wait_before
from bot.newsroom.media_list.audience import unsubscribe_token
from bot.newsroom.media_list.signing_up import KEPT, confirmation_link
from bot.newsroom.media_list.suppressing import suppressed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.yielding import Way
from bot.renditions.confirmation import Wanted, confirmation
from bot.store.models import Reader, SignUp
from bot.store.standstill import standstill

LEASE = timedelta(minutes=5)
LATER = timedelta(minutes=10)
FULL = timedelta(minutes=1)
"""Until it is asked again whether a channel's rate lets one more mail go."""
Allowed = Callable[[Newsroom, str, Sequence[str]], Sequence[str]]
"""Within a transaction: those of some mails that a channel's rate lets go now, booked as taken; `newsroom.lift.rates.allowed`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person, and through which channel."""

    channel: str
    order: Order


def write_next(newsroom: Newsroom, allowed: Allowed = lambda room, channel, mails: mails) -> bool:
    """Write to whoever has waited longest, as far as `allowed`; False when nobody waits, or everything is stopped.

    Touches the network: no transaction around it.
    """
    _tidy(newsroom)
    if standstill():
        return False
    now = newsroom.now()
    waiting = SignUp.objects.select_related("list").filter(Q(next_at=None) | Q(next_at__lte=now), state="waiting")
    sign_up = waiting.order_by("asked_at", "pk").first()
    if sign_up is None:
        return False
    Way(newsroom).give()
    try:
        letter = _letter(newsroom, sign_up)
    except EmbargoError as error:
        _settle(newsroom, sign_up, "waiting", str(error), LATER)
        return True
    if letter is None:
        _settle(newsroom, sign_up, "nothing", "")
    elif _begun(newsroom, sign_up, letter.channel, allowed):
        channel = newsroom.channel(letter.channel)
        wire = newsroom.world.wire(letter.channel)
        outcome = channel.send(letter.order, channel.build(letter.order), wire, lambda _: None)
        _answered(newsroom, sign_up, outcome)
    return True


def _letter(newsroom: Newsroom, sign_up: SignUp) -> Letter | None:
    """None where the address is written to no more. Who is on the list already is told so, and how to change what they get."""
    name = sign_up.list.name
    config = newsroom.config.lists.get(name)
    if config is None or not config.public or suppressed(newsroom, [sign_up.email]):
        return None
    channel = next(one for one in newsroom.config.channels.values() if one.list == name)
    if missing := newsroom.channel(channel.name).missing():
        raise _NotReady(channel=channel.name, variables=", ".join(missing))
    office = newsroom.config.office
    reader = Reader.objects.filter(list=sign_up.list_id, email=sign_up.email, left_at=None).first()
    theirs = f"{office.url}/unsubscribe/{unsubscribe_token(newsroom, reader.pk, newsroom.now())}" if reader else ""
    link = f"{theirs}/preferences" if reader else f"{office.url}/confirm/{confirmation_link(newsroom, sign_up)}"
    wanted = Wanted(
        known=reader is not None,
        office=office,
        list_title=config.title,
        link=link,
        language=sign_up.language or config.language,
        sender=str(channel.options.get("sender") or ""),
        templates=newsroom.templates,
    )
    person = Addressee(sign_up.pk, sign_up.email, sign_up.name, sign_up.language, theirs)
    order = Order(sign_up.pk, "", confirmation(wanted).to_bytes(), (person,), at=newsroom.now(), kind="confirmation")
    return Letter(channel.name, order)


class _NotReady(EmbargoError):
    """The channel "{channel}" lacks its credentials: {variables}."""


def _begun(newsroom: Newsroom, sign_up: SignUp, channel: str, allowed: Allowed) -> bool:
    """Committed before the first byte; one of several processes is the one. What the channel's rate keeps back waits."""

    def work() -> bool:
        mine = SignUp.objects.filter(pk=sign_up.pk, state="waiting", attempts=sign_up.attempts)
        if not mine.exists():
            return False
        if not allowed(newsroom, channel, [sign_up.pk]):
            mine.update(next_at=newsroom.now() + FULL)
            return False
        until = newsroom.now() + LEASE
        return mine.update(state="sending", attempts=sign_up.attempts + 1, next_at=until) == 1

    return newsroom.world.transact(work)


def _answered(newsroom: Newsroom, sign_up: SignUp, outcome: Outcome) -> None:
    refused = any(one.state == "rejected" for one in outcome.people)
    if isinstance(outcome, Sent) and not refused:
        _settle(newsroom, sign_up, "sent", "")
    elif isinstance(outcome, Retry):
        wait = wait_before(sign_up.attempts + 1, "email", outcome.after, newsroom.world.chance())
        _settle(newsroom, sign_up, "waiting" if wait else "rejected", outcome.because, wait)
    elif refused or isinstance(outcome, Rejected):
        _settle(newsroom, sign_up, "rejected", "the mail server refused it")
    else:
        _settle(newsroom, sign_up, "unconfirmed", "nobody knows whether it was taken")


def _settle(newsroom: Newsroom, sign_up: SignUp, state: str, because: str, wait: timedelta | None = None) -> None:
    def work() -> None:
        at = newsroom.now() + wait if wait else None
        SignUp.objects.filter(pk=sign_up.pk).update(state=state, because=because[:300], next_at=at)

    newsroom.world.transact(work)


def _tidy(newsroom: Newsroom) -> None:
    """What was broken off is in doubt; who asked is not remembered for longer than it takes."""
    now = newsroom.now()
    stuck = SignUp.objects.filter(state="sending", next_at__lt=now)
    old = SignUp.objects.filter(asked_at__lt=now - KEPT)
    if stuck.exists() or old.exists():
        newsroom.world.transact(lambda: (stuck.update(state="unconfirmed", next_at=None), old.delete()))
