"""Every page says what happens next, when, and who must act; and none asks the ledger more for it than it may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from bot.core.delivery import Rejected, Sent, Unconfirmed
from bot.core.roles import Role
from bot.newsroom.afterwards import standing
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from tests import premises
from tests.desk.editor import begun

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
OFFICE = ("calendar/", "lists/", "channels/", "channels/partners", "journal/", "people/", "account/", "stop/")
OWN = ("", "/approval", "/lift", "/hold", "/after", "/rehearsal")
MOST = 45
"""Queries of the page that asks most, the approval: it plans every rendition for every reader."""


def said(client: Client, path: str, part: str) -> str:
    """The text of the first element of a class."""
    answer = client.get(f"/desk/{path}")
    assert answer.status_code == 200, path
    found = re.search(rf'<(p|aside) class="{part}".*?</\1>', answer.content.decode(), re.DOTALL)
    assert found, path
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


@pytest.mark.parametrize("path", [*OFFICE, "releases/new"])
def test_pages_of_the_office_say_what_lifts_next(room: Newsroom, sign_in: SignIn, path: str) -> None:
    premises.queued(room)
    told = said(sign_in(Role.ADMINISTRATOR), path, "soonest")
    assert "Next: Harbour cranes to stand still for a week in 2 hours" in told
    assert "An editor has to approve it; Ann queued it." in told


def test_where_nothing_is_ahead_they_say_so(sign_in: SignIn) -> None:
    assert said(sign_in(), "channels/", "soonest") == "Next: nothing has a time yet."


@pytest.mark.parametrize("path", [one for one in OWN if one != "/lift"])
def test_pages_of_a_release_say_it_of_that_release(room: Newsroom, sign_in: SignIn, path: str) -> None:
    premises.queued(room)
    told = said(sign_in(), f"releases/cranes{path}", "comes-next")
    assert told.startswith("awaits approval in 2 hours")
    assert told.endswith("An editor has to approve it; Ann queued it.")


def test_a_draft_says_who_has_it_in_hand(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    told = said(client, begun(client).removeprefix("/desk/"), "comes-next")
    assert told == "draft Ann Writer has not put it up for approval yet."


def test_an_approved_one_goes_by_itself_and_a_paused_one_says_why_it_waits(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    ben = sign_in()
    assert said(ben, "releases/cranes/hold", "comes-next").endswith("Goes by itself.")
    holding.pause(room, "cranes", "Ann", "a name is wrong")
    assert said(ben, "releases/cranes/hold", "comes-next").endswith(
        "Paused: a name is wrong. An editor decides how it goes on."
    )


def test_one_that_is_out_says_what_somebody_has_to_decide(room: Newsroom, sign_in: SignIn) -> None:
    premises.lifted(room)
    for channel, outcome in (("x", Sent("1")), ("press", Unconfirmed("no answer")), ("partners", Rejected("400"))):
        premises.answered(room, premises.begun(room, channel), outcome)
    ben = sign_in()
    assert said(ben, "releases/cranes/after", "comes-next").endswith("1 not confirmed, 1 refused")
    standing.withdraw(room, "cranes", "Ann", "The figures do not hold.")
    assert said(ben, "releases/cranes/after", "comes-next").endswith("Something that followed it awaits an approval.")


def test_every_page_asks_the_ledger_a_bounded_number_of_times(
    room: Newsroom, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    premises.lifted(room)
    premises.queued(room, slug="next")
    client = sign_in(Role.ADMINISTRATOR)
    after = ("correction", "update", "minor-fix", "withdrawal", "wrong-list", "resend")
    paths = [*OFFICE, "", "?q=cranes", "?show=out", "releases/new", "lists/press"]
    paths += [f"releases/{slug}{path}" for slug in ("cranes", "next") for path in OWN]
    paths += [f"releases/cranes/{path}" for path in after]
    for path in paths:
        with django_assert_max_num_queries(MOST):  # type: ignore[attr-defined]
            assert client.get(f"/desk/{path}").status_code == 200, path
