"""Events are believed by their signature alone, and what they say of a doubt settles it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import sendgrid_events
from bot.channels.base import Hears
from bot.channels.sendgrid import SendGrid
from bot.channels.sendgrid_events import SIGNATURE, STALE, TIMESTAMP
from bot.channels.wire import Network
from bot.core.configuration import ChannelConfig
from bot.core.delivery import Order, Repeat, Sent, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.events import Event, NotGenuine, Unreadable
from bot.sandbox.sendgrid_events import EventPoster
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, MAIL, OFFICE, order, person

NOW = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
POSTER = EventPoster()
ONE = {"delivery": "d-1", "recipient": "7", "event": "delivered", "timestamp": int(NOW.timestamp()) - 9}


def listening(base: str = "", key: str = POSTER.verification_key, **options: str) -> SendGrid:
    """A channel with events set up; its variable holds `key`."""
    config = ChannelConfig(
        "press", "email", "sendgrid", base, list="press", options={"events_key_env": "EVENTS_KEY"} | options
    )
    return SendGrid(config, OFFICE, ENVIRONMENT | {"EVENTS_KEY": key})


def heard(*events: dict[str, Any], now: datetime = NOW) -> tuple[Event, ...]:
    return listening().hear(*POSTER.signed(list(events), now), NOW)


def test_what_was_signed_with_the_key_is_believed() -> None:
    assert heard(ONE) == (Event("d-1", "7", "delivered", NOW - timedelta(seconds=9)),)


def test_while_a_key_is_replaced_both_are_good() -> None:
    other = EventPoster()
    both = listening(key=f"{other.verification_key} {POSTER.verification_key}")
    assert both.hear(*POSTER.signed([ONE], NOW), NOW) == both.hear(*other.signed([ONE], NOW), NOW)


def test_another_key_is_not_believed() -> None:
    with pytest.raises(NotGenuine, match="the signature does not fit"):
        listening().hear(*EventPoster().signed([ONE], NOW), NOW)


@pytest.mark.parametrize(
    "change", [{SIGNATURE: ""}, {SIGNATURE: "é"}, {TIMESTAMP: ""}, {TIMESTAMP: "-1"}, {TIMESTAMP: "9" * 30}]
)
def test_a_header_that_is_missing_or_bent_is_not_believed(change: dict[str, str]) -> None:
    headers, body = POSTER.signed([ONE], NOW)
    with pytest.raises(NotGenuine):
        listening().hear(headers | change, body, NOW)


def test_one_byte_of_the_body_or_one_second_of_the_time_is_covered_by_the_signature() -> None:
    headers, body = POSTER.signed([ONE], NOW)
    for bent, what in (
        (headers, body.replace(b"7", b"8", 1)),
        (headers | {TIMESTAMP: str(int(NOW.timestamp()) + 1)}, body),
    ):
        with pytest.raises(NotGenuine):
            listening().hear(bent, what, NOW)


@pytest.mark.parametrize("away", [STALE + timedelta(seconds=1), -STALE - timedelta(seconds=1)])
def test_what_was_signed_long_ago_or_in_the_future_is_not_believed(away: timedelta) -> None:
    with pytest.raises(NotGenuine, match="too long ago"):
        heard(ONE, now=NOW + away)


@pytest.mark.parametrize("body", [b"", b"{}", b"[1", b"\xff", b"[" * 100_000])
def test_what_is_no_list_of_events_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        sendgrid_events.read(body, NOW)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*ONE, "reason"]), inner),
    )
)
def test_nothing_in_a_list_can_break_the_reading(content: Any) -> None:
    body = json.dumps([content]).encode()
    for event in sendgrid_events.read(body, NOW):
        assert event.at <= NOW


@pytest.mark.parametrize(
    ("kind", "state", "leaves"),
    [
        ("processed", "processed", False),
        ("deferred", "deferred", False),
        ("delivered", "delivered", False),
        ("bounce", "bounced", False),
        ("dropped", "dropped", False),
        ("spamreport", "complained", True),
        ("unsubscribe", "", True),
        ("group_unsubscribe", "", True),
    ],
)
def test_each_kind_of_event_says_what_became_of_the_mail(kind: str, state: str, leaves: bool) -> None:
    (event,) = heard(ONE | {"event": kind})
    assert (event.state, event.leaves) == (state, leaves)


@pytest.mark.parametrize("change", [{"event": "open"}, {"event": "click"}, {"delivery": None}, {"recipient": 7}])
def test_what_is_not_about_a_delivery_of_ours_is_left_out(change: dict[str, Any]) -> None:
    assert heard(ONE | change) == ()


def test_a_reason_is_one_line_and_short() -> None:
    (event,) = heard(ONE | {"event": "bounce", "reason": "550\r\nX: " + "y" * 5000})
    assert event.detail.startswith("550 X: yyy")
    assert len(event.detail) <= 300


def test_a_channel_without_the_setting_hears_nothing() -> None:
    silent = SendGrid(ChannelConfig("press", "email", "sendgrid", list="press"), OFFICE, ENVIRONMENT)
    assert isinstance(silent, Hears)
    assert not silent.hears
    assert listening().hears


def test_a_missing_key_is_named_and_a_bent_one_is_doubted_before_the_approval() -> None:
    assert listening(key="").missing() == ["EVENTS_KEY"]
    assert listening().doubts(MAIL.to_bytes()) == []
    for bad in ("SG.something", "AAAA"):
        assert "EVENTS_KEY" in listening(key=bad).doubts(MAIL.to_bytes())[0]


def test_doctor_says_where_sendgrid_is_to_post(sandbox: Sandbox, wire: Network) -> None:
    checks = listening(sandbox.sendgrid_url).check(wire)
    assert [check.ok for check in checks] == [True, True, True]
    assert "https://press.example.org/events/sendgrid/press" in checks[1].detail


def test_a_bad_wait_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.press\] events_wait"):
        listening(events_wait="soon")


def doubted(minutes: float, **known: str) -> Order:
    """A mail to p1, p2 and p3 that has been in doubt for so long."""
    begun = NOW - timedelta(minutes=minutes)
    return order(MAIL.to_bytes(), (person(1), person(2), person(3)), at=NOW, begun=begun, known=known, attempt=2)


def test_when_everybody_was_heard_of_it_was_sent(wire: Network) -> None:
    assert listening().reconcile(doubted(0.5, p1="processed", p2="delivered", p3="bounced"), wire) == Sent()


def test_until_the_wait_is_over_it_stays_in_doubt(wire: Network) -> None:
    assert isinstance(listening().reconcile(doubted(9.9, p1="processed"), wire), Unconfirmed)
    assert isinstance(listening(events_wait="5m").reconcile(doubted(9.9, p1="processed"), wire), Repeat)


def test_after_the_wait_those_of_whom_nothing_was_heard_are_sent_to_again(wire: Network) -> None:
    found = listening().reconcile(doubted(10, p2="processed"), wire)
    assert isinstance(found, Repeat)
    assert "2 of 3" in found.because


@pytest.mark.parametrize("known", [{}, {"p1": "rejected"}])
def test_without_any_event_it_stays_in_doubt_and_asks(wire: Network, known: dict[str, str]) -> None:
    found = listening().reconcile(doubted(600, **known), wire)
    assert isinstance(found, Unconfirmed)
    assert "settle this" in found.because


def test_whoever_left_the_list_since_still_bears_witness(wire: Network) -> None:
    assert isinstance(listening().reconcile(doubted(10, p9="delivered"), wire), Repeat)


def test_a_repeat_is_built_only_for_those_who_were_not_heard_of(wire: Network) -> None:
    again = doubted(10, p1="processed", p3="dropped")
    body = json.loads(listening().build(again))
    assert [one["custom_args"]["recipient"] for one in body["personalizations"]] == ["p2"]
    everybody = doubted(10, p1="processed", p2="delivered", p3="dropped")
    assert listening().send(everybody, b"", wire, lambda made: None) == Sent()
