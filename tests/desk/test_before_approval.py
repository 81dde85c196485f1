"""What is still being written has no page of its way out yet; what is not there has none either."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from bot.core.draft import Draft, Writing
from bot.core.roles import Role
from bot.newsroom.copy import drafting
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Release
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGES = ("approval", "hold", "lift", "lift/checks", "after", "rehearsal", "correction", "withdrawal", "resend")
FORMS = ("approval", "pause", "resumption", "word", "move", "cancellation", "rehearsal", "correction", "withdrawal")
GIVEN = {"because": "why", "day": "2026-03-06", "time": "10:00", "zone": "Europe/London", "was": "They", "seen": "{}"}


def _draft(room: Newsroom) -> str:
    return drafting.begin(room, Draft(Writing(headline="Cranes stand still", body="They do.")), "Ann").slug


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_has_none_of_these_pages(room: Newsroom, sign_in: SignIn, page: str) -> None:
    answer = sign_in().get(f"/desk/releases/{_draft(room)}/{page}")
    assert answer.status_code == 404 and "Cranes stand still" not in answer.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_no_form_moves_a_draft(room: Newsroom, sign_in: SignIn, form: str) -> None:
    slug = _draft(room)
    assert sign_in().post(f"/desk/releases/{slug}/{form}", GIVEN).status_code in (302, 404, 422)
    assert Release.objects.get(slug=slug).stage == "draft"


@pytest.mark.parametrize("page", PAGES)
def test_a_slug_that_is_nobody_s_is_not_here(room: Newsroom, sign_in: SignIn, page: str) -> None:
    assert sign_in().get(f"/desk/releases/nothing/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_sees_nothing(room: Newsroom, page: str) -> None:
    premises.approved(room)
    answer = Client().get(f"/desk/releases/cranes/{page}")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/desk/sign-in")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_everybody_of_the_office_may_look(room: Newsroom, sign_in: SignIn, page: str, role: Role) -> None:
    premises.lifted(room)
    answer = sign_in(role, "Eva Desk").get(f"/desk/releases/cranes/{page}")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
