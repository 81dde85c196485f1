"""Feeds carry what has lifted, to readers that others wrote; a change is a change of the same entry."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import jsonschema
import pytest
from django.test import Client

from bot.core.release import Picture
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import JournalRow, Release
from tests import premises
from tests.pressroom.news import hold, publish

pytestmark = pytest.mark.django_db
FORMS = ("atom", "json", "ninjs")
HUB = "https://hub.example.org/"


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


def atom(path: str = "/feed.atom") -> Any:
    parsed = feedparser.parse(Client().get(path).content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def feed(path: str = "/feed.json") -> Any:
    return json.loads(Client().get(path).content)


def revise(slug: str, at: datetime) -> None:
    """As a correction's lift leaves it."""
    Release.objects.filter(slug=slug).update(revised_at=at)
    release = Release.objects.get(slug=slug)
    JournalRow.objects.create(
        release=release, number=release.journal_rows + 1, at=at, actor="clock", act="correct", mac="0"
    )


def test_an_atom_reader_finds_headline_link_summary_and_text(room: Newsroom) -> None:
    publish(room, headline="Cranes & <quays> stand still", beats=("harbours",))
    parsed = atom()
    (entry,) = parsed.entries
    assert entry.title == "Cranes & <quays> stand still"
    assert entry.link == "https://press.example.org/releases/cranes-quays-stand-still"
    assert "zinnober cranes" in entry.content[0].value and "<blockquote>" in entry.content[0].value
    assert entry.published == entry.updated == "2026-03-05T11:00:00+00:00"
    assert [tag.term for tag in entry.tags] == ["harbours"]
    assert parsed.feed.title == "Harbour Watch · Press room"
    assert parsed.feed.id == "https://press.example.org/feed.atom"


def test_a_json_feed_has_the_same(room: Newsroom) -> None:
    publish(room, beats=("harbours",))
    told = feed()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = told["items"]
    assert item["title"] == premises.TEXT.headline
    assert item["date_published"] == "2026-03-05T11:00:00Z"
    assert item["tags"] == ["harbours"]
    assert (item["id"], item["url"]) == (
        "https://press.example.org/releases/one",
        "https://press.example.org/releases/harbour-cranes-to-stand-still-for-a-week",
    )
    assert "zinnober cranes" in item["content_html"]


def test_the_ninjs_feed_holds_valid_items(room: Newsroom, shared: Path) -> None:
    schema = next((shared / "schemas").rglob("ninjs-schema_3.1.json"), None)
    if schema is None:
        pytest.skip("the schema of ninjs 3.1 is not among the reference files")
    publish(room, "one")
    publish(room, "two", headline="Another", translations=(replace(premises.TEXT, language="fr"),))
    items = feed("/feed.ninjs")
    assert [one["slugline"] for one in items] == ["two", "one"]
    validator = jsonschema.Draft7Validator(json.loads(schema.read_text("utf-8")))
    assert [error.message for one in items for error in validator.iter_errors(one)] == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_held_is_in_no_feed(room: Newsroom, form: str) -> None:
    publish(room, "one")
    before = Client().get(f"/feed.{form}")
    hold(room, "two", headline="Not yet", beats=("secrets",))
    after = Client().get(f"/feed.{form}")
    assert (before.content, dict(before.headers)) == (after.content, dict(after.headers))
    never = Client().get(f"/beats/never/feed.{form}")
    held = Client().get(f"/beats/secrets/feed.{form}")
    assert (held.status_code, held.content, dict(held.headers)) == (404, never.content, dict(never.headers))


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_of_nothing_is_a_feed_and_the_same_each_time(room: Newsroom, form: str) -> None:
    first, second = Client().get(f"/feed.{form}"), Client().get(f"/feed.{form}")
    assert first.status_code == 200
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])


def test_a_beat_and_a_language_have_feeds_of_their_own(room: Newsroom) -> None:
    publish(room, "one", beats=("harbours",), translations=(replace(premises.TEXT, headline="Grues", language="fr"),))
    publish(room, "two", headline="Else")
    assert [one.title for one in atom("/beats/harbours/feed.atom").entries] == [premises.TEXT.headline]
    assert [one.title for one in atom("/languages/fr/feed.atom").entries] == ["Grues"]
    assert [one.title for one in atom().entries] == ["Else", premises.TEXT.headline]


