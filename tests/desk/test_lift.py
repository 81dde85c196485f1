"""The live page: last checks, countdown, every channel's progress; a poll that costs little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from bot.core.delivery import Rejected, Sent, Unconfirmed
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding, minding
from bot.newsroom.newsroom import Newsroom
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/desk/releases/cranes/lift"


def test_before_the_lift_it_counts_down_and_shows_the_last_checks(
    room: Newsroom, world: premises.QuietWorld, sign_in: SignIn
) -> None:
    premises.approved(room)
    minding.watch(room, world.reading())
    page = sign_in().get(PAGE).content.decode()
    assert ">2:00:00</time>" in page
    for said in (
        "The engine is running.",
        "The clock is believed.",
        "Nothing is known against the credentials of press, x, partners.",
        "Set and sealed as approved: press, x, partners.",
        "press: 3 people, as approved.",
    ):
        assert said in page


def test_a_lift_that_nobody_will_do_is_told_before_it_is_due(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    assert "No engine is running (embargo run)." in sign_in().get(PAGE).content.decode()


def test_it_shows_each_channel_s_progress_and_lateness_in_words(
    room: Newsroom, world: premises.QuietWorld, sign_in: SignIn
) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Sent("1", "https://x.com/h/status/1"))
    world.clock.forward(seconds=40)
    premises.answered(room, premises.begun(room, "press"), Sent("m"))
    page = sign_in().get(f"{PAGE}/state").content.decode()
    assert "on time" in page and "40 s late" in page
    assert 'href="https://x.com/h/status/1"' in page
    assert "3 of 3 people" in page
    assert "Finished" not in page  # the webhook is still to go


def test_a_finished_lift_asks_for_nothing_more_and_leads_on(room: Newsroom, sign_in: SignIn) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    premises.answered(room, premises.begun(room, "press"), Unconfirmed("no answer"))
    premises.answered(room, premises.begun(room, "partners"), Rejected("400"))
    page = sign_in().get(f"{PAGE}/state").content.decode()
    assert "Finished" in page and "hx-trigger" not in page
    assert "1 not confirmed" in page and "1 refused" in page
    assert "/desk/releases/cranes/after" in page


def test_a_pause_is_seen_without_loading_the_page_again(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    ben = sign_in()
    holding.pause(room, "cranes", "Ann", "a name is wrong")
    assert "Paused: a name is wrong" in ben.get(f"{PAGE}/state").content.decode()


def test_a_poll_asks_the_ledger_for_a_handful_of_things(
    room: Newsroom, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    premises.lifted(room)
    ben = sign_in()
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        ben.get(f"{PAGE}/state")


def test_the_checks_ask_for_a_bounded_number_of_things(
    room: Newsroom, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    premises.approved(room)
    ben = sign_in()
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        ben.get(f"{PAGE}/checks")


def test_an_instant_that_has_come_says_so(room: Newsroom, world: premises.QuietWorld, sign_in: SignIn) -> None:
    release = premises.approved(room)
    assert release.instant
    world.clock.now = release.instant + timedelta(seconds=1)
    assert "Now …" in sign_in().get(f"{PAGE}/state").content.decode()


def test_a_release_that_nobody_approved_shows_its_own_text(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(3)
    filing.queue(
        room, replace(premises.TEXT, headline="Another story"), premises.until(room, hours=3), (), "Ann", "other"
    )
    premises.queued(room)
    page = sign_in().get(PAGE).content.decode()
    assert "Harbour cranes" in page and "Another story" not in page and "Not approved." in page


def test_a_withdrawal_is_followed_until_it_has_gone_out(room: Newsroom, sign_in: SignIn) -> None:
    premises.lifted(room)
    for channel in ("x", "press", "partners"):
        premises.answered(room, premises.begun(room, channel), Sent("1"))
    standing.withdraw(room, "cranes", "Ann", "The figures do not hold.")
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    page = sign_in().get(f"{PAGE}/state").content.decode()
    assert "Withdrawal: Going out" in page and "0 of 3 people" in page
    assert 'hx-trigger="every 1s"' in page


def test_a_request_to_disregard_a_mail_shows_whom_it_has_reached(room: Newsroom, sign_in: SignIn) -> None:
    premises.lifted(room)
    for channel in ("x", "press", "partners"):
        premises.answered(room, premises.begun(room, channel), Sent("1"))
    standing.recall(room, "cranes", "Ann", "", [])
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    premises.answered(room, premises.begun(room, "press"), Sent("2"))
    page = sign_in().get(f"{PAGE}/state").content.decode()
    assert "Request to disregard the mail: Finished" in page and "3 of 3 people" in page
    assert "partners" not in page


def test_the_last_checks_go_with_the_lift(room: Newsroom, sign_in: SignIn) -> None:
    premises.lifted(room)
    ben = sign_in()
    assert '<section id="lift-checks" hx-swap-oob="true"></section>' in ben.get(f"{PAGE}/state").content.decode()
    assert "hx-get" not in ben.get(f"{PAGE}/checks").content.decode()
