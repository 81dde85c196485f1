"""Tellings come late, twice and out of order: the furthest stands, whatever came first."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import PROGRESS, standing

AT = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
TELLINGS = st.lists(
    st.tuples(
        st.sampled_from([*PROGRESS, "sent", "rejected"]),
        st.datetimes(timezones=st.just(UTC)),
        st.text(max_size=3),
    ),
    min_size=1,
    max_size=6,
)


@given(TELLINGS, st.randoms())
def test_no_order_of_arrival_changes_what_stands(tellings: list[tuple[str, datetime, str]], chance: object) -> None:
    shuffled = list(tellings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert max(tellings, key=lambda one: standing(*one)) == max([*shuffled, *shuffled], key=lambda one: standing(*one))


def test_what_is_known_of_a_mail_only_grows() -> None:
    ranks = [standing(state, AT) for state in PROGRESS]
    assert ranks == sorted(ranks)
    assert standing("unconfirmed", AT) < standing("processed", AT)


def test_a_bounce_that_comes_after_the_delivery_stands() -> None:
    assert standing("bounced", AT) > standing("delivered", AT)


def test_of_two_deferrals_the_later_one_stands() -> None:
    assert standing("deferred", AT.replace(minute=5)) > standing("deferred", AT, "try later")
