"""Settling: what a channel answered becomes the ledger's state; what nobody knows is found out or asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from bot.channels.base import to_send_again
from bot.core.delivery import Found, Outcome, Person, Rejected, Repeat, Retry, Sent, State, Unconfirmed
from bot.core.errors import EmbargoError
from bot.core.events import PROGRESS, TAKEN
from bot.core.retry import wait_before
from bot.newsroom.alerting import clear_alerts, raise_alert
from bot.newsroom.lift.claiming import Claimed
from bot.newsroom.lift.lifting import Alarm
from bot.newsroom.media_list.suppressing import forget_the_gone
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes.accepting import Settled as Settled
from bot.newsroom.outcomes.accepting import accept
from bot.newsroom.outcomes.endpoints import watch
from bot.newsroom.outcomes.left_standing import left_standing, taken_down
from bot.newsroom.outcomes.superseding import require_current
from bot.store.models import Attempt, Delivery, RecipientEvent, Release
from bot.store.statements import rows

AT_ONCE = 500
ASK_AGAIN = timedelta(seconds=30)
SET_BACK = timedelta(minutes=5)
"""Between two questions while the clock shows a time before the delivery was due: nobody can say how long it is in doubt."""


@dataclass(frozen=True, slots=True)
class TurnedOver(Claimed):
    """What was claimed when answers were settled, and the alarms to sound of these."""

    alarms: tuple[Alarm, ...] = ()


class UnknownDelivery(EmbargoError):
    """There is no delivery "{delivery}". `embargo status SLUG --json` lists their ids."""


class NotInDoubt(EmbargoError):
    """Delivery {delivery} is {state}: there is nothing to settle. Only unconfirmed and rejected ones are."""


def settle(newsroom: Newsroom, take: Callable[[], Sequence[Settled]]) -> tuple[Alarm, ...]:
    """Commit outcomes, a batch a transaction. One whose lease was lost is recorded as an attempt and changes nothing else.

    `take` is asked within the transaction, so that what has come in while others wrote goes with it.
    """
    return turn_over(newsroom, take, Claimed).alarms


def turn_over(newsroom: Newsroom, take: Callable[[], Sequence[Settled]], claim: Callable[[], Claimed]) -> TurnedOver:
    """`settle`, and in the same transaction `claim` (`claiming.claim_within`) for the hands that this leaves free.

    So a hand waits for one commit between two deliveries, not for two.
    """

    def work() -> TurnedOver:
        alarms: list[Alarm] = []
        for one in accept(newsroom, take()):
            row = Delivery.objects.select_related("release").filter(pk=one.claim.delivery).get()
            # An answer that came after the lease had run out is an answer all the same, as long as nobody acted on the doubt.
            if row.claim == one.claim.token and row.state in (State.SENDING, State.UNCONFIRMED):
                alarms += _apply(newsroom, row, one.outcome)
                if row.because:  # it was in trouble before, and there may be an alert that this cures
                    clear_doubt(newsroom, row)
                    alarms += left_standing(newsroom, row.pk)
                alarms += watch(newsroom, row, one.outcome)
            _end_attempt(newsroom, row, one)
        taken = claim()
        return TurnedOver(taken.claims, taken.begun, tuple(alarms))

    return newsroom.world.transact(work)


def recover(newsroom: Newsroom) -> tuple[Alarm, ...]:
    """Leases that ran out: claimed is due again, sending is in doubt. Retries whose time has come are due."""
    now = newsroom.now()
    expired = Delivery.objects.filter(state__in=(State.CLAIMED, State.SENDING), lease_until__lte=newsroom.lease_time())
    retries = Delivery.objects.filter(state=State.RETRYING, next_at__lte=now)
    if not _anything_over(now, newsroom.lease_time()):
        return ()

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        doubted = expired.filter(state=State.SENDING).select_related("release")
        for row in doubted[:AT_ONCE]:
            alarms += _apply(newsroom, row, Unconfirmed("the sender stopped before an answer was on record"))
        expired.filter(state=State.CLAIMED).update(state=State.DUE, claim="", lease_until=None)
        retries.update(state=State.DUE, next_at=now)
        return tuple(alarms)

    return newsroom.world.transact(work)


def _anything_over(now: datetime, lease_time: datetime) -> bool:
    """A look without the write lock, several times a second on a busy day: mostly there is nothing."""
    leases = "SELECT 1 FROM store_delivery WHERE state IN %s AND lease_until <= %s LIMIT 1"
    retries = "SELECT 1 FROM store_delivery WHERE state = %s AND next_at <= %s LIMIT 1"
    return bool(rows(leases, (State.CLAIMED, State.SENDING), lease_time) or rows(retries, State.RETRYING, now))


def in_doubt(newsroom: Newsroom) -> list[str]:
    """Unconfirmed deliveries that it is time to look up at their provider."""
    sql = "SELECT id FROM store_delivery WHERE state = %s AND next_at <= %s ORDER BY next_at LIMIT 20"
    return [delivery for (delivery,) in rows(sql, State.UNCONFIRMED, newsroom.now())]


def settle_found(newsroom: Newsroom, delivery: str, found: Found, attempt: int | None = None) -> tuple[Alarm, ...]:
    """Commit what was found out about a delivery in doubt. What stays unknown is looked up again later, ever less often."""

    def work() -> tuple[Alarm, ...]:
        alarms: list[Alarm] = []
        doubted = Delivery.objects.select_related("release").filter(pk=delivery, state=State.UNCONFIRMED)
        # What was found out about one try says nothing about a later one that is in doubt by now.
        row = (doubted if attempt is None else doubted.filter(attempts=attempt)).first()
        if row is None:
            return ()
        match found:
            case Sent():
                _record(newsroom, row, found.people)
                _write(
                    row,
                    State.SENT,
                    accepted_at=row.accepted_at or _told_at(newsroom, row),
                    receipt=(found.receipt or "")[:200],
                    url=(found.url or "")[:300],
                    because="",
                )
            case Rejected():
                _record(newsroom, row, found.people)
                alarms += _refused(newsroom, row, found.because)
            case Repeat():
                progress = row.progress if found.progress is None else dict(found.progress)
                Delivery.objects.filter(pk=row.pk).update(progress=progress)
                alarms += _again(newsroom, row, Retry(found.because))
            case Unconfirmed():
                _record(newsroom, row, found.people)
                _write(row, State.UNCONFIRMED, keep_claim=True, next_at=_next_question(row, newsroom.now()))
                return ()
        newsroom.record(row.release, "clock", "reconcile", delivery=row.id, found=type(found).__name__.lower())
        clear_doubt(newsroom, row)
        return (*alarms, *left_standing(newsroom, row.pk))

    return newsroom.world.transact(work)


def _next_question(row: Delivery, now: datetime) -> datetime:
    age = now - (row.due_at or now)
    return now + (SET_BACK if age < timedelta(0) else max(ASK_AGAIN, age / 2))


def decide(newsroom: Newsroom, delivery: str, answer: str, by: str) -> None:
    """A person settles a doubt: `sent` (it arrived) or `resend` (send it again). Raises UnknownDelivery, NotInDoubt or Superseded."""
    newsroom.allow("settle")

    def work() -> list[Alarm]:
        row = Delivery.objects.select_related("release", "rendition").filter(pk=delivery).first()
        if row is None:
            raise UnknownDelivery(delivery=delivery)
        if row.state == State.SENT and answer == "sent" and taken_down(newsroom, row):
            newsroom.record(row.release, by, "settle", delivery=row.id, answer=answer)
            return []
        if row.state not in (State.UNCONFIRMED, State.REJECTED) or (answer == "sent" and row.state == State.REJECTED):
            raise NotInDoubt(delivery=delivery, state=row.state)
        doubted = RecipientEvent.objects.filter(delivery=row, state="unconfirmed")
        if answer == "sent":
            doubted.update(state="sent", detail=f"settled by {by}", at=newsroom.now())
            _write(row, State.SENT, accepted_at=newsroom.now(), because=f"settled as sent by {by}")
        else:
            require_current(newsroom, row)
            doubted.delete()
            progress, because = to_send_again(row.progress), f"settled to be sent again by {by}"
            _write(row, State.DUE, progress=progress, because=because, halted=False, forgiven=row.attempts)
        newsroom.record(row.release, by, "settle", delivery=row.id, answer=answer)
        clear_doubt(newsroom, row)
        return left_standing(newsroom, row.pk)

    for alarm in newsroom.world.transact(work):
        newsroom.world.alarm(alarm.code, alarm.text, alarm.release)


def clear_doubt(newsroom: Newsroom, row: Delivery) -> None:
    """Within a transaction: close the alerts about a delivery's channel that have no delivery left to speak of."""
    clear_alerts(newsroom, row.release, f"unsendable-{row.channel}"[:40])
    for state in (State.UNCONFIRMED, State.REJECTED):
        if not Delivery.objects.filter(release=row.release, channel=row.channel, state=state).exists():
            clear_alerts(newsroom, row.release, f"{state}-{row.channel}"[:40])


