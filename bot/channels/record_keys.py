"""Names for records that are the same at every attempt, so that a repeat can be known (https://atproto.com/specs/tid)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000  # microseconds


def tid(micros: int, clock: int) -> str:
    """A TID: 53 bits of microseconds since 1970, 10 bits of a clock's id, as 13 letters that sort by time."""
    if not 0 <= micros < 2**53 or not 0 <= clock < 2**10:
        raise ValueError("a TID holds 53 bits of time and 10 of a clock")
    value = micros << 10 | clock
    return "".join(_SORTABLE[value >> 5 * place & 31] for place in range(12, -1, -1))


def record_key(delivery: str, place: int, lift: datetime) -> str:
    """The key of one post (from 0) of a delivery: within a second after the lift, later posts after earlier ones.

    30 bits come from the delivery, so that two that lift at one instant on one account do not meet.
    """
    own = int.from_bytes(hashlib.sha256(delivery.encode()).digest()[:8])
    micros = (lift - _EPOCH) // timedelta(microseconds=1)
    return tid(micros + own % _SECOND + place, own // _SECOND % 2**10)
