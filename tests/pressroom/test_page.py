"""A release's page is not there before the lift, and is what was approved after it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from bot.core.rendition import fill
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.pressroom.opening import open_to_the_public
from bot.store.contents import open_rendition
from bot.store.models import Rendition
from tests import premises

pytestmark = pytest.mark.django_db
PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


def answer(path: str, method: str = "GET") -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, as anybody gets them."""
    response = Client().generic(method, path)
    return response.status_code, response.content, dict(response.headers)


def held(room: Newsroom, stage: str) -> None:
    """Bring a release to a stage in which nobody may know of it."""
    if stage == "awaiting":
        premises.queued(room)
        return
    premises.approved(room)
    match stage:
        case "paused":
            holding.pause(room, "cranes", "Ben", "figures")
        case "cancelled":
            holding.cancel(room, "cranes", "Ben")
        case "edited":
            filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann", keep=False)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("stage", ["awaiting", "approved", "paused", "cancelled", "edited"])
def test_the_page_of_a_held_release_answers_as_one_that_never_was(room: Newsroom, stage: str, method: str) -> None:
    held(room, stage)
    assert answer(PAGE, method) == answer("/releases/there-never-was-such-a-page", method)
    assert answer(PAGE, method) == answer("/nothing/at/all", method)
    assert answer(PAGE, method)[0] == 404


def test_a_404_is_kept_by_nobody(room: Newsroom) -> None:
    held(room, "approved")
    assert answer(PAGE)[2]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_page_can_only_be_read(room: Newsroom, method: str) -> None:
    held(room, "approved")
    assert answer(PAGE, method) == answer("/releases/there-never-was-such-a-page", method)
    assert answer(PAGE, method)[0] == 405


def test_after_the_lift_it_is_the_approved_bytes(room: Newsroom) -> None:
    release = premises.lifted(room)
    approved = open_rendition(room.keyring, "cranes", Rendition.objects.get(approval=release.approval, channel=""))
    status, body, headers = answer(PAGE)
    assert status == 200
    assert body.decode() == fill(approved.decode(), {"lift": "2026-03-05T11:00:00Z"})
    assert premises.TEXT.headline in body.decode()
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_it_is_the_approved_text_though_a_newer_one_was_filed(room: Newsroom, client: Client) -> None:
    premises.approved(room)
    filing.edit(room, "cranes", replace(premises.TEXT, kicker="Quite another kicker"), "Ann", keep=True)
    assert isinstance(room.world, premises.QuietWorld)
    room.world.clock.forward(hours=2)
    premises.lift(room)
    assert b"Quite another kicker" not in client.get(PAGE).content


def test_the_page_of_a_newer_headline_that_nobody_approved_is_not_there(room: Newsroom, client: Client) -> None:
    premises.approved(room)
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Something else"), "Ann", keep=True)
    assert isinstance(room.world, premises.QuietWorld)
    room.world.clock.forward(hours=2)
    premises.lift(room)
    assert client.get("/releases/something-else").status_code == 404
    assert client.get(PAGE).status_code == 200


def test_head_answers_as_get_without_the_body(room: Newsroom) -> None:
    premises.lifted(room)
    (status, body, headers), (get_status, _, get_headers) = answer(PAGE, "HEAD"), answer(PAGE)
    assert (status, body) == (get_status, b"")
    assert headers.items() >= {("Content-Type", get_headers["Content-Type"])}


def test_the_page_runs_no_script_and_asks_for_nothing_elsewhere_but_pictures(room: Newsroom) -> None:
    premises.lifted(room)
    policy = answer(PAGE)[2]["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "path", ["/releases/", "/releases", "/releases/..", PAGE + "/", PAGE + "?x=1/..", "/RELEASES/x"]
)
def test_nothing_near_a_held_page_tells_more_than_its_404(room: Newsroom, path: str) -> None:
    held(room, "approved")
    assert answer(path) == answer("/nothing")


def test_a_translation_has_its_page_below_that_of_the_main_text_and_each_links_the_other(
    room: Newsroom, client: Client
) -> None:
    text = replace(premises.TEXT, translations=(replace(premises.TEXT, headline="Les grues", language="fr"),))
    premises.readers(1)
    filing.queue(room, text, premises.until(room, hours=1), (), "Ann", "cranes")
    approving.approve(room, plan(room, "cranes"), "Ben")
    assert answer(PAGE + "/fr") == answer("/releases/there-never-was-such-a-page")
    assert isinstance(room.world, premises.QuietWorld)
    room.world.clock.forward(hours=1)
    premises.lift(room)
    main, french = client.get(PAGE).content.decode(), client.get(PAGE + "/fr").content.decode()
    assert '<html lang="fr"' in french and "Les grues" in french
    for page in (main, french):
        for language, path in (("en", PAGE), ("fr", PAGE + "/fr"), ("x-default", PAGE)):
            assert f'<link rel="alternate" hreflang="{language}" href="https://press.example.org{path}">' in page
    assert ">Français</a>" in main and ">English</a>" in french
    assert answer(PAGE + "/de") == answer("/releases/there-never-was-such-a-page")
