"""The calendar: what lifts when, where the reader is and where the embargo is; and a private feed without headlines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import icalendar
import pytest
from django.test import Client

from bot.core.embargo import at_instant, parse_until
from bot.core.roles import Role
from bot.desk.calendar import NoSuchSpan, span_of, week_name
from bot.desk.models import Person
from bot.desk.opening import open_the_desk
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from tests import premises

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _public(room: Newsroom) -> None:
    """Whose address is nobody's gets the public page that says so."""
    open_to_the_public(room)


def embargoed(room: Newsroom, words: str, slug: str = "cranes") -> None:
    premises.queued(room, parse_until(words, room.now(), "Europe/London"), slug)


def page(client: Client, path: str = "/desk/calendar/") -> str:
    """Without what stands above every page."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode().partition("<main")[2]


def feed_of(client: Client) -> str:
    client.post("/desk/calendar/feed", {"do": "new"})
    found = re.search(r"/desk/calendar/feed/[\w-]+\.ics", page(client))
    assert found is not None
    return found[0]


def events(client: Client, path: str) -> list[icalendar.Event]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_an_empty_month_teaches_what_will_be_in_it(sign_in: SignIn) -> None:
    assert "No embargo ends in these days" in page(sign_in())


def test_a_month_has_what_lifts_in_it_with_its_headline(sign_in: SignIn, room: Newsroom) -> None:
    embargoed(room, "2026-03-17 06:30 Europe/London")
    shown = page(sign_in(), "/desk/calendar/2026-03")
    assert premises.TEXT.headline in shown
    assert "06:30" in shown
    assert premises.TEXT.headline not in page(sign_in(), "/desk/calendar/2026-04")


def test_a_time_is_told_where_the_reader_is_and_where_the_embargo_is(sign_in: SignIn, room: Newsroom) -> None:
    embargoed(room, "2026-03-17 00:01 Europe/London")
    client = sign_in(Role.WRITER, "Nadia York")
    Person.objects.filter(name="Nadia York").update(zone="America/New_York")
    shown = page(client, "/desk/calendar/2026-W12")
    # London is four hours ahead of New York in this week: the Monday evening before.
    assert "20:01" in shown and "00:01 London" in shown
    monday, tuesday = shown.index("Monday 16"), shown.index("Tuesday 17")
    assert monday < shown.index(premises.TEXT.headline) < tuesday


def test_a_day_with_many_shows_some_and_leads_to_its_week(sign_in: SignIn, room: Newsroom) -> None:
    for number in range(6):
        embargoed(room, f"2026-03-17 0{number}:00 Europe/London", f"many-{number}")
    assert "2 more" in page(sign_in(), "/desk/calendar/2026-03")
    assert page(sign_in(), "/desk/calendar/2026-W12").count(premises.TEXT.headline) == 6


def test_what_was_cancelled_is_in_nobodys_day(sign_in: SignIn, room: Newsroom) -> None:
    embargoed(room, "2026-03-17 06:30 Europe/London")
    holding.cancel(room, "cranes", "Ann")
    assert premises.TEXT.headline not in page(sign_in(), "/desk/calendar/2026-03")


@pytest.mark.parametrize("name", ["2026-13", "2025-W53", "0000-01", "march", "2026-W00", "9999-12-01"])
def test_a_month_that_does_not_exist_is_said(sign_in: SignIn, name: str) -> None:
    with pytest.raises(NoSuchSpan):
        span_of(name)
    answer = sign_in().get(f"/desk/calendar/{name}")
    assert answer.status_code == 404
    assert "There is no month or week" in answer.content.decode()


def test_weeks_are_named_as_iso_names_them() -> None:
    assert week_name(dt.date(2027, 1, 1)) == "2026-W53"
    assert span_of("2026-W53").weeks[0][0] == dt.date(2026, 12, 28)


def test_a_month_asks_the_ledger_a_bounded_number_of_times(
    sign_in: SignIn, room: Newsroom, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        embargoed(room, f"2026-03-{number + 10} 06:00 Europe/London", f"more-{number}")
    client = sign_in()
    with django_assert_max_num_queries(16):
        page(client, "/desk/calendar/2026-03")


def test_the_feed_has_the_time_and_no_headline_and_no_slug(sign_in: SignIn, room: Newsroom) -> None:
    embargoed(room, "2026-03-17 06:30 Europe/London", "a-telling-slug")
    path = feed_of(sign_in())
    (event,) = events(Client(), path)
    assert event.start == dt.datetime(2026, 3, 17, 6, 30, tzinfo=dt.UTC)
    assert event["SUMMARY"] == "Embargo ends, approval missing"
    assert event["STATUS"] == "TENTATIVE"
    whole = Client().get(path).content.decode()
    assert premises.TEXT.headline not in whole and "telling" not in whole


def test_the_feed_has_headlines_only_where_the_office_allows_it(sign_in: SignIn, world: premises.QuietWorld) -> None:
    room = premises.newsroom(world, premises.configuration(desk={"headlines_in_calendar": True}))
    open_the_desk(room)
    embargoed(room, "2026-03-17 06:30 Europe/London")
    (event,) = events(Client(), feed_of(sign_in()))
    assert premises.TEXT.headline in event["SUMMARY"]


def test_a_new_address_ends_the_one_before(sign_in: SignIn) -> None:
    client = sign_in()
    before = feed_of(client)
    after = feed_of(client)
    assert before != after
    assert Client().get(before).status_code == 404
    assert Client().get(after).status_code == 200


def test_a_closed_feed_answers_nobody(sign_in: SignIn) -> None:
    client = sign_in()
    path = feed_of(client)
    client.post("/desk/calendar/feed", {"do": "close"})
    assert Client().get(path).status_code == 404


def test_the_feed_of_somebody_who_left_the_office_ends(sign_in: SignIn) -> None:
    path = feed_of(sign_in())
    Person.objects.update(is_active=False)
    assert Client().get(path).status_code == 404


def test_a_forged_address_is_nobodys(sign_in: SignIn) -> None:
    path = feed_of(sign_in())
    link = path.rpartition("/")[2].removesuffix(".ics")
    for forged in (f"A{link[1:]}", link[:-2], "x", "YzEfMQ"):
        assert Client().get(f"/desk/calendar/feed/{forged}.ics").status_code == 404


def test_the_feed_is_kept_by_nobody(sign_in: SignIn) -> None:
    answer = Client().get(feed_of(sign_in()))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_lift_keeps_its_event_and_says_so(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in()
    path = feed_of(client)
    premises.approved(room, at_instant(room.now() + dt.timedelta(hours=2), "soon", "Europe/London"))
    (before,) = events(Client(), path)
    assert before["SUMMARY"] == "Embargo ends"
    replace(room).world.clock.forward(hours=2)  # type: ignore[attr-defined]
    premises.lift(room)
    (after,) = events(Client(), path)
    assert (before["UID"], "Released") == (after["UID"], after["SUMMARY"])