def _apply(newsroom: Newsroom, row: Delivery, outcome: Outcome) -> list[Alarm]:
    _record(newsroom, row, outcome.people)
    now = newsroom.now()
    match outcome:
        case Sent():
            _write(
                row,
                State.SENT,
                accepted_at=row.accepted_at or now,  # of a redelivery the first one counts
                receipt=(outcome.receipt or "")[:200],
                url=(outcome.url or "")[:300],
                because="",
            )
            return []
        case Retry():
            return _again(newsroom, row, outcome)
        case Rejected():
            return _refused(newsroom, row, outcome.because)
        case Unconfirmed():
            _write(row, State.UNCONFIRMED, keep_claim=True, next_at=now, because=outcome.because[:500])
            text = f"{row.release.slug}: a delivery to {row.channel} is unconfirmed ({outcome.because})."
            return _alarm(newsroom, row.release, f"unconfirmed-{row.channel}", text)


def _again(newsroom: Newsroom, row: Delivery, outcome: Retry) -> list[Alarm]:
    """Another try after a wait that grows with the tries since a person last said so; none once it was stopped, or tried enough."""
    if row.halted:
        _write(row, State.CANCELLED, because=f"not tried again; the last try failed: {outcome.because}"[:500])
        return []
    wait = wait_before(row.attempts - row.forgiven, row.kind, outcome.after, newsroom.world.chance())
    if wait is None:
        return _refused(newsroom, row, f"given up after {row.attempts} tries: {outcome.because}")
    _write(row, State.RETRYING, next_at=newsroom.now() + wait, because=outcome.because[:500])
    return []


