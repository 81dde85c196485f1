"""Approving at the desk: exactly what was shown, by who may, or a sentence that says why not."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from bot.core.roles import Role
from bot.desk import staffing
from bot.desk.models import Person
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Approval, JournalRow, Reader, Release
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/desk/releases/cranes/approval"


def _seen(page: str) -> str:
    """What the form on a page carries."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def _queued(room: Newsroom) -> Release:
    premises.readers(3)
    return premises.queued(room)


def test_the_page_shows_the_embargo_the_people_and_what_goes_out(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    page = sign_in().get(PAGE).content.decode()
    assert "Thu 5 Mar 2026, 11:00 London" in page and "11:00 UTC" in page
    assert "3 people on press" in page
    frame = re.search(r'<iframe class="renditions" src="([^"]+)"', page)
    assert frame
    shown = sign_in().get(frame[1])
    assert "zinnober cranes" in shown.content.decode()
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_the_embargo_is_told_in_the_zones_of_those_who_read_it(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    Reader.objects.filter(email="reader1@example.org").update(zone="America/New_York")
    assert "Thu 5 Mar 2026, 06:00 New York" in sign_in().get(PAGE).content.decode()


def test_an_editor_approves_what_was_shown_and_is_on_record_as_verified(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    ben = sign_in()
    answer = ben.post(PAGE, {"seen": _seen(ben.get(PAGE).content.decode())})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/releases/cranes/lift")
    assert Release.objects.get().stage == "approved"
    row = JournalRow.objects.get(act="approve")
    assert (row.actor, row.verified) == ("Ben Editor", True)


def test_a_stale_tab_can_not_approve_a_text_that_changed_since_and_is_told_what_did(
    room: Newsroom, sign_in: SignIn
) -> None:
    _queued(room)
    ben = sign_in()
    stale = _seen(ben.get(PAGE).content.decode())
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Harbour cranes to stand still for two weeks"), "Ann")
    answer = ben.post(PAGE, {"seen": stale})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The text: version 1 before, version 2 now." in page
    assert not Approval.objects.exists()
    # What is shown now is what stands, and can be approved from here.
    assert ben.post(PAGE, {"seen": _seen(page)}).status_code == 302


def test_a_stale_tab_can_not_approve_a_list_that_grew_since(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    ben = sign_in()
    stale = _seen(ben.get(PAGE).content.decode())
    premises.readers(5, "more")
    from bot.store.models import Reader

    Reader.objects.filter(list__name="more", pk__gt=Reader.objects.filter(list__name="more").first().pk + 2).update(  # type: ignore[union-attr]
        list_id=Reader.objects.filter(list__name="press").values("list_id")[:1]
    )
    page = ben.post(PAGE, {"seen": stale}).content.decode()
    assert "press: 3 on press before, 5 on press now." in page
    assert not Approval.objects.exists()


def test_a_stale_tab_can_not_approve_an_embargo_that_was_moved_since(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    ben = sign_in()
    stale = _seen(ben.get(PAGE).content.decode())
    holding.move(room, "cranes", premises.until(room, hours=5), "Ann")
    page = ben.post(PAGE, {"seen": stale}).content.decode()
    assert "The embargo: 2026-03-05T11:00 Europe/London" in page
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    "forged", ["", "{}", "[]", "null", '{"version": 3}', '{"version":"x","embargo":{},"channels":7}']
)
def test_a_forged_form_approves_nothing(room: Newsroom, sign_in: SignIn, forged: str) -> None:
    _queued(room)
    answer = sign_in().post(PAGE, {"seen": forged})
    assert answer.status_code in (302, 409)
    assert not Approval.objects.exists()


def test_a_form_without_the_page_s_token_is_refused(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    ben = sign_in()
    seen = _seen(ben.get(PAGE).content.decode())
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.cookies = ben.cookies
    assert elsewhere.post(PAGE, {"seen": seen}).status_code == 403
    assert not Approval.objects.exists()


def test_a_writer_may_look_but_not_approve(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    ann = sign_in(Role.WRITER, "Ann Writer")
    page = ann.get(PAGE).content.decode()
    assert "An editor has to approve this" in page and 'name="seen"' not in page
    ben = sign_in()
    ann.post(PAGE, {"seen": _seen(ben.get(PAGE).content.decode())})
    assert not Approval.objects.exists()


def test_a_deputy_approves_in_the_place_of_who_is_away_and_it_is_on_record(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    cara, deputy = sign_in(Role.WRITER, "Cara Writer"), Person.objects.get(name="Cara Writer")
    sign_in(Role.EDITOR, "Ben Editor")
    staffing.name_deputy(room, Person.objects.get(name="Ben Editor"), deputy.email, room.now() + timedelta(days=2))
    page = cara.get(PAGE).content.decode()
    assert "You approve in the place of Ben Editor" in page
    cara.post(PAGE, {"seen": _seen(page)})
    approval = Approval.objects.get()
    assert (approval.by, approval.in_place_of, approval.verified) == ("Cara Writer", "Ben Editor", True)


def test_who_queued_it_approves_only_with_a_reason_which_the_others_are_told(
    room: Newsroom, world: premises.QuietWorld, sign_in: SignIn
) -> None:
    premises.readers(3)
    filing.queue(room, premises.TEXT, premises.until(room, hours=2), (), "Ben Editor", "cranes")
    ben = sign_in()
    page = ben.get(PAGE).content.decode()
    assert "Why nobody else can approve it" in page
    assert ben.post(PAGE, {"seen": _seen(page), "alone": " "}).status_code == 403
    assert ben.post(PAGE, {"seen": _seen(page), "alone": "everybody is on a plane"}).status_code == 302
    assert Approval.objects.get().alone == "everybody is on a plane"
    assert [code for code, _, _ in world.alarms] == ["approved-alone"]


def test_what_changed_since_the_last_approval_is_marked_word_by_word(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Harbour cranes to stand still for a month"), "Ann")
    page = sign_in().get(PAGE).content.decode()
    assert "Ben approved version 1" in page
    assert re.search(r"<del><span class=\"unseen\">taken out: </span>week<", page)
    assert re.search(r"<ins><span class=\"unseen\">put in: </span>month<", page)


def test_markup_in_a_headline_stays_words(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(3)
    text = replace(premises.TEXT, headline="<script>alert(1)</script> & cranes")
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "cranes")
    page = sign_in().get(PAGE).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_what_can_not_be_approved_says_why_on_the_page(room: Newsroom, sign_in: SignIn) -> None:
    premises.queued(room)
    page = sign_in().get(PAGE).content.decode()
    assert "There is no media list" in page and 'name="seen"' not in page


def test_a_frame_of_an_outdated_page_shows_nothing(room: Newsroom, sign_in: SignIn) -> None:
    _queued(room)
    old = approving.plan(room, "cranes").digest
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Cranes stand still"), "Ann")
    assert sign_in().get(f"{PAGE}/renditions?of={old}").status_code == 409


def test_the_page_asks_the_ledger_a_bounded_number_of_things(
    room: Newsroom, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    premises.approved(room)
    ben = sign_in()
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        ben.get(PAGE)
