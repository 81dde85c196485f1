"""The usual end of a delivery, many in few statements: it was taken at the first word, and nothing more is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.delivery import Outcome, Sent, State
from bot.newsroom.lift.sending import Claim
from bot.newsroom.newsroom import Newsroom
from bot.store.statements import change_each, rows


@dataclass(frozen=True, slots=True)
class Settled:
    """One outcome for one claim, on its way into the ledger."""

    claim: Claim
    outcome: Outcome
    attempt: int | None = None
    """The try it answers; None: the newest one."""


def accept(newsroom: Newsroom, settled: Sequence[Settled]) -> list[Settled]:
    """Within a transaction: commit what was simply taken; gives the rest, of which there is more to say."""
    simple = {
        one.claim: (one, one.outcome) for one in settled if isinstance(one.outcome, Sent) and not one.outcome.people
    }
    sql = (
        "SELECT id, claim, channel FROM store_delivery WHERE id IN %s AND state = %s AND because = ''"
        " AND channel NOT IN (SELECT channel FROM store_endpoint)"
    )
    found = rows(sql, tuple(claim.delivery for claim in simple), State.SENDING) if simple else []
    mine = [Claim(delivery, channel, token) for delivery, token, channel in found]
    done = [simple[claim] for claim in mine if claim in simple and simple[claim][0].attempt is not None]
    now = newsroom.now()
    change_each(
        "UPDATE store_delivery SET state = %s, claim = '', lease_until = NULL, accepted_at = COALESCE(accepted_at, %s),"
        " receipt = %s, url = %s WHERE id = %s",
        (
            (State.SENT, now, (sent.receipt or "")[:200], (sent.url or "")[:300], one.claim.delivery)
            for one, sent in done
        ),
    )
    change_each(
        "UPDATE store_attempt SET ended_at = %s, outcome = 'sent' WHERE delivery_id = %s AND number = %s AND ended_at IS NULL",
        ((now, one.claim.delivery, one.attempt) for one, _ in done),
    )
    ended = {one.claim for one, _ in done}
    return [one for one in settled if one.claim not in ended]