def _refused(newsroom: Newsroom, row: Delivery, because: str) -> list[Alarm]:
    _write(row, State.REJECTED, because=because[:500])
    RecipientEvent.objects.filter(delivery=row, state="deferred").update(state="rejected", at=newsroom.now())
    text = f"{row.release.slug}: {row.channel} refused a delivery: {because}"
    return _alarm(newsroom, row.release, f"rejected-{row.channel}", text)


def _alarm(newsroom: Newsroom, release: Release, code: str, text: str) -> list[Alarm]:
    return [Alarm(code, text, release.slug)] if raise_alert(newsroom, release, code[:40], text) else []


def _write(row: Delivery, state: State, keep_claim: bool = False, **columns: Any) -> None:
    claim = {} if keep_claim else {"claim": ""}
    Delivery.objects.filter(pk=row.pk).update(state=state, lease_until=None, **claim, **columns)


def _told_at(newsroom: Newsroom, row: Delivery) -> datetime:
    """When the provider took it: by what it told of the people, else now. Nobody who merely has it needs a row any more."""
    told = RecipientEvent.objects.filter(delivery=row, state__in=PROGRESS)
    first = told.aggregate(first=Min("at"))["first"] or newsroom.now()
    told.filter(state=PROGRESS[0]).delete()
    return max(first, row.first_byte_at or first)


def _record(newsroom: Newsroom, row: Delivery, people: Sequence[Person]) -> None:
    """A person's newest state replaces an older one, except what was told of them since: that comes after every answer."""
    if not people:
        return
    rows = RecipientEvent.objects.filter(delivery=row)
    told = set(rows.filter(state__in=TAKEN).values_list("email", flat=True))
    people = [person for person in people if person.email not in told]
    rows.filter(email__in=[person.email for person in people]).delete()
    now = newsroom.now()
    RecipientEvent.objects.bulk_create(
        RecipientEvent(delivery=row, email=person.email, state=person.state, detail=person.detail[:500], at=now)
        for person in people
    )
    forget_the_gone(newsroom, row, people)


def _end_attempt(newsroom: Newsroom, row: Delivery, settled: Settled) -> None:
    outcome = settled.outcome
    detail = "" if isinstance(outcome, Sent) else outcome.because[:500]
    tries = Attempt.objects.filter(delivery=row, ended_at=None)
    if settled.attempt is not None:
        tries = tries.filter(number=settled.attempt)
    Attempt.objects.filter(pk__in=tries.order_by("-number").values("pk")[:1]).update(
        ended_at=newsroom.now(), outcome=type(outcome).__name__.lower(), detail=detail
    )
