"""Who listens to a large file from its middle, or goes on with a download, gets the part they ask for, once it has lifted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bot.core.enclosure import Entry
from bot.core.release import File, Manuscript
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.pressroom.opening import open_to_the_public
from bot.pressroom.ranges import Span, Unsatisfiable, asked
from tests import premises

PIECE = 1 << 20
CSV = b"".join(b"%07d,1931\n" % number for number in range(200_000))  # two pieces and a bit
SIZE = len(CSV)


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


@pytest.fixture
def entry(room: Newsroom, tmp_path: Path) -> Entry:
    (tmp_path / "cranes.csv").write_bytes(CSV)
    made = enclosed(Manuscript(replace(premises.TEXT, files=(File("cranes.csv"),))), tmp_path)
    premises.readers(1)
    filing.queue(room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures)
    planned = plan(room, "cranes")
    approving.approve(room, planned, "Ben")
    (found,) = planned.parts[0].enclosures
    return found


@pytest.fixture
def lifted(room: Newsroom, entry: Entry) -> Entry:
    assert isinstance(room.world, premises.QuietWorld)
    room.world.clock.forward(hours=2)
    premises.lift(room)
    return entry


def get(entry: Entry, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    response = Client().get(entry.path, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return response.status_code, body, dict(response.headers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        (f"bytes={PIECE - 10}-{PIECE + 9}", PIECE - 10, PIECE + 10),
        (f"bytes={PIECE}-{PIECE}", PIECE, PIECE + 1),
        (f"bytes={SIZE - 5}-", SIZE - 5, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=5-{SIZE * 9}", 5, SIZE),
    ],
)
def test_a_part_is_those_very_bytes(lifted: Entry, wanted: str, start: int, stop: int) -> None:
    status, body, headers = get(lifted, Range=wanted)
    assert (status, body == CSV[start:stop]) == (206, True)
    assert headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert headers["Content-Length"] == str(stop - start)
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_without_a_range_it_is_all_of_it_and_says_that_parts_can_be_had(lifted: Entry) -> None:
    status, body, headers = get(lifted)
    assert (status, body == CSV, headers["Accept-Ranges"]) == (200, True, "bytes")


@pytest.mark.django_db
def test_beyond_its_end_there_is_nothing(lifted: Entry) -> None:
    status, body, headers = get(lifted, Range=f"bytes={SIZE}-")
    assert (status, body, headers["Content-Range"]) == (416, b"", f"bytes */{SIZE}")


@pytest.mark.django_db
def test_a_part_of_something_else_is_not_joined_to_it(lifted: Entry) -> None:
    etag = get(lifted)[2]["ETag"]
    assert get(lifted, **{"Range": "bytes=0-9", "If-Range": etag})[0] == 206
    assert get(lifted, **{"Range": "bytes=0-9", "If-Range": '"another"'})[0] == 200
    assert get(lifted, **{"If-None-Match": etag})[0] == 304


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["bytes=0-9", f"bytes={SIZE}-", "bytes=-1"])
def test_before_the_lift_no_part_of_it_is_there(entry: Entry, wanted: str) -> None:
    never = replace(entry, path=entry.path[:20] + "0" * 8 + entry.path[28:])
    assert get(entry, Range=wanted) == get(never, Range=wanted) == get(never)
    assert get(entry, Range=wanted)[0] == 404


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "pages=1-2", "bytes=a-b"]
)
def test_what_is_no_range_is_as_if_it_had_not_been_sent(header: str) -> None:
    assert asked(header, None, '"x"', 100) is None


@given(st.text(alphabet="bytes=-0123456789, ", max_size=24), st.integers(1, 10**6))
def test_no_range_leads_beyond_what_is_there(header: str, size: int) -> None:
    try:
        span = asked(header, None, '"x"', size)
    except Unsatisfiable:
        return
    assert span is None or (isinstance(span, Span) and 0 <= span.start < span.stop <= size)
