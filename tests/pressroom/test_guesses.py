"""Before the instant nothing exists: whatever is tried, the answer is that of an address that never was."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from django.test import Client

from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import Alert
from tests import premises
from tests.pressroom.guesses import WORDS, guesses
from tests.pressroom.news import hold_everything

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
    return hold_everything(room, tmp_path)


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
