"""The releases that are shipped: each is read whole and without a doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.core.release import Manuscript
from bot.readers import read

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


def test_the_bare_one_needs_no_blank_lines() -> None:
    told = example("bare.txt").release
    assert (told.headline, told.quotes[0].speaker) == (
        "Night ferry returns to the Sound after eleven years",
        "Maren Lindqvist",
    )
    assert [contact.email for contact in told.contacts] == ["press@ferry.example.org"]
