"""The whole look over whole releases: what it finds, where, in which order, and that a clean one has nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.release import Contact, Part, Picture, Quote, Release, Section
from bot.newsroom.enclosures.gathering import enclosed
from bot.readers.opening import read
from tests.core.preflight.texts import LIFT, OFFICE, WRITTEN, codes, findings, release
from tests.tidy.source import ROOT

EXAMPLES = {
    "bare.txt": ["text-day-word"],
    "clean-water.md": [],
    "eau-potable.md": [],
    "harbour-report.txt": ["subject-long", "text-day-word", "picture-licence"],
    "lost-saxifrage.eml": [],
    "reading-room.html": [],
    "school-breakfasts.docx": [],
    "sea-wall.md": [],
}


def test_a_sound_release_has_nothing_to_say_about() -> None:
    assert findings(release()) == []


@pytest.mark.parametrize(
    ("length", "code"), [(78, []), (79, ["subject-long"]), (110, ["subject-long"]), (111, ["headline-long"])]
)
def test_of_a_long_headline_only_the_graver_is_told(length: int, code: list[str]) -> None:
    assert codes(release(headline=("Harbour reopens " * 9)[: length - 1] + ".")) == code


def test_news_that_begins_after_the_fiftieth_character_is_found() -> None:
    late = "Statement of the chair on the second day of the conference: ships must stop"
    assert codes(release(headline=late)) == ["subject-news-late"]
    assert codes(release(headline="Statement of the chair: ships must stop")) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"credit": "Ann Lens / AFP"}, "picture-licence"),
        ({"source": None}, "picture-file"),
        ({"source": "pictures/p.jpg"}, "picture-missing"),
        ({"alt": " "}, "picture-alt"),
        ({"alt": "IMG_2034.jpg"}, "picture-alt-name"),
        ({"alt": "Picture 3"}, "picture-alt-name"),
    ],
)
def test_a_picture_that_stays_in_the_house_is_told(changes: dict[str, str | None], code: str) -> None:
    sound = Picture("The quay.", "Harbour Air Group", "A grey quay", "https://example.org/p.jpg")
    assert codes(release(pictures=(sound,))) == []
    told = findings(release(pictures=(sound, replace(sound, **changes))))
    assert [(one.code, one.place) for one in told] == [(code, "picture 2")]


@pytest.mark.parametrize(
    ("kind", "post", "code"),
    [
        ("x", "a ship " * 43, ["post-long"]),
        ("x", "a ship " * 36 + "{link}", []),
        ("mastodon", "a ship " * 43, []),
        ("mastodon", "a ship " * 72, ["post-long"]),
        ("bluesky", "a ship " * 44, ["post-long"]),
        ("bluesky", "  ", ["post-empty"]),
        ("our-own-channel", "a ship " * 400, []),
    ],
)
def test_posts_that_do_not_fit_are_told(kind: str, post: str, code: list[str]) -> None:
    assert codes(release(posts=((kind, ("The harbour reopens.", post)),))) == code


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        (Contact("Ann Reader", "ann@example.org"), []),
        (Contact("Ann Reader", None, "+44 (0)20 7946 0001 ext. 12"), []),
        (Contact("Ann Reader", None, "020 7946 0001 / 07700 900456"), []),
        (Contact("Ann Reader", "ännchen@bücher.example"), []),
        (Contact("Ann Reader"), ["contact-unreachable"]),
        (Contact("Ann Reader", "ann@example"), ["contact-email"]),
        (Contact("Ann Reader", "ann at example.org"), ["contact-email"]),
        (Contact("Ann Reader", "ann@example..org"), ["contact-email"]),
        (Contact("Ann Reader", None, "+44 20 7946 O123"), ["contact-phone"]),
        (Contact("Ann Reader", None, "+44 20 7946 0001 0002 0003"), ["contact-phone"]),
        (Contact("Ann Reader", None, "44+20 7946 0001"), ["contact-phone"]),
    ],
)
def test_a_contact_can_be_reached_as_it_is_written(contact: Contact, code: list[str]) -> None:
    assert codes(release(contacts=(contact,))) == code


def test_without_any_contact_the_office_answers_or_somebody_is_told() -> None:
    nobody = release(contacts=())
    assert findings(nobody) == []
    assert [one.code for one in findings(nobody, office=replace(OFFICE, contact=" "))] == ["contact-missing"]


def test_findings_stand_in_the_order_of_the_story() -> None:
    text = release(
        "All is calm.",
        "The council meets tomorrow. TK more.",
        headline="Harbour reopens tomorrow",
        sections=(Section("Background", (Part("paragraph", "It it was closed."),)),),
        contacts=(Contact("Ann Reader", "ann@"),),
    )
    assert [one.place for one in findings(text)] == [
        "headline",
        "paragraph 2",
        "paragraph 2",
        "section “Background”, paragraph 1",
        "contact 1",
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_shipped_examples_earn_what_they_should_and_no_more(name: str) -> None:
    written_as = read(name, (ROOT / "examples" / name).read_bytes(), date(2030, 1, 1), OFFICE.zone)
    made = enclosed(written_as, ROOT / "examples")
    # They lift on the day after the one they were written on; those dated for their lift, on that.
    lift = made.embargo.wall and date.fromisoformat(made.embargo.wall[:10])
    written = date.fromisoformat(made.release.release_date or "")
    assert codes(made.release, lift or date.fromordinal(written.toordinal() + 1)) == EXAMPLES[name]


def test_the_seed_earns_its_tomorrow_and_its_agency_picture_and_no_more() -> None:
    folder = Path(os.environ.get("EMBARGO_SHARED") or ROOT.parent / "shared") / "seed"
    files = sorted(folder.glob("*.txt"))
    if not files:
        pytest.skip("the seed release is not on this machine")
    made = read(files[0].name, files[0].read_bytes(), date(2020, 3, 4), OFFICE.zone)
    assert codes(made.release, date(2020, 3, 5)) == ["text-day-word", "picture-licence"]


WORDS = st.sampled_from(
    ["old", "harbour", "was", "closed", "for", "ten", "years", "while", "women", "from", "both", "towns", "worked"]
)


def _sentence(words: list[str]) -> str:
    return "The " + " ".join(one for one, _ in groupby(words)) + "."


SENTENCES = st.lists(WORDS, min_size=3, max_size=14).map(_sentence)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
PEOPLE = st.sampled_from(["Ann Reader", "Ines Calloway", "Jonas Ek", "Hawa Demeke", "Tomas Weil"])


@given(
    paragraphs=st.lists(PARAGRAPHS, min_size=1, max_size=4),
    speakers=st.lists(PEOPLE, max_size=2),
    behind=st.lists(PARAGRAPHS, max_size=2),
    contact=PEOPLE,
    day=st.sampled_from(["on Thursday 5 March 2026", "on 5 March", "in March", "last Monday"]),
    language=st.sampled_from(["en", "en-GB"]),
)
def test_a_clean_release_of_any_shape_has_none(
    paragraphs: list[str], speakers: list[str], behind: list[str], contact: str, day: str, language: str
) -> None:
    quotes = tuple(Quote(f"It “works”: {paragraphs[0]}", name, "engineer") for name in speakers)
    made = Release(
        headline="Harbour reopens after ten years",
        language=language,
        release_date=WRITTEN,
        body=(
            *(Part("paragraph", f"{text} “So be it,” {contact} said {day}.") for text in paragraphs),
            *(Part("quote", quote=number) for number in range(len(quotes))),
        ),
        quotes=quotes,
        sections=(Section("Background", tuple(Part("paragraph", text) for text in behind)),),
        contacts=(Contact(contact, "press@example.org", "+44 20 7946 0001"),),
        pictures=(Picture("The quay.", "The office", "A grey quay", "https://example.org/p.jpg"),),
        posts=(("x", ("The harbour reopens. {link}",)),),
    )
    assert findings(made, LIFT) == []


ANYTHING = st.text(
    st.sampled_from("aT K.x“”\"„«'[](){}?_\\:/@0123456789 \nmorgen") | st.characters(codec="utf-8"), max_size=60
)


@given(ANYTHING, ANYTHING, st.sampled_from(["en", "fr", "de", "es", "ar", "xx"]), st.none() | st.dates())
def test_whatever_the_text_it_answers(text: str, other: str, language: str, lift: date | None) -> None:
    made = release(text, other, headline=other or "H", language=language, contacts=(Contact(text, other, text),))
    assert all(one.code and one.message for one in findings(made, lift))
