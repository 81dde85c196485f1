"""How a thread reads on Mastodon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.configuration import ChannelConfig
from bot.core.measure import mastodon_length
from bot.core.release import Part, Quote, Release
from bot.core.rendition import Thread
from bot.renditions.setting import doubts, preview_files, render
from bot.renditions.sheet import Sheet
from bot.renditions.thread import HeadlineTooLong, PostTooLong
from tests.renditions.samples import PAGE, paragraph, release, sheet


def made(text: Release, **options: object) -> Thread:
    return Thread.from_bytes(render("mastodon", text, desk(**options)))


def desk(**options: object) -> Sheet:
    config = ChannelConfig("fediverse", "mastodon", "mastodon", "https://social.example", options=options)
    return sheet("mastodon", channel=config)


def told(*paragraphs: str) -> Release:
    return release(body=tuple(paragraph(text) for text in paragraphs), quotes=())


def test_a_thread_is_headline_and_link_then_quotes_then_the_body() -> None:
    posts = [post.text for post in made(release()).posts]
    assert posts[0] == f"Half of harbour workers breathe air above the legal limit\n\n{PAGE}"
    # what X has to part fits whole
    assert posts[1] == "“We gave people a badge to wear.”\n— Tamsin Okoro, lead author"


def test_a_longer_passage_fits_than_on_x() -> None:
    long = "A" + "a" * 300 + " word."
    assert [post.text for post in made(told(long)).posts][1:] == [long]
    assert len(Thread.from_bytes(render("x", told(long), sheet("x"))).posts) == 1


def test_what_the_instance_allows_is_used() -> None:
    long = "A" + "a" * 700 + " word."
    assert len(made(told(long)).posts) == 1
    assert [post.text for post in made(told(long), characters=1000).posts][1:] == [long]


def test_a_content_warning_is_approved_with_the_posts_and_takes_its_share() -> None:
    long = "A" + "a" * 488 + " word."
    assert made(told(long)).warning == ""
    assert len(made(told(long)).posts) == 2
    warned = made(told(long), spoiler_text="Violence")
    assert (warned.warning, len(warned.posts)) == ("Violence", 1)


@pytest.mark.parametrize("name", ["mastodon", "fediverse"])
def test_posts_that_the_release_brings_for_channel_or_kind_win(name: str) -> None:
    text = release(posts=(("x", ("For X.",)), (name, ("Read this: {link}", "And this."))))
    assert [post.text for post in made(text).posts] == [f"Read this: {PAGE}", "And this."]


def test_posts_for_x_are_for_x_alone() -> None:
    assert made(release(posts=(("x", ("For X.",)),))) == made(release())


def test_own_posts_alike_are_no_doubt_here() -> None:
    text = release(posts=(("mastodon", ("See {link}", "See {link}")),))
    assert [finding.code for finding in doubts("mastodon", text, desk())] == []


def test_what_does_not_fit_is_refused_not_cut() -> None:
    with pytest.raises(HeadlineTooLong, match=r'524 of 500\. Shorten it, or give posts of your own for "fediverse"'):
        made(release(headline="word " * 100))
    with pytest.raises(PostTooLong, match='Post 1 that the release brings for "fediverse" is too long: 501 of 500'):
        made(release(posts=(("mastodon", ("a" * 501,)),)))
    assert doubts("mastodon", release(headline="word " * 100), desk())[0].code == "thread-refused"


def test_a_preview_shows_the_warning_and_how_long_each_post_is() -> None:
    rendition = render("mastodon", release(), desk(spoiler_text="Illness"))
    shown = preview_files("mastodon", rendition, "fediverse", {})["fediverse.txt"].decode()
    assert shown.startswith("[behind the content warning]\nIllness\n\n[1 of 6, 82 characters]\nHalf of harbour")


@given(st.text(max_size=1200), st.text(max_size=600), st.integers(100, 1000), st.text("ab 日é", max_size=40))
def test_no_text_makes_a_post_too_long_or_a_program_fail(text: str, said: str, characters: int, warning: str) -> None:
    text_ = Release(
        headline="Headline", body=(paragraph(text), Part("quote", quote=0)), quotes=(Quote(said, "A", "b"),)
    )
    thread = made(text_, characters=characters, spoiler_text=warning)
    assert all(mastodon_length(post.text) + len(thread.warning) <= characters for post in thread.posts)
