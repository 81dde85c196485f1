"""The release that was pasted from the web: read from outside the repository, which may not have its text."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.core.release import Manuscript
from bot.readers.opening import read
from tests.readers.words import parts_text, whole_text, words


@pytest.fixture(scope="module")
def raw(shared: Path) -> bytes:
    found = sorted((shared / "seed").glob("000_*.txt"))
    if not found:
        pytest.skip("the seed release is not among the reference texts")
    return found[0].read_bytes()


@pytest.fixture(scope="module")
def seed(raw: bytes) -> Manuscript:
    return read("seed.txt", raw, date(2020, 3, 4), "Europe/London")


def test_kicker_headline_and_date_are_apart(seed: Manuscript, raw: bytes) -> None:
    told = seed.release
    assert (told.kicker, told.release_date, told.language) == ("Press Release", "2020-03-04", "en")
    assert told.headline == raw.decode().split("\n")[2]
    assert (told.subhead, told.dateline, told.notice, told.contacts, told.notes) == (None, None, None, (), ())


def test_the_caption_is_apart_from_the_lede_and_its_credit_is_one(seed: Manuscript) -> None:
    (picture,) = seed.release.pictures
    assert (picture.caption or "").startswith("A picture taken on March 3, 2020")
    assert (picture.caption or "").endswith("last week.")
    assert re.fullmatch(r"Adem ALTAN ?/ ?AFP via Getty Images", picture.credit or "")
    assert seed.release.lede.startswith("Ahead of a summit")
    assert seed.release.lede.endswith("said:")


def test_five_paragraphs_are_one_quotation_with_its_speaker_and_role(seed: Manuscript) -> None:
    (quote,) = seed.release.quotes
    assert (quote.speaker, quote.role) == ("Lynn Maalouf", "Amnesty International’s Middle East Research Director")
    assert len(quote.paragraphs) == 5
    assert not set("“”") & set(quote.text)
    assert [(part.kind, part.quote) for part in seed.release.body] == [("paragraph", None), ("quote", 0)]


def test_the_background_is_a_section_of_three_paragraphs(seed: Manuscript) -> None:
    (section,) = seed.release.sections
    assert (section.title, [part.kind for part in section.parts]) == ("Background", ["paragraph"] * 3)


def test_tomorrow_in_brackets_is_no_embargo_and_nothing_is_in_doubt(seed: Manuscript) -> None:
    assert seed.embargo.kind == "none"
    assert seed.findings == ()


def test_every_word_of_the_file_is_in_the_release(seed: Manuscript, raw: bytes) -> None:
    text = raw.decode()
    told = seed.release
    missing = {word.lower() for word in words(text)} - {word.lower() for word in words(whole_text(told))}
    # The credit is stated twice, and the date's day has become a part of 2020-03-04.
    assert missing <= {"photo", "by", "adem", "altan", "altan/afp", "afp", "4"}
    body = text[text.index("Ahead of a summit") : text.index("Background")]
    assert words(re.sub("[“”]", "", parts_text(told.body, told))) == words(re.sub("[“”]", "", body))
