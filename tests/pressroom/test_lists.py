"""The index shows what has lifted, newest first, and what it is about; of what is held it knows nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from django.test import Client

from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from tests import premises
from tests.pressroom.news import hold, lift, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom()
    open_to_the_public(room)
    return room


def body(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_before_anything_has_lifted_the_index_says_so(room: Newsroom) -> None:
    hold(room, "cranes")
    assert "There is no release yet." in body("/")
    assert premises.TEXT.headline not in body("/")


def test_at_its_lift_a_release_stands_on_top(room: Newsroom) -> None:
    publish(room, "one", headline="First of all")
    publish(room, "two", headline="Second to none")
    page = body("/")
    assert page.index("Second to none") < page.index("First of all")
    assert 'href="https://press.example.org/releases/first-of-all"' in page


def test_a_page_has_twenty_and_leads_to_the_older_ones(room: Newsroom) -> None:
    for number in range(21):
        publish(room, f"release-{number}", headline=f"Number {number} of many")
    assert body("/").count("<li") > 20 and "Number 0 of many" not in body("/")
    assert 'rel="next" href="https://press.example.org/?page=2"' in body("/")
    assert "Number 0 of many" in body("/?page=2") and "Number 1 of many" not in body("/?page=2")
    assert 'rel="prev" href="https://press.example.org/"' in body("/?page=2")


@pytest.mark.parametrize("query", ["page=0", "page=2", "page=-1", "page=x", "page=99999999999999"])
def test_a_page_that_there_is_not_is_a_404(room: Newsroom, query: str) -> None:
    publish(room, "one")
    assert Client().get(f"/?{query}").status_code == 404


def test_a_beat_has_a_page_once_something_of_it_has_lifted(room: Newsroom) -> None:
    release = hold(room, beats=("Climate & sea", "harbours"))
    assert Client().get("/beats/climate-sea").content == Client().get("/beats/never").content
    assert "Climate" not in body("/")
    lift(room, release)
    publish(room, "two", headline="Something else")
    assert "Climate &amp; sea" in body("/beats/climate-sea")
    assert "Something else" not in body("/beats/climate-sea")
    assert 'href="https://press.example.org/beats/harbours"' in body("/")


def test_the_archive_has_years_and_months_of_what_has_lifted(room: Newsroom) -> None:
    publish(room, "one", headline="In March")
    publish(room, "two", headline="In May", hours=24 * 70)
    hold(room, "three", headline="In August", hours=24 * 100)
    assert "In March" in body("/2026/03") and "In May" not in body("/2026/03")
    assert "In May" in body("/2026") and "In August" not in body("/2026")
    for path in ("/2026/08", "/2026/13", "/2026/00", "/2025", "/2026/8"):
        assert Client().get(path).status_code == 404, path


def test_a_language_has_a_page_with_its_headlines(room: Newsroom) -> None:
    publish(room, "one", translations=(replace(premises.TEXT, headline="Les grues", language="fr"),))
    assert "Les grues" in body("/languages/fr")
    assert "Les grues" not in body("/") and "Also in" in body("/")
    assert Client().get("/languages/de").status_code == 404


@pytest.mark.parametrize("words", ["cranes", "CRANES zinnober", "crane", "“Ida” Holm", "Hólm", "harb still"])
def test_what_has_lifted_is_found_by_words_in_it(room: Newsroom, words: str) -> None:
    publish(room, "one")
    assert premises.TEXT.headline in Client().get("/", {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["zinnober", "cranes", "Holm"])
def test_what_is_held_is_not_found(room: Newsroom, words: str) -> None:
    hold(room, "one")
    page = Client().get("/", {"q": words}).content.decode()
    assert page == Client().get("/", {"q": "neverwas"}).content.decode().replace("neverwas", words)
    assert "Nothing is found" in page


@pytest.mark.parametrize(
    "words", ['"', "*", "a*b", "NOT", "cranes OR", "NEAR(", "<script>alert(1)</script>", "'--", "\x00"]
)
def test_a_question_is_words_and_nothing_else(room: Newsroom, words: str) -> None:
    publish(room, "one")
    answer = Client().get("/", {"q": words})
    assert answer.status_code == 200
    assert b"<script" not in answer.content


def test_signs_of_a_script_without_spaces_are_found(room: Newsroom) -> None:
    publish(room, "one", headline="港のクレーンが一週間止まる", language="ja")
    assert "クレーン</" not in body("/?q=クレーン") and "港の" in body("/?q=クレーン")
    assert "港の" not in body("/?q=クレープ")


def test_a_search_is_nobodys_to_index(room: Newsroom) -> None:
    assert '<meta name="robots" content="noindex">' in body("/?q=cranes")


def test_the_words_around_are_in_the_offices_language() -> None:
    room = premises.newsroom(config=premises.configuration(pressroom={"language": "de"}))
    open_to_the_public(room)
    publish(room, "one")
    assert '<html lang="de" dir="ltr">' in body("/") and "Mitteilungen durchsuchen" in body("/")


def test_an_approved_release_that_is_moved_on_changes_nothing_that_anybody_can_see(room: Newsroom) -> None:
    publish(room, "one")
    before = Client().get("/")
    hold(room, "two", headline="Not yet")
    cast(premises.QuietWorld, room.world).clock.now += timedelta(minutes=1)
    after = Client().get("/")
    assert (before.content, dict(before.headers)) == (after.content, dict(after.headers))
