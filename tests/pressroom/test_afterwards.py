"""After the lift: readers of feeds see a correction as a change of what they have, and a withdrawal as what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

import feedparser  # type: ignore[import-untyped]
import pytest
from django.test import Client

from bot.core.release import Part
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.approval import approving
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from tests import premises
from tests.pressroom.news import publish

pytestmark = pytest.mark.django_db
PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"
RIGHT = replace(
    premises.TEXT,
    headline="Harbour cranes to stand still for ten days",
    body=(Part("paragraph", "The vermilion cranes of the old harbour will stand still."), Part("quote", quote=0)),
)

OTHER = (Part("paragraph", "Nothing of that."),)


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    publish(room, "other", headline="Something else", body=OTHER, quotes=())
    publish(room, "cranes")
    publish(room, "newer", headline="Something newer", body=OTHER, quotes=())
    return room


def approve(room: Newsroom) -> None:
    cast(premises.QuietWorld, room.world).clock.forward(hours=1)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")


def correct(room: Newsroom) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann", "A week.", "Ten <days>.")
    approve(room)


def withdraw(room: Newsroom) -> None:
    standing.withdraw(room, "cranes", "Ann", "The figures were wrong.")
    approve(room)


def entries() -> list[Any]:
    parsed = feedparser.parse(Client().get("/feed.atom").content)
    assert not parsed.bozo
    return list(parsed.entries)


def items(form: str = "json") -> list[dict[str, Any]]:
    told = json.loads(Client().get(f"/feed.{form}").content)
    return list(told["items"] if form == "json" else told)


def test_a_correction_that_awaits_its_approval_shows_nowhere(room: Newsroom) -> None:
    paths = (PAGE, "/", "/feed.atom", "/feed.ninjs", "/sitemap.xml")
    before = [(Client().get(path).content, Client().get(path)["ETag"]) for path in paths]
    standing.correct(room, "cranes", Draft(RIGHT), "Ann", "A week.", "Ten days.")
    assert [(Client().get(path).content, Client().get(path)["ETag"]) for path in paths] == before
    assert "Nothing is found" in Client().get("/?q=vermilion").content.decode()


def test_a_correction_is_the_same_entry_with_a_later_date_and_comes_first(room: Newsroom) -> None:
    before = {one.id: one for one in entries()}
    correct(room)
    first, *rest = entries()
    assert len(rest) == 2
    assert first.id == "https://press.example.org/releases/cranes"
    assert first.link == before[first.id].link == f"https://press.example.org{PAGE}"
    assert first.published == before[first.id].published
    assert first.updated > before[first.id].updated
    assert first.title == RIGHT.headline
    assert items()[0]["date_modified"] > items()[0]["date_published"]


def test_an_entry_says_what_was_corrected_before_its_text(room: Newsroom) -> None:
    correct(room)
    html = items()[0]["content_html"]
    assert html.index("Correction: We said: “A week.” It should say: “Ten &lt;days&gt;.”") < html.index("vermilion")
    assert items("ninjs")[0]["version"] == "2"


def test_the_index_says_when_it_was_updated_and_search_finds_the_text_as_it_is_now(room: Newsroom) -> None:
    correct(room)
    index = Client().get("/").content.decode()
    assert RIGHT.headline in index and premises.TEXT.headline not in index
    assert "Updated: 5 March 2026" in index
    assert RIGHT.headline in Client().get("/?q=vermilion").content.decode()
    assert "Something newer" in index


def test_the_page_is_where_it_was_and_whoever_had_it_gets_the_new_one(room: Newsroom) -> None:
    before = Client().get(PAGE)
    correct(room)
    after = Client().get(PAGE, headers={"If-None-Match": before["ETag"], "If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200 and "Ten &lt;days&gt;." in after.content.decode()
    assert after["Last-Modified"] > before["Last-Modified"]


def test_what_was_withdrawn_leaves_index_search_and_sitemap(room: Newsroom) -> None:
    withdraw(room)
    for path in ("/", "/?q=zinnober", "/sitemap.xml", "/news-sitemap.xml", "/2026/03"):
        text = Client().get(path).content.decode()
        assert "harbour-cranes" not in text, path
    assert "Something newer" in Client().get("/").content.decode()


def test_its_page_says_so_and_feeds_do_without_its_text(room: Newsroom) -> None:
    withdraw(room)
    page = Client().get(PAGE)
    assert page.status_code == 410
    first = entries()[0]
    assert first.title == f"Withdrawn: {premises.TEXT.headline}"
    assert "The figures were wrong." in first.summary and "The figures were wrong." in first.content[0].value
    assert items("ninjs")[0]["pubStatus"] == "canceled"
    for path in (PAGE, "/feed.atom", "/feed.json", "/feed.ninjs"):
        assert "zinnober" not in Client().get(path).content.decode()


def test_its_pictures_and_its_old_text_are_nowhere(room: Newsroom) -> None:
    withdraw(room)
    assert items()[0]["id"] == "https://press.example.org/releases/cranes"
    assert "image" not in items()[0]
    assert "associations" not in items("ninjs")[0]
