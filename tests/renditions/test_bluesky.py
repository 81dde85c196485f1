"""How a thread reads on Bluesky."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.configuration import ChannelConfig
from bot.core.measure import BLUESKY
from bot.core.release import Part, Quote, Release
from bot.core.rendition import Card, Thread
from bot.renditions.setting import doubts, preview_files, render
from bot.renditions.thread import MOST_POSTS, HeadlineTooLong, PostTooLong
from tests.renditions.samples import PAGE, paragraph, quoted, release, sheet


def made(text: Release, lift_date: date | None = date(2026, 3, 5)) -> Thread:
    """Without its pictures, which would stand in the card's place."""
    return Thread.from_bytes(render("bluesky", text, sheet("bluesky", lift_date=lift_date, pictures={})))


def illustrated(text: Release) -> Thread:
    return Thread.from_bytes(render("bluesky", text, sheet("bluesky")))


def card(*paragraphs: str, lift_date: date | None = date(2026, 3, 5), **changes: object) -> Card:
    body = tuple(paragraph(text) for text in paragraphs)
    found = made(release(**{"subhead": None, "body": body, "quotes": ()} | changes), lift_date).card
    assert found is not None
    return found


def test_a_thread_is_headline_and_link_then_quotes_then_the_body() -> None:
    posts = [post.text for post in made(release()).posts]
    assert posts[0] == f"Half of harbour workers breathe air above the legal limit\n\n{PAGE}"
    assert posts[1] == "“We gave people a badge to wear.”\n— Tamsin Okoro, lead author"


def test_the_card_is_the_page_by_its_headline_and_subhead() -> None:
    assert made(release()).card == Card(
        PAGE,
        "Half of harbour workers breathe air above the legal limit",
        "Monitors at eleven ports measured what inspectors never have",
    )


def test_without_a_subhead_the_card_has_what_opens_the_text() -> None:
    assert card("The port [is full](https://example.org). Nobody knows why.").description == (
        "The port is full. Nobody knows why."
    )


def test_a_cards_words_are_cut_nowhere() -> None:
    first, second = ("A" + letter * 200 + " word." for letter in "bc")
    assert card(f"{first} {second}").description == first
    assert card("Word " + "and word " * 60 + "end.").description == ""


@pytest.mark.parametrize("text", ["Ida Holm said:", "The group meets tomorrow.", ""])
def test_a_card_says_nothing_rather_than_half_or_wrong(text: str) -> None:
    assert card(text).description == ""


def test_a_word_for_a_day_stands_on_the_card_on_that_day() -> None:
    assert card("The port closes today.", lift_date=date(2026, 3, 4)).description == "The port closes today."


def test_a_release_that_opens_with_a_quotation_has_a_card_all_the_same() -> None:
    assert card(body=(Part("quote", quote=0),), quotes=(quoted("Oh."),)).description == ""


@pytest.mark.parametrize("name", ["bluesky", "sky"])
def test_posts_that_the_release_brings_for_channel_or_kind_win(name: str) -> None:
    made_for = sheet("bluesky", channel=ChannelConfig("sky", "bluesky", "bluesky"), pictures={})
    text = release(posts=(("x", ("For X.",)), (name, ("Read this: {link}",))))
    thread = Thread.from_bytes(render("bluesky", text, made_for))
    assert [post.text for post in thread.posts] == [f"Read this: {PAGE}"]
    assert thread.card is not None


def test_where_headline_and_link_are_too_long_the_card_alone_leads_to_the_page() -> None:
    thread = made(release(headline="word " * 58))
    assert thread.posts[0].text == ("word " * 58).strip()
    assert thread.card is not None
    assert thread.card.url == PAGE


def test_pictures_stand_in_the_place_of_the_card_and_the_link_in_the_words() -> None:
    thread = illustrated(release())
    assert thread.card is None
    assert PAGE in thread.posts[0].text


def test_where_headline_and_link_are_too_long_for_pictures_the_link_is_a_post_of_its_own() -> None:
    thread = illustrated(release(headline="word " * 58))
    assert [post.text for post in thread.posts[:2]] == [("word " * 58).strip(), PAGE]
    assert len(thread.posts) <= MOST_POSTS


def test_own_posts_need_no_link_beside_the_card_and_one_beside_pictures() -> None:
    text = release(posts=(("bluesky", ("Just words.",)),))
    assert [finding.code for finding in doubts("bluesky", text, sheet("bluesky", pictures={}))] == []
    assert "posts-without-link" in [finding.code for finding in doubts("bluesky", text, sheet("bluesky"))]


def test_what_does_not_fit_is_refused_not_cut() -> None:
    with pytest.raises(HeadlineTooLong, match=r"304 of 300\. Shorten it"):
        made(release(headline="word " * 61))
    with pytest.raises(PostTooLong, match='Post 1 that the release brings for "bluesky" is too long: 301 of 300'):
        made(release(posts=(("bluesky", ("a" * 301,)),)))


def test_a_link_counts_as_long_as_it_is() -> None:
    text = "a" * 280 + " https://example.org/a"
    assert len(made(release(posts=(("x", (text,)),))).posts) == 6
    with pytest.raises(PostTooLong, match="302 of 300"):
        made(release(posts=(("bluesky", (text,)),)))


def test_a_preview_shows_the_card_below_the_first_post() -> None:
    content = render("bluesky", release(), sheet("bluesky", pictures={}))
    shown = preview_files("bluesky", content, "sky", {})["sky.txt"].decode()
    first, second, third = shown.split("\n\n[")[:3]
    assert first.startswith("[1 of 6, ")
    assert first.splitlines()[0].endswith(" of 300]")
    assert second.startswith("with the first post, a card]\nHalf of harbour workers")
    assert third.startswith("2 of 6, ")


@given(st.text(max_size=600), st.text(max_size=400), st.text(max_size=100))
def test_no_text_makes_a_post_too_long_or_a_program_fail(text: str, said: str, subhead: str) -> None:
    quotes = (Quote(said, "A", "b"),)
    body = (paragraph(text), Part("quote", quote=0))
    thread = made(Release(headline="Headline", subhead=subhead, body=body, quotes=quotes))
    assert all(BLUESKY.fits(post.text) for post in thread.posts)
    assert Thread.from_bytes(thread.to_bytes()) == thread
