from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from bot.channels.answers import LONGEST_WISH, begins_again, refused, wished
from bot.channels.asking import Answer
from bot.core.delivery import Rejected, Retry, Unconfirmed

DATE = "Thu, 05 Mar 2020 00:01:00 GMT"


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()}), body)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (301, Rejected),
        (400, Rejected),
        (401, Rejected),
        (403, Rejected),
        (404, Rejected),
        (408, Retry),
        (413, Rejected),
        (429, Retry),
        (500, Unconfirmed),
        (502, Unconfirmed),
        (503, Unconfirmed),
        (504, Unconfirmed),
    ],
)
def test_only_what_surely_was_not_taken_is_tried_again(status: int, outcome: type) -> None:
    assert isinstance(refused(answer(status), "X", "X_…"), outcome)


def test_503_that_says_when_to_come_back_was_not_taken() -> None:
    assert refused(answer(503, Retry_After="30"), "X", "X_…") == Retry(
        "X cannot take it for now (503)", timedelta(seconds=30)
    )


@pytest.mark.parametrize(
    ("headers", "wish"),
    [
        ({"Retry-After": "120"}, timedelta(seconds=120)),
        ({"retry-after": " 0 "}, timedelta(0)),
        ({"Retry-After": "1.5"}, timedelta(seconds=1.5)),
        ({"Retry-After": "Thu, 05 Mar 2020 00:03:00 GMT", "Date": DATE}, timedelta(minutes=2)),
        ({"Retry-After": "Thu, 05 Mar 2020 00:00:00 GMT", "Date": DATE}, timedelta(0)),
        ({"Retry-After": "Thu, 05 Mar 2020 00:03:00 GMT"}, None),
        ({"Retry-After": "999999999"}, LONGEST_WISH),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": DATE}, LONGEST_WISH),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_against_the_answer_s_own_date(headers: dict[str, str], wish: timedelta | None) -> None:
    assert wished(CaseInsensitiveDict(headers)) == wish


USED_UP = datetime(2020, 3, 5, 0, 5, tzinfo=UTC)  # 4 minutes after DATE


@pytest.mark.parametrize(
    "reset", [str(int(USED_UP.timestamp())), "2020-03-05T00:05:00.000Z", "2020-03-05T01:05:00+01:00"]
)
def test_a_limit_that_is_used_up_begins_again_by_the_answer_s_own_date(reset: str) -> None:
    headers = CaseInsensitiveDict({"Date": DATE, "RateLimit-Remaining": "0", "RateLimit-Reset": reset})
    assert begins_again(headers, ["ratelimit"]) == timedelta(minutes=4, seconds=1)


@pytest.mark.parametrize(
    ("left", "reset"), [("1", "1583366700"), ("0", "soon"), ("0", ""), ("0", "2020-03-05T00:05:00")]
)
def test_a_limit_that_is_not_used_up_or_does_not_say_when_is_none(left: str, reset: str) -> None:
    headers = CaseInsensitiveDict({"Date": DATE, "ratelimit-remaining": left, "ratelimit-reset": reset})
    assert begins_again(headers, ["ratelimit"]) is None


def test_of_several_limits_the_first_that_is_used_up_counts() -> None:
    told = {"day-remaining": "0", "day-reset": "1583366701", "hour-remaining": "0", "hour-reset": "1583366461"}
    assert begins_again(CaseInsensitiveDict({"Date": DATE} | told), ["week", "day", "hour"]) == timedelta(seconds=242)


@given(st.text(), st.text(), st.text())
def test_no_limit_can_break_the_reading(left: str, reset: str, date: str) -> None:
    headers = CaseInsensitiveDict({"a-remaining": left, "a-reset": reset, "Date": date})
    assert begins_again(headers, ["a"]) is None


@given(st.text(), st.text())
def test_no_header_can_break_the_reading(after: str, date: str) -> None:
    wish = wished(CaseInsensitiveDict({"Retry-After": after, "Date": date}))
    assert wish is None or timedelta(0) <= wish <= LONGEST_WISH


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"errors":[{"message":"Bad address","field":"from.email","help":null}]}', "Bad address (from.email)"),
        (b'{"title":"Forbidden","detail":"Not yours","status":403}', "Not yours"),
        (b'{"error":"No signature matches"}', "No signature matches"),
        (b"plain\r\nwords\x00", "plain words"),
        (b"<html><h1>502 Bad Gateway</h1></html>", ""),
        (b"", ""),
        (b"[" * 100_000, "[" * 299 + "…"),
        (b'{"errors":"many"}', '{"errors":"many"}'),
    ],
)
def test_the_provider_s_own_words_are_found(body: bytes, said: str) -> None:
    assert answer(400, body).said() == said
