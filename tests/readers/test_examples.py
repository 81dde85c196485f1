"""The releases that are shipped: each is read whole and without a doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.core.preflight.translations import translations
from bot.core.release import Manuscript
from bot.newsroom.copy.languages import joined
from bot.readers.opening import read

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def example(name: str) -> Manuscript:
    return read(name, (EXAMPLES / name).read_bytes(), date(2030, 3, 1), "Europe/London")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_every_example_is_read_without_a_doubt(path: Path) -> None:
    found = example(path.name)
    assert found.findings == ()
    assert found.release.kicker and found.release.release_date and found.release.body


def test_the_harbour_report_has_the_anatomy_of_a_pasted_release() -> None:
    told = example("harbour-report.txt").release
    assert (told.kicker, told.release_date, told.language) == ("Press Release", "2030-03-12", "en")
    assert [(quote.speaker, quote.role, len(quote.paragraphs)) for quote in told.quotes] == [
        ("Ines Calloway", "Tideline Trust’s Head of Coastal Research", 5)
    ]
    assert [picture.credit for picture in told.pictures] == ["Orla PENHALE/AFP via Getty Images"]
    assert told.lede.endswith("said:")
    assert [section.title for section in told.sections] == ["Background"]


@pytest.mark.parametrize(
    ("name", "language", "sections"),
    [
        ("clean-water.md", "en", ["Background", "About the Clearspring Fund"]),
        ("eau-potable.md", "fr", ["Contexte", "À propos du Clearspring Fund"]),
    ],
)
def test_the_water_report_has_everything_a_release_can_have_in_both_languages(
    name: str, language: str, sections: list[str]
) -> None:
    found = example(name)
    told = found.release
    assert (told.language, [section.title for section in told.sections]) == (language, sections)
    assert (found.embargo.utc, found.embargo.ambiguous) == ("2030-03-22T00:01:00Z", False)
    assert [quote.speaker for quote in told.quotes] == ["Hawa Demeke", "Dr Tomas Weil"]
    assert [part.kind for part in told.body].count("list") == 1
    assert [len(part.items) for part in told.notes] == [3]
    assert (
        len(told.contacts) == 2
        and told.pictures[0].alt
        and told.pictures[0].licence
        and told.subhead
        and told.dateline
        and told.notice
    )
    assert [(channel, len(posts)) for channel, posts in told.posts] == [("x", 3)]


@pytest.mark.parametrize(
    ("name", "utc", "speakers", "lists"),
    [
        ("school-breakfasts.docx", "2030-06-06T05:00:00Z", ["Ruth Adeyemi", "Jan Brodsky"], [3]),
        ("reading-room.html", "2030-04-08T09:00:00Z", ["Orla Keane"], []),
        ("lost-saxifrage.eml", "2030-05-07T16:00:00Z", ["Mara Lindt", "Yusuf Karaca"], []),
    ],
)
def test_a_word_document_a_web_page_and_a_mail_are_read_like_any_text(
    name: str, utc: str, speakers: list[str], lists: list[int]
) -> None:
    found = example(name)
    told = found.release
    assert (found.embargo.utc, found.embargo.ambiguous) == (utc, False)
    assert [quote.speaker for quote in told.quotes] == speakers
    assert [len(part.items) for part in told.body if part.kind == "list"] == lists
    assert told.dateline and [section.title for section in told.sections] == ["Background"]
    assert [bool(contact.name and contact.email and contact.phone) for contact in told.contacts] == [True]


def test_the_water_report_says_the_same_in_both_its_languages() -> None:
    main, french = example("clean-water.md").release, example("eau-potable.md").release
    assert translations(joined(main, [french])) == []


def test_the_bare_one_needs_no_blank_lines() -> None:
    told = example("bare.txt").release
    assert (told.headline, told.quotes[0].speaker) == (
        "Night ferry returns to the Sound after eleven years",
        "Maren Lindqvist",
    )
    assert [contact.email for contact in told.contacts] == ["press@ferry.example.org"]
