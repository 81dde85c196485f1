from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.bounces import read
from bot.channels.letters import Letters
from bot.core.events import Event
from bot.core.labels import delivery_part, label
from tests.channels.dsn import complaint, holiday, postfix
from tests.channels.orders import MAIL, order, person

NOW = datetime(2026, 3, 5, 9, 5, tzinfo=UTC)
SAID = datetime(2026, 3, 5, 9, 0, 2, tzinfo=UTC)
LABEL = label("d-1", "p1")
LETTER = Letters(order(MAIL.to_bytes(), delivery="d-1"), "press").written_to(person(1))
STRANGER = LETTER.replace(LABEL.encode(), b"somebody.elses")


def only(raw: bytes) -> Event:
    (event,) = read(raw, NOW)
    return event


@pytest.mark.parametrize(
    ("action", "status", "state"),
    [("failed", "5.1.1", "bounced"), ("delayed", "4.3.0", "deferred"), ("delivered", "2.0.0", "delivered")],
)
def test_a_report_tells_what_became_of_our_mail(action: str, status: str, state: str) -> None:
    event = only(postfix(LETTER, "reader1@example.test", action, status=status))
    assert (event.label, event.state, event.at, event.leaves) == (LABEL, state, SAID, False)
    assert event.detail.startswith(f"{status} ")


def test_the_mail_server_s_own_words_are_kept() -> None:
    assert only(postfix(LETTER, "reader1@example.test")).detail == "5.1.1 550 5.1.1 No such user here"


def test_our_mail_is_known_by_the_envelope_s_id() -> None:
    assert only(postfix(STRANGER, "reader1@example.test", envelope=LABEL)).label == LABEL


def test_our_mail_is_known_by_the_address_that_its_bounce_goes_to() -> None:
    raw = postfix(STRANGER, "reader1@example.test").replace(
        b"bounces@example.org\r\nAuto", b"bounces+%b@example.org\r\nAuto" % LABEL.encode()
    )
    assert only(raw).label == LABEL


def test_a_complaint_takes_its_writer_off_the_list() -> None:
    event = only(complaint(LETTER))
    assert (event.label, event.state, event.leaves, event.at) == (LABEL, "complained", True, NOW)


@pytest.mark.parametrize("raw", [holiday(LABEL), postfix(STRANGER, "reader1@example.test"), b"", b"\xff\0", LETTER])
def test_every_other_mail_tells_nothing(raw: bytes) -> None:
    assert read(raw, NOW) == ()


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_nothing_that_comes_in_breaks_the_reading(noise: bytes, place: int) -> None:
    raw = postfix(LETTER, "reader1@example.test")
    assert len(read(raw[:place] + noise + raw[place:], NOW)) <= 1


def test_the_worst_of_several_tellings_counts() -> None:
    more = b"Final-Recipient: rfc822; other@example.test\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
    raw = postfix(LETTER, "reader1@example.test").replace(b"Final-Recipient", more + b"Final-Recipient", 1)
    assert only(raw).state == "bounced"


@given(st.uuids(), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_mark_is_one_person_s_of_one_delivery(delivery: Any, one: int, other: int) -> None:
    first, second = label(str(delivery), str(one)), label(str(delivery), str(other))
    assert (first == second) == (one == other)
    assert first.startswith(delivery_part(str(delivery)))
