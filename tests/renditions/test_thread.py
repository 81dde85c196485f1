"""How a thread reads to followers."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.configuration import ChannelConfig
from bot.core.fit import LIMIT, weighted_length
from bot.core.release import Part, Quote, Release
from bot.core.rendition import Thread
from bot.core.sentences import sentences
from bot.renditions.setting import doubts, render
from bot.renditions.thread import MOST_POSTS, EmptyPost, HeadlineTooLong, PostTooLong
from tests.renditions.samples import PAGE, paragraph, quoted, release, sheet


def posts(lift_date: date | None = date(2026, 3, 5), **changes: object) -> list[str]:
    rendition = render("x", release(**changes), sheet("x", lift_date=lift_date))
    return [post.text for post in Thread.from_bytes(rendition).posts]


def told(*paragraphs: str) -> dict[str, object]:
    return {"body": tuple(paragraph(text) for text in paragraphs), "quotes": ()}


def spoken(*quotes: Quote) -> dict[str, object]:
    return {"body": tuple(Part("quote", quote=index) for index in range(len(quotes))), "quotes": quotes}


def codes(**changes: object) -> list[str]:
    return [finding.code for finding in doubts("x", release(**changes), sheet("x"))]


def test_a_thread_is_headline_and_link_then_quotes_then_the_body() -> None:
    assert posts() == [
        f"Half of harbour workers breathe air above the legal limit\n\n{PAGE}",
        "“We gave people a badge to wear.”\n— Tamsin Okoro, lead author",
        "“The law is good. The measuring was not.”\n— Tamsin Okoro",
        "“I have worked this quay for thirty years & nobody asked.”\n— Joost Verhaar, crane driver",
        "More than half of the people who load ships work in air that breaks the law, a survey finds.",
        "Monitors took a reading every ten seconds. See the method.",
    ]


def test_everybody_is_heard_before_anybody_is_heard_twice() -> None:
    many = quoted(*(f"Sentence number {number}." for number in range(9)))
    texts = posts(**spoken(many, quoted("Mine.", speaker="Joost Verhaar"), quoted("Ours.", speaker="Ada Pinto")))
    assert len(texts) == MOST_POSTS
    assert [text.rpartition("— ")[2].split(",")[0] for text in texts[1:]] == ["Tamsin Okoro"] * 3 + [
        "Joost Verhaar",
        "Ada Pinto",
    ]


def test_a_role_is_given_once() -> None:
    texts = posts(**spoken(quoted("One."), quoted("Two.", speaker="Ada Pinto"), quoted("Three.")))
    assert [text.count("lead author") for text in texts[1:]] == [1, 1, 0]


def test_a_quotation_without_a_speaker_stays_off() -> None:
    nameless = spoken(quoted("Somebody said this.", speaker=None))
    assert len(posts(**nameless)) == 1
    assert "quote-without-speaker" in codes(**nameless)


def test_a_lede_that_only_introduces_stays_off() -> None:
    assert posts(**told("Ahead of the meeting Tamsin Okoro said:", "The port is full.")) == [
        posts()[0],
        "The port is full.",
    ]


def test_background_captions_contacts_and_lists_stay_off() -> None:
    joined = "\n".join(posts())
    for absent in ("1.25 mg", "crane driver at work", "Ines Marlow", "per cent of shifts", "Interviews"):
        assert absent not in joined


def test_a_long_paragraph_gives_its_whole_sentences() -> None:
    first, second, third = ("A" + letter * 130 + " word." for letter in "abc")
    assert posts(**told(f"{first} {second} {third}"))[1:] == [f"{first} {second}", third]


def test_a_sentence_too_long_stays_on_the_page_and_somebody_is_told() -> None:
    long = "Word " + "and word " * 40 + "end."
    changes = told(f"Short one. {long} The last one.")
    assert posts(**changes)[1:] == ["Short one.", "The last one."]
    assert "thread-too-long" in codes(**changes)


def test_what_leans_on_a_sentence_that_is_left_out_is_left_out_too() -> None:
    long = "Word " + "and word " * 40 + "end."
    assert posts(**told(f"{long} This is why it matters."))[1:] == []
    assert posts(**told("The port is full.", "This is why it matters."))[1:] == [
        "The port is full.",
        "This is why it matters.",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The group meets tomorrow."),
        ("en", "Ports closed this morning."),
        ("fr", "Le groupe se réunit aujourd’hui."),
        ("de", "Die Gruppe tagt heute."),
        ("es", "El grupo se reúne mañana."),
        ("nl", "De groep komt today bijeen."),
    ],
)
def test_a_word_for_a_day_is_posted_only_on_that_day(language: str, text: str) -> None:
    changes = told(text) | {"language": language}
    assert len(posts(**changes)) == 1
    assert len(posts(lift_date=None, **changes)) == 1
    assert posts(lift_date=date(2026, 3, 4), **changes)[1:] == [text]
    assert len(posts(lift_date=date(2026, 3, 4), **(changes | {"release_date": None}))) == 1
    assert "thread-day-word" in codes(**changes)


def test_a_headline_that_names_a_day_is_doubted() -> None:
    assert "headline-day-word" in codes(headline="Ports close tomorrow")


def test_a_headline_too_long_is_refused_not_cut() -> None:
    long = release(headline="word " * 52)
    with pytest.raises(HeadlineTooLong, match=r"284 of 280. Shorten it, or give posts of your own"):
        render("x", long, sheet("x"))
    assert [finding.code for finding in doubts("x", long, sheet("x"))] == ["thread-refused"]


def test_posts_that_the_release_brings_win() -> None:
    own = (("x", ("Read this: {link}", "And this.")),)
    assert posts(posts=own) == [f"Read this: {PAGE}", "And this."]


def test_posts_for_this_very_channel_win_over_those_for_its_kind() -> None:
    own = (("x", ("For X.",)), ("x-nl", ("Voor Nederland.",)))
    made = sheet("x", channel=ChannelConfig("x-nl", "x", "x"))
    assert Thread.from_bytes(render("x", release(posts=own), made)).posts[0].text == "Voor Nederland."


def test_own_posts_are_checked() -> None:
    with pytest.raises(PostTooLong, match='Post 2 that the release brings for "x" is too long: 281 of 280'):
        posts(posts=(("x", ("Fine.", "a" * 281)),))
    with pytest.raises(EmptyPost, match="Post 1"):
        posts(posts=(("x", (" ",)),))
    assert codes(posts=(("x", ("Same.", "Same.")),)) == ["posts-without-link", "posts-alike"]


def test_no_post_is_there_twice() -> None:
    texts = posts(**spoken(quoted("One.", role=None), quoted("One.", role=None)))
    assert len(texts) == len(set(texts)) == 2


@pytest.mark.parametrize(("language", "post"), [("fr", "«\u00a0Oui.\u00a0»"), ("de", "„Oui.“"), ("es", "«Oui.»")])
def test_marks_are_those_of_the_language(language: str, post: str) -> None:
    assert posts(**spoken(quoted("Oui.", role=None)), language=language)[1] == f"{post}\n— Tamsin Okoro"


_WORDS = st.sampled_from(
    ["the", "port", "air", "law", "ship", "quay", "dust", "limit", "worker", "inspector", "measure", "breathe"]
)
_SENTENCE = st.lists(_WORDS, min_size=1, max_size=60).map(lambda words: " ".join(words).capitalize() + ".")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=6, unique=True).map(" ".join)
_PARAGRAPHS = st.lists(_PARAGRAPH, max_size=6, unique=True)


@given(_PARAGRAPHS, st.lists(_PARAGRAPHS.filter(bool), max_size=3))
def test_what_is_kept_is_whole_in_order_and_fits(body: list[str], speeches: list[list[str]]) -> None:
    quotes = tuple(quoted(*speech, speaker=f"Speaker {number}") for number, speech in enumerate(speeches))
    parts = tuple(paragraph(text) for text in body) + tuple(
        Part("quote", quote=number) for number in range(len(quotes))
    )
    texts = posts(body=parts, quotes=quotes)
    assert len(texts) <= MOST_POSTS
    assert all(weighted_length(text) <= LIMIT for text in texts)
    source = [text for speech in speeches for text in speech] + body
    kept = [text.partition("\n— ")[0].strip("“”") for text in texts[1:]]
    places = []
    for passage in kept:
        start = places[-1] if places else 0
        place = next(index for index in range(start, len(source)) if passage in source[index])
        whole = set(sentences(source[place]))
        assert all(sentence in whole for sentence in sentences(passage))
        places.append(place)
    assert all(one <= other for one, other in pairwise(places))


@given(st.text(max_size=600), st.text(max_size=400))
def test_no_text_makes_a_post_too_long_or_a_program_fail(text: str, said: str) -> None:
    made = Release(headline="Headline", body=(paragraph(text), Part("quote", quote=0)), quotes=(Quote(said, "A", "b"),))
    thread = Thread.from_bytes(render("x", made, sheet("x")))
    assert all(weighted_length(post.text) <= LIMIT for post in thread.posts)
