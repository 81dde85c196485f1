"""The queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from bot.core.draft import Draft, Entry, Writing
from bot.core.roles import Role
from bot.desk.search import Index
from bot.newsroom.copy import drafting
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, Release
from tests import premises

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _own_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a ledger of its own, and so an index."""
    monkeypatch.setattr("bot.desk.queue.index", Index())


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to() -> None:
    answer = Client().get("/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/sign-in")


def test_an_empty_queue_says_how_to_begin(sign_in: SignIn) -> None:
    answer = sign_in().get("/desk/")
    assert answer.status_code == 200
    assert "Nothing is queued" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_lifts_sooner_stands_first(sign_in: SignIn, room: Newsroom) -> None:
    premises.readers(3)
    premises.queued(room, premises.until(room, hours=5), slug="later")
    premises.queued(room, premises.until(room, hours=1), slug="sooner")
    page = _page(sign_in())
    assert page.index("/releases/sooner") < page.index("/releases/later")


def test_it_says_who_has_to_act(sign_in: SignIn, room: Newsroom) -> None:
    premises.queued(room)
    assert "An editor has to approve it; Ann queued it." in _page(sign_in())


def test_an_approved_release_counts_down_to_its_instant(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    page = _page(sign_in())
    assert 'data-until="2026-03-05T11:00:00+00:00"' in page
    assert "Goes by itself." in page


def test_the_time_is_the_servers(sign_in: SignIn, room: Newsroom) -> None:
    assert '<meta name="server-time" content="2026-03-05T09:00:00Z">' in _page(sign_in())


def test_why_a_release_is_paused_is_said(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ann", "the minister calls back")
    assert "Paused: the minister calls back" in _page(sign_in())


def test_what_has_gone_is_told_with_its_outcome(sign_in: SignIn, room: Newsroom) -> None:
    premises.lifted(room)
    Delivery.objects.filter(channel="x").update(state="unconfirmed")
    page = _page(sign_in(), "?show=out")
    assert "1 not confirmed" in page
    assert "/releases/cranes/after" in page


def test_a_headline_is_found_by_its_words(sign_in: SignIn, room: Newsroom) -> None:
    premises.queued(room)
    assert "/releases/cranes" in _page(sign_in(), "?q=HARBOUR+still")
    assert "/releases/cranes" not in _page(sign_in(), "?q=submarine")


def test_a_headline_that_changes_is_found_by_its_new_words(sign_in: SignIn, room: Newsroom) -> None:
    from dataclasses import replace

    from bot.newsroom.copy import filing

    premises.queued(room)
    client = sign_in()
    assert "/releases/cranes" in _page(client, "?q=still")
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Ferries to run again"), "Ann")
    assert "/releases/cranes" in _page(client, "?q=ferries")


def test_a_stage_alone_can_be_looked_at(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    premises.queued(room, slug="other")
    page = _page(sign_in(), "?show=awaiting")
    assert "/releases/other" in page
    assert "/releases/cranes" not in page


def test_pages_follow_each_other_without_a_gap(
    sign_in: SignIn, room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.queue.SIZE", 2)
    for number in range(5):
        # Two of them at the same instant, on two pages.
        premises.queued(room, premises.until(room, hours=1 + number // 2), slug=f"r{number}")
    client, path, seen = sign_in(), "", []
    for _turn in range(3):
        page = _page(client, path)
        seen += [number for number in range(5) if f'/releases/r{number}"' in page]
        path = page.partition('" rel="next"')[0].rpartition('href="/desk/')[2].replace("&amp;", "&")
    assert seen == [0, 1, 2, 3, 4]


def test_a_page_that_nobody_gave_out_is_the_first(sign_in: SignIn, room: Newsroom) -> None:
    premises.queued(room)
    assert "/releases/cranes" in _page(sign_in(), "?after=yesterday,many")


def test_a_script_in_a_headline_is_shown_and_not_run(sign_in: SignIn, room: Newsroom) -> None:
    from dataclasses import replace

    from bot.newsroom.copy import filing

    text = replace(premises.TEXT, headline="<script>alert(1)</script> in the harbour")
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "cranes")
    page = _page(sign_in())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("headline", "told"),
    [("Cranes & <b>gulls</b>", "Cranes &amp; &lt;b&gt;gulls&lt;/b&gt;</a>"), ("", "No headline yet (")],
)
def test_a_draft_is_called_by_its_headline_and_by_its_slug_while_it_has_none(
    sign_in: SignIn, room: Newsroom, headline: str, told: str
) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    drafting.begin(room, Draft(Writing(headline=headline), entry=Entry("on_my_word")), "Ann Writer")
    assert told in _page(client)


def test_an_open_alert_stands_above_everything(sign_in: SignIn, room: Newsroom) -> None:
    premises.queued(room)
    from bot.newsroom.alerting import raise_alert

    raise_alert(room, Release.objects.get(), "unapproved", "cranes was due and is not approved.")
    page = _page(sign_in())
    assert page.index("cranes was due and is not approved.") < page.index('class="queue"')


@pytest.mark.parametrize("path", ["", "?show=out", "?show=cancelled"])
def test_however_many_there_are_the_questions_are_few(
    path: str, sign_in: SignIn, room: Newsroom, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    premises.readers(1)
    for number in range(30):
        premises.queued(room, premises.until(room, hours=1 + number), slug=f"r{number}", channels=("x",))
    Release.objects.filter(slug__in=["r1", "r2"]).update(stage="cancelled")
    Release.objects.filter(slug__in=["r3", "r4"]).update(stage="lifted", lifted_at=room.now() - timedelta(hours=1))
    client = sign_in(Role.WRITER)
    with django_assert_max_num_queries(18) as asked:
        assert client.get(f"/desk/{path}").status_code == 200
    assert isinstance(asked, CaptureQueriesContext)


def _page(client: Client, query: str = "") -> str:
    answer = client.get(f"/desk/{query}")
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()
