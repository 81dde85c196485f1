"""Before the instant nothing exists: whatever is tried, the answer is that of an address that never was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from django.test import Client

from bot.core.release import File, Manuscript, Picture
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.pressroom.opening import open_to_the_public
from bot.store.models import Alert
from tests import darkroom, premises
from tests.pressroom.guesses import WORDS, guesses

pytestmark = pytest.mark.django_db
Answer = tuple[int, bytes, dict[str, str]]


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


@pytest.fixture
def addresses(room: Newsroom, tmp_path: Path) -> list[str]:
    """Every address that a held release with picture, file, beat and translation will have."""
    (tmp_path / "quay.jpg").write_bytes(darkroom.photo(1500, 900))
    (tmp_path / "cranes.csv").write_bytes(b"Crane,Year\n1,1931\n")
    picture, file = Picture(alt="A quay", source="quay.jpg"), File("cranes.csv")
    french = replace(premises.TEXT, headline="Les grues", language="fr")
    text = replace(premises.TEXT, pictures=(picture,), files=(file,), beats=("harbours",), translations=(french,))
    made = enclosed(Manuscript(text), tmp_path)
    premises.readers(1)
    filing.queue(room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures)
    planned = plan(room, "cranes")
    approving.approve(room, planned, "Ben")
    page = planned.page_url.removeprefix(room.config.office.url)
    feeds = [
        f"{shelf}/feed.{form}" for shelf in ("/beats/harbours", "/languages/fr") for form in ("atom", "json", "ninjs")
    ]
    lists = ["/beats/harbours", "/languages/fr", "/languages/en", "/2026", "/2026/03", "/sitemap/2026-03.xml", *feeds]
    return [page, f"{page}/fr", *(one.path for one in planned.parts[0].enclosures), *lists]


CLIENT = Client()


def answer(path: str, method: str = "GET") -> Answer:
    response = CLIENT.generic(method, path)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return response.status_code, body, dict(response.headers)


def lists() -> list[Answer]:
    """What there is before, too."""
    found = [answer(path) for path in ("/", "/feed.atom", "/feed.json", "/feed.ninjs", "/sitemap.xml", "/robots.txt")]
    return [*found, *(answer(f"/?q={word}") for word in WORDS)]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_address_of_a_held_release_is_the_same_404_and_all_are_there_at_its_lift(
    room: Newsroom, addresses: list[str], method: str
) -> None:
    never = answer("/nothing/at/all", method)
    assert [answer(path, method) for path in addresses] == [never] * len(addresses)
    assert (never[0], never[2]["Cache-Control"]) == (404, "no-store")
    cast(premises.QuietWorld, room.world).clock.forward(hours=2)
    premises.lift(room)
    assert [answer(path, method)[0] for path in addresses] == [200] * len(addresses)


def test_lists_and_search_are_what_they_were_before_it_was_queued(
    room: Newsroom, request: pytest.FixtureRequest
) -> None:
    before = lists()
    request.getfixturevalue("addresses")
    assert lists() == before


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_a_crawl_finds_nothing_and_raises_the_alert(room: Newsroom, addresses: list[str], count: int) -> None:
    never = answer("/nothing/at/all")
    tried = guesses(premises.TEXT.headline, "cranes", count)
    assert len(tried) == count and addresses[0] in tried
    assert [path for path in tried if answer(path) != never] == []
    cast(premises.QuietWorld, room.world).run_submitted()
    assert Alert.objects.filter(code="guessing", cleared_at=None).count() == 1