def test_a_change_after_the_lift_is_the_same_entry_with_a_later_date_and_comes_first(room: Newsroom) -> None:
    publish(room, "one")
    publish(room, "two", headline="Else")
    before = {one.link: one for one in atom().entries}
    later = room.now() + timedelta(hours=3)
    revise("one", later)
    after = atom().entries
    assert after[0].title == premises.TEXT.headline
    assert after[0].id == before[after[0].link].id
    assert after[0].published == before[after[0].link].published
    assert after[0].updated == later.isoformat()
    assert len(after) == 2
    assert feed()["items"][0]["date_modified"] > feed()["items"][0]["date_published"]


def test_a_feed_reader_asks_whether_there_is_news(room: Newsroom) -> None:
    publish(room, "one")
    answer = Client().get("/feed.atom")
    etag, modified = answer["ETag"], answer["Last-Modified"]
    assert modified == "Thu, 05 Mar 2026 11:00:00 GMT"
    assert answer["Cache-Control"] == "public, no-cache"
    assert Client().get("/feed.atom", headers={"If-None-Match": etag}).status_code == 304
    assert Client().get("/feed.atom", headers={"If-Modified-Since": modified}).status_code == 304
    publish(room, "two", headline="Else")
    assert Client().get("/feed.atom", headers={"If-None-Match": etag}).status_code == 200
    assert Client().get("/feed.atom", headers={"If-Modified-Since": modified}).status_code == 200


def test_an_agencys_picture_without_a_licence_is_in_no_feed_and_no_card(room: Newsroom) -> None:
    picture = Picture("A crane.", "A. Person/Getty Images", "A crane", "https://example.org/getty.jpg")
    publish(room, pictures=(picture,))
    page = Client().get("/releases/harbour-cranes-to-stand-still-for-a-week").content.decode()
    for text in (
        page,
        *(Client().get(f"/feed.{form}").content.decode() for form in FORMS),
        Client().get("/").content.decode(),
    ):
        assert "Getty" not in text and "getty" not in text
    assert "og:image" not in page and "twitter:image" not in page


def test_a_hub_is_named_where_the_office_has_one() -> None:
    room = premises.newsroom(config=premises.configuration(pressroom={"hub": HUB}))
    open_to_the_public(room)
    publish(room)
    assert [link.href for link in atom().feed.links if link.rel == "hub"] == [HUB]
    assert feed()["hubs"] == [{"type": "WebSub", "url": HUB}]
    assert (
        Client().get("/feed.ninjs")["Link"] == f'<{HUB}>; rel="hub", <https://press.example.org/feed.ninjs>; rel="self"'
    )


def test_the_sitemap_has_every_page_in_every_language(room: Newsroom) -> None:
    publish(room, "one", translations=(replace(premises.TEXT, headline="Grues", language="fr"),))
    hold(room, "two", headline="Not yet")
    told = Client().get("/sitemap.xml").content.decode()
    page = "https://press.example.org/releases/harbour-cranes-to-stand-still-for-a-week"
    assert f"<loc>{page}</loc>" in told and f"<loc>{page}/fr</loc>" in told
    assert f'hreflang="fr" href="{page}/fr"' in told
    assert "not-yet" not in told
    assert "<lastmod>2026-03-05T11:00:00Z</lastmod>" in told


def test_the_news_sitemap_has_two_days(room: Newsroom) -> None:
    publish(room, "one", headline="Old & gone")
    publish(room, "two", headline="New & here", hours=50)
    told = Client().get("/news-sitemap.xml").content.decode()
    assert "<news:title>New &amp; here</news:title>" in told
    assert "<news:publication_date>2026-03-07T13:00:00Z</news:publication_date>" in told
    assert "Old" not in told


def test_robots_are_told_where_the_sitemaps_are(room: Newsroom) -> None:
    told = Client().get("/robots.txt").content.decode()
    assert "Sitemap: https://press.example.org/sitemap.xml" in told
