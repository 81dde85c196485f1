"""What a person is told of a text: by its reader, by the rules, by the setters; each thing once."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from bot.core.preflight import AT_SETTING, SENTENCES
from bot.core.release import Finding, Manuscript, Part, Picture
from bot.newsroom.approval import approving, preflight
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.readers.doubts import SENTENCES as READERS
from tests import premises
from tests.core.preflight.texts import OFFICE
from tests.tidy.source import ROOT, modules

GUIDE = (ROOT / "docs" / "preflight.md").read_text(encoding="utf-8")
AGENCY = Picture("The quay.", "Ann Lens / AFP", "A grey quay", "https://example.org/p.jpg")


def test_every_code_is_in_the_guide_and_the_guide_has_no_other() -> None:
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", GUIDE, re.MULTILINE))
    assert listed == set(SENTENCES) | AT_SETTING


def test_every_code_that_a_setter_can_tell_is_known() -> None:
    told = {
        str(call.args[0].value)
        for path, tree in modules().items()
        if path.startswith("bot/renditions/")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding"
        if isinstance(call.args[0], ast.Constant)
    }
    assert told <= AT_SETTING | set(SENTENCES)
    assert not AT_SETTING & set(SENTENCES)


def test_a_code_means_one_thing_to_readers_and_rules() -> None:
    assert set(READERS) & set(SENTENCES) <= {"date-weekday"}


def told(report: preflight.Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in report.findings]


def test_a_text_is_told_with_what_its_reader_doubted() -> None:
    read = [Finding("date-weekday", '"Friday, 6 March" is not a Thursday: 5 March 2026 is.', 4)]
    report = preflight.of_text(replace(premises.TEXT, pictures=(AGENCY,)), read, date(2026, 3, 5), OFFICE)
    assert told(report) == [("date-weekday", ""), ("picture-licence", "picture 1")]


def test_silenced_codes_are_kept_apart_and_strange_ones_told() -> None:
    text = preflight.silencing(replace(premises.TEXT, pictures=(AGENCY,)), ["picture-licence", "picture-licnce"])
    report = preflight.of_text(text, [], None, OFFICE)
    assert told(report) == [("silence-unknown", "")]
    assert [finding.code for finding in report.silenced] == ["picture-licence"]


@pytest.mark.django_db
def test_whoever_approves_is_told_each_thing_once_however_many_channels_say_it(room: Newsroom) -> None:
    premises.readers(1)
    said = (Part("paragraph", "The council meets tomorrow, a day late."), *premises.TEXT.body)
    text = replace(premises.TEXT, headline="Cranes stand still tomorrow", body=said, pictures=(AGENCY,))
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "told")
    report = preflight.of_plan(room, approving.plan(room, "told"))
    codes = [finding.code for finding in report.findings]
    assert codes.count("picture-licence") == 1
    assert len(codes) == len(set(told(report)))


@pytest.mark.django_db
def test_what_a_version_silences_stays_silent_for_whoever_approves(room: Newsroom) -> None:
    premises.readers(1)
    text = replace(premises.TEXT, pictures=(AGENCY,), silenced=("picture-licence",))
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "quiet")
    report = preflight.of_plan(room, approving.plan(room, "quiet"))
    assert "picture-licence" not in [finding.code for finding in report.findings]
    assert {finding.code for finding in report.silenced} == {"picture-licence"}


@pytest.mark.django_db
def test_whoever_approves_is_told_what_is_hidden_in_the_files_that_were_sealed(room: Newsroom, tmp_path: Path) -> None:
    premises.readers(1)
    image, file = Image.new("RGB", (4, 4)), tmp_path / "quay.jpg"
    image.getexif()[315] = "Ida Holm"
    image.save(file, exif=image.getexif())
    made = enclosed(Manuscript(premises.TEXT), tmp_path, [file])
    filing.queue(room, made.release, premises.until(room, hours=2), (), "Ann", "files", enclosures=made.enclosures)
    file.unlink()
    report = preflight.of_plan(room, approving.plan(room, "files"))
    assert ("file-author", "file 1") in told(report)
