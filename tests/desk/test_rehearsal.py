"""Rehearsals at the desk: begun on record, played elsewhere, marked beyond mistake."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from bot.core.roles import Role
from bot.desk.opening import open_the_desk
from bot.newsroom.approval import rehearsing
from bot.newsroom.approval.rehearsing import Played
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow, Rehearsal, Release
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/desk/releases/cranes/rehearsal"


@pytest.fixture
def begun(room: Newsroom) -> list[tuple[str, int]]:
    """What the desk has had played."""
    asked: list[tuple[str, int]] = []
    open_the_desk(room, lambda slug, number: asked.append((slug, number)))
    premises.readers(3)
    premises.queued(room)
    return asked


def test_a_writer_may_rehearse_and_it_is_on_record(begun: list[tuple[str, int]], sign_in: SignIn) -> None:
    ann = sign_in(Role.WRITER, "Ann Writer")
    page = ann.post(PAGE, follow=True).content.decode()
    assert begun == [("cranes", Rehearsal.objects.get().pk)]
    row = JournalRow.objects.get(act="rehearse")
    assert (row.actor, row.verified) == ("Ann Writer", True)
    assert "It is being played now." in page
    assert Release.objects.get().stage == "awaiting"


def test_one_at_a_time(begun: list[tuple[str, int]], sign_in: SignIn) -> None:
    ben = sign_in()
    ben.post(PAGE)
    assert "One at a time" in ben.post(PAGE, follow=True).content.decode()
    assert len(begun) == 1


def test_one_that_came_to_no_end_is_not_waited_for(
    begun: list[tuple[str, int]], world: premises.QuietWorld, sign_in: SignIn
) -> None:
    ben = sign_in()
    ben.post(PAGE)
    world.clock.forward(minutes=4)
    assert "came to no end" in ben.get(PAGE).content.decode()
    ben.post(PAGE)
    assert len(begun) == 2


def test_what_arrived_is_shown_in_a_closed_frame_and_marked(
    begun: list[tuple[str, int]], room: Newsroom, sign_in: SignIn
) -> None:
    rehearsal = rehearsing.begin(room, "cranes", "Ann")
    sent = {"channel": "press", "state": "sent", "because": None}
    rehearsing.end(room, rehearsal, Played("<h1>REHEARSAL</h1><script>alert(1)</script>", [sent]))
    ben = sign_in()
    page = ben.get(PAGE).content.decode()
    assert "REHEARSAL" in page and "<strong>press</strong> sent" in page
    frame = ben.get(f"{PAGE}/{rehearsal.pk}")
    assert frame.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert frame.headers["Cache-Control"] == "no-store"


def test_a_rehearsal_of_another_release_is_not_shown_under_this_one(
    begun: list[tuple[str, int]], room: Newsroom, sign_in: SignIn
) -> None:
    rehearsal = rehearsing.begin(room, "cranes", "Ann")
    rehearsing.end(room, rehearsal, Played("secret", []))
    premises.queued(room, slug="other")
    assert sign_in().get(f"/desk/releases/other/rehearsal/{rehearsal.pk}").status_code == 404


def test_why_it_failed_is_said(begun: list[tuple[str, int]], room: Newsroom, sign_in: SignIn) -> None:
    rehearsing.end(room, rehearsing.begin(room, "cranes", "Ann"), None, "The channel x lacks its credentials.")
    assert "The channel x lacks its credentials." in sign_in().get(PAGE).content.decode()


def test_where_nothing_can_play_it_the_page_says_what_to_type(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(3)
    premises.queued(room)
    assert "embargo rehearse cranes" in sign_in().get(PAGE).content.decode()
    sign_in().post(PAGE)
    assert not Rehearsal.objects.exists()
