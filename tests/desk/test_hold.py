"""Holding at the desk: every form does its one thing, for whom it is, in the stage that it is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from bot.core.embargo import on_my_word
from bot.core.roles import Role
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Release
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
BASE = "/desk/releases/cranes"
MOVE = {"day": "2026-03-05", "time": "15:30", "zone": "Europe/London"}
WRITER, EDITOR = Role.WRITER, Role.EDITOR


def _stage() -> str:
    return Release.objects.get(slug="cranes").stage


def _in_stage(room: Newsroom, stage: str) -> None:
    match stage:
        case "awaiting":
            premises.readers(3)
            premises.queued(room)
        case "approved":
            premises.approved(room)
        case "paused":
            premises.approved(room)
            holding.pause(room, "cranes", "Ann", "figures under review")
        case "lifted":
            premises.lifted(room)


@pytest.mark.parametrize(
    ("role", "stage", "form", "given", "becomes"),
    [
        (WRITER, "approved", "pause", {"because": "a name is wrong"}, "paused"),
        (EDITOR, "approved", "pause", {"because": "a name is wrong"}, "paused"),
        (EDITOR, "approved", "pause", {"because": "  "}, "approved"),
        (EDITOR, "awaiting", "pause", {"because": "a name is wrong"}, "awaiting"),
        (EDITOR, "lifted", "pause", {"because": "a name is wrong"}, "lifted"),
        (EDITOR, "paused", "resumption", {}, "approved"),
        (WRITER, "paused", "resumption", {}, "paused"),
        (EDITOR, "approved", "resumption", {}, "approved"),
        (EDITOR, "approved", "cancellation", {}, "cancelled"),
        (WRITER, "approved", "cancellation", {}, "approved"),
        (EDITOR, "lifted", "cancellation", {}, "lifted"),
        (EDITOR, "paused", "cancellation", {"sent_by_hand": "on"}, "cancelled"),
        (EDITOR, "awaiting", "cancellation", {}, "cancelled"),
        (WRITER, "lifted", "stop", {}, "lifted"),
        (EDITOR, "approved", "move", MOVE, "approved"),
        (EDITOR, "approved", "move", MOVE | {"time": "10:00"}, "awaiting"),
        (WRITER, "approved", "move", MOVE | {"time": "10:00"}, "approved"),
        (EDITOR, "approved", "move", MOVE | {"zone": "Mars"}, "approved"),
        (EDITOR, "approved", "word", {}, "approved"),
    ],
)
def test_a_form_brings_about_its_stage_or_nothing(
    room: Newsroom, sign_in: SignIn, role: Role, stage: str, form: str, given: dict[str, str], becomes: str
) -> None:
    _in_stage(room, stage)
    client = sign_in(role, "Eva Desk")
    assert client.post(f"{BASE}/{form}", given).status_code in (302, 303)
    assert _stage() == becomes


def test_the_reason_of_a_pause_stands_on_the_page(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    ben = sign_in()
    ben.post(f"{BASE}/pause", {"because": "figures <b>under</b> review"})
    assert "Paused: figures &lt;b&gt;under&lt;/b&gt; review" in ben.get(f"{BASE}/hold").content.decode()


def test_what_is_refused_is_said_on_the_page_it_was_asked_on(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    page = sign_in().post(f"{BASE}/move", MOVE | {"zone": "Mars"}, follow=True).content.decode()
    assert "There is no time zone" in page and "Another time" in page


def test_a_time_that_has_passed_is_refused(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    page = sign_in().post(f"{BASE}/move", MOVE | {"time": "08:00"}, follow=True).content.decode()
    assert "has passed" in page


def test_an_earlier_time_says_that_it_has_to_be_approved_again(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    page = sign_in().post(f"{BASE}/move", MOVE | {"time": "10:00"}, follow=True).content.decode()
    assert "What Ben approved no longer counts" in page


def test_on_somebody_s_word_it_goes_when_the_speaker_has_begun(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room, on_my_word("Europe/London"))
    ben = sign_in()
    assert "The speaker has begun" in ben.get(f"{BASE}/hold").content.decode()
    ben.post(f"{BASE}/word")
    premises.lift(room)
    assert _stage() == "lifted"


def test_a_writer_can_not_give_the_word(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room, on_my_word("Europe/London"))
    sign_in(Role.WRITER, "Ann Writer").post(f"{BASE}/word")
    assert Release.objects.get().instant is None


def test_a_form_is_offered_only_where_it_can_do_something(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(3)
    premises.queued(room)
    page = sign_in().get(f"{BASE}/hold").content.decode()
    assert 'action="/desk/releases/cranes/cancellation"' in page
    assert not any(f'action="/desk/releases/cranes/{form}"' in page for form in ("pause", "resumption", "word", "stop"))


def test_none_of_it_answers_to_a_link(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    ben = sign_in()
    for form in ("pause", "resumption", "word", "move", "cancellation", "stop"):
        assert ben.get(f"{BASE}/{form}").status_code == 405
    assert _stage() == "approved"
