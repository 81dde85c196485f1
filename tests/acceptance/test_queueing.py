"""What `queue`, `edit`, `move` and `approve` say and refuse when a text names its embargo itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import premises
from tests.acceptance.conftest import RELEASE, Office, furnished

EMBARGOED = "EMBARGOED UNTIL 00:01 Europe/London, Thursday 6 March 2031\n\n" + RELEASE.replace("2020", "2031")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with premises.sandbox(hooks=("partners", "archive")) as sandbox:
        office = furnished(tmp_path_factory.mktemp("desk"), sandbox).set_up()
        office.write("embargoed.txt", EMBARGOED)
        yield office


def test_an_embargo_line_that_settles_its_instant_is_taken(desk: Office) -> None:
    said = desk.type("queue", "embargoed.txt", "--slug", "by-its-line", "--by", "Ann")
    assert said.code == 0, said.err
    assert desk.status("by-its-line")["embargo"] == {
        "wall": "2031-03-06T00:01",
        "zone": "Europe/London",
        "utc": "2031-03-06T00:01:00Z",
        "words": desk.status("by-its-line")["embargo"]["words"],
    }


@pytest.mark.parametrize(
    ("slug", "line", "utc"),
    [
        ("in-utc", "EMBARGOED UNTIL 10:00 UTC, Sunday 22 June 2031", "2031-06-22T10:00:00Z"),
        # London's clocks show another time on that day: the second zone says that Greenwich's is meant.
        ("in-gmt", "EMBARGOED UNTIL 05:01 GMT (07:01 CEST), Sunday 22 June 2031", "2031-06-22T05:01:00Z"),
        ("by-offset", "EMBARGO 22 June 2031 17:00 UTC+2", "2031-06-22T15:00:00Z"),
    ],
)
def test_it_is_queued_for_the_very_instant_that_its_line_was_read_as(
    desk: Office, slug: str, line: str, utc: str
) -> None:
    desk.write(f"{slug}.txt", f"{line}\n\n" + RELEASE.replace("2020", "2031"))
    said = desk.type("queue", f"{slug}.txt", "--slug", slug, "--by", "Ann")
    assert said.code == 0, said.err
    assert desk.status(slug)["embargo"]["utc"] == utc


def test_an_option_that_contradicts_the_line_stops_with_both_shown(desk: Office) -> None:
    said = desk.type("queue", "embargoed.txt", "--until", "2031-03-07 00:01 Europe/London", "--slug", "other")
    assert said.code == 2
    assert "2031-03-06 00:01" in said.err
    assert "2031-03-07 00:01" in said.err
    assert desk.type("status", "other").code == 2


def test_for_immediate_release_on_an_embargoed_release_stops(desk: Office) -> None:
    desk.write("immediate.txt", "FOR IMMEDIATE RELEASE\n\n" + RELEASE)
    said = desk.type("queue", "immediate.txt", "--in", "1h")
    assert said.code == 2
    assert "IMMEDIATE" in said.err


def test_a_line_without_a_zone_is_kept_back_with_the_reason(desk: Office) -> None:
    desk.write("unsettled.txt", EMBARGOED.replace(" Europe/London", ""))
    said = desk.type("queue", "unsettled.txt")
    assert said.code == 2
    assert "zone" in said.err


@pytest.mark.long
def test_moving_earlier_voids_the_approval_and_names_who_must_give_it_again(desk: Office) -> None:
    desk.approved("--until", "2031-05-01 00:01 Europe/London", slug="moved")
    later = desk.type("move", "moved", "--until", "2031-05-02 00:01 Europe/London")
    assert later.code == 0
    assert desk.status("moved")["stage"] == "approved"
    earlier = desk.type("move", "moved", "--until", "2031-04-30 00:01 Europe/London")
    assert "Ben" in earlier.out
    assert desk.status("moved")["stage"] == "awaiting"


@pytest.mark.long
def test_whoever_queued_it_cannot_approve_it_but_alone_with_a_reason(desk: Office) -> None:
    desk.type("queue", "release.txt", "--in", "9h", "--slug", "alone", "--by", "Ann")
    refused = desk.type("approve", "alone", "--by", "ann")
    assert refused.code == 2
    assert "--alone" in refused.err
    assert desk.type("approve", "alone", "--by", "Ann", "--alone", "nobody else is on duty").code == 0
    assert "alone" in desk.type("status", "alone").out


def test_approve_shows_list_names_and_counts_before_it_signs(desk: Office) -> None:
    desk.type("queue", "release.txt", "--in", "9h", "--slug", "shown", "--by", "Ann")
    said = desk.type("approve", "shown", "--by", "Ben")
    assert said.out.index("3 people on press") < said.out.index("Approved by Ben")


@pytest.mark.long
def test_a_preview_is_what_will_leave(desk: Office) -> None:
    desk.approved("--in", "9h", slug="previewed")
    assert desk.type("preview", "previewed", "--out", "shown").code == 0
    names = {path.name for path in (desk.folder / "shown").iterdir()}
    assert {"press.eml", "press.html", "press.txt", "x.txt", "x.json", "partners.json", "archive.json"} <= names
