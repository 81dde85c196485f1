"""Pictures and files by the command line: what it says of them, what it refuses, and that they arrive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import darkroom, premises
from tests.acceptance.conftest import Office, furnished

TEXT = """\
---
headline: Harbour cranes to stand still for a week
language: en
pictures:
  - source: quay.jpg
    alt: A grey quay
    credit: Jo Lens
  - source: crane.jpg
    alt: A crane
    credit: Jo Lens / AFP
files:
  - source: cranes.csv
    title: Cranes by year
---

The eight cranes of the old harbour will stand still from Monday.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with premises.sandbox(hooks=("partners", "archive")) as sandbox:
        office = furnished(tmp_path_factory.mktemp("desk"), sandbox).set_up()
        for name in ("quay.jpg", "crane.jpg"):
            (office.folder / name).write_bytes(darkroom.photo(300, 200, exif=darkroom.exif()))
        office.write("cranes.csv", "crane,year\n1,1931\n")
        office.write("pictured.md", TEXT)
        yield office


def test_queue_and_approve_say_what_goes_where_and_what_stays_behind_and_why(desk: Office) -> None:
    queued = desk.type("queue", "pictured.md", "--in", "9h", "--slug", "told", "--by", "Ann")
    assert "Picture 1   to page, press, x, partners, archive" in queued.out
    assert "Picture 2   stays behind" in queued.out
    assert "Cranes by year (cranes.csv), linked from page, press, partners, archive" in queued.out
    assert "[picture-licence]" in queued.out
    approved = desk.type("approve", "told", "--by", "Ben")
    assert "Picture 1   to page, press, x, partners, archive (300 × 200)" in approved.out
    assert "cranes.csv (text/csv, 18 bytes), linked from page, press, partners, archive" in approved.out
    assert "[picture-licence]" in approved.out


def test_a_licence_is_recorded_with_who_said_so_and_lets_the_picture_go(desk: Office) -> None:
    desk.type("queue", "pictured.md", "--in", "9h", "--slug", "licensed", "--by", "Ann")
    said = desk.type("licence", "licensed", "2", "AFP 4711, press use", "--by", "Cleo")
    assert said.code == 0, said.err
    assert "Picture 2   to page" in desk.type("approve", "licensed", "--by", "Ben").out
    assert "Cleo (name not verified): said that picture 2 is licensed" in desk.type("journal", "show", "licensed").out
    assert desk.type("licence", "licensed", "3", "AFP", "--by", "Cleo").code == 2


@pytest.mark.long
def test_files_can_be_named_on_the_command_line_and_a_preview_writes_them(desk: Office) -> None:
    desk.write("plain.md", "# Harbour cranes to stand still for a week\n\nThe cranes will stand still.\n")
    queued = desk.type("queue", "plain.md", "--in", "9h", "--slug", "beside", "--file", "cranes.csv", "--by", "Ann")
    assert queued.code == 0, queued.err
    desk.type("preview", "beside", "--out", "seen")
    assert (desk.folder / "seen" / "page-cranes.csv").read_text() == "crane,year\n1,1931\n"


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("tool.exe", b"MZ\x90\x00", "cannot go with a release"),
        ("report.pdf", b"MZ\x90\x00" + b"\x00" * 100, "not what its name says"),
        ("nothing.csv", None, "is not there"),
    ],
)
def test_a_file_that_may_not_go_stops_queue_with_a_sentence(
    desk: Office, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (desk.folder / name).write_bytes(content)
    said = desk.type("queue", "pictured.md", "--in", "9h", "--slug", "refused", "--file", name)
    assert (said.code, told in said.err) == (2, True), said.err
    assert desk.type("status", "refused").code == 2


def test_check_looks_at_them_without_storing_anything(desk: Office) -> None:
    said = desk.type("check", "pictured.md")
    assert "Cranes by year (cranes.csv, text/csv, 18 bytes)" in said.out
    desk.write("lost.md", TEXT.replace("quay.jpg", "lost.jpg"))
    assert "[picture-missing]" in desk.type("check", "lost.md").out
