"""Names that are the same at every attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from atproto_client.models.string_formats import TID_RE
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.record_keys import record_key, tid
from bot.sandbox.bluesky_rules import TID

LIFT = datetime(2026, 3, 5, 0, 1, tzinfo=UTC)
LIFTS = st.timedeltas(timedelta(0), timedelta(days=60_000)).map(lambda later: LIFT + later)


@pytest.mark.parametrize(
    ("micros", "clock", "key"),
    [
        (0, 0, "2222222222222"),
        (2**53 - 1, 2**10 - 1, "bzzzzzzzzzzzz"),
        (0, 33, "2222222222233"),
        (1_688_137_381_887_007, 6, "3jzfcijpj2z2a"),  # an example of the specification: the last of June 2023
    ],
)
def test_a_key_is_base32_that_sorts(micros: int, clock: int, key: str) -> None:
    assert tid(micros, clock) == key


@pytest.mark.parametrize(("micros", "clock"), [(-1, 0), (2**53, 0), (0, 2**10)])
def test_what_does_not_fit_is_no_key(micros: int, clock: int) -> None:
    with pytest.raises(ValueError, match="53 bits"):
        tid(micros, clock)


@given(st.text(), st.integers(0, 20), LIFTS)
def test_every_key_is_one_that_servers_take(delivery: str, place: int, lift: datetime) -> None:
    key = record_key(delivery, place, lift)
    assert TID_RE.match(key)
    assert TID.fullmatch(key)
    assert key == record_key(delivery, place, lift)


@given(st.text(), LIFTS)
def test_later_posts_sort_after_earlier_ones(delivery: str, lift: datetime) -> None:
    keys = [record_key(delivery, place, lift) for place in range(6)]
    assert all(one < other for one, other in pairwise(keys))


def test_a_key_is_of_the_second_after_the_lift() -> None:
    keys = [record_key(f"d-{number}", 0, LIFT) for number in range(200)]
    start, end = ((LIFT + timedelta(seconds=more) - datetime(1970, 1, 1, tzinfo=UTC)) for more in (0, 1))
    assert all(
        tid(start // timedelta(microseconds=1), 0) <= key < tid(end // timedelta(microseconds=1), 0) for key in keys
    )


def test_deliveries_of_one_instant_do_not_meet() -> None:
    keys = {record_key(f"d-{number}", place, LIFT) for number in range(500) for place in range(6)}
    assert len(keys) == 3000
