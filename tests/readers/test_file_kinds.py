"""Which files may go with a release."""

from __future__ import annotations

import pytest

from bot.readers.file_kinds import RefusedFile, media_type
from tests import darkroom

WORD = ("[Content_Types].xml", "word/document.xml")
SHEET = ("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "application/pdf"),
        ("Report.PDF", b"%PDF-1.4\n", "application/pdf"),
        ("wells.csv", "Ort,Brunnen\nKöln,3\n".encode(), "text/csv"),
        ("wells.csv", "\ufeffwell,depth\n1,90\n".encode(), "text/csv"),
        ("notes.txt", b"Plain words.\n", "text/plain"),
        ("wells.geojson", b'{"type": "FeatureCollection"}', "application/geo+json"),
        ("talk.mp3", b"ID3\x04\x00" + b"\x00" * 100, "audio/mpeg"),
        ("talk.m4a", b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 40, "audio/mp4"),
        ("film.mp4", b"\x00\x00\x00\x20ftypisom" + b"\x00" * 40, "video/mp4"),
        (
            "text.docx",
            darkroom.package(*WORD),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("sums.xlsx", darkroom.package(*SHEET), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("sums.ods", darkroom.package("mimetype", "content.xml"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("map.png", darkroom.photo(kind="PNG"), "image/png"),
        ("map.jpeg", darkroom.photo(), "image/jpeg"),
    ],
)
def test_what_journalists_open_goes_with_its_media_type(name: str, content: bytes, kind: str) -> None:
    assert media_type(name, content) == kind


@pytest.mark.parametrize(
    "name",
    [
        f"nothing.{ending}"
        for ending in (
            "exe",
            "sh",
            "bat",
            "html",
            "svg",
            "js",
            "xlsm",
            "docm",
            "doc",
            "iso",
            "zip",
            "lnk",
            "jar",
            "vbs",
            "",
        )
    ],
)
def test_what_can_act_or_few_can_open_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(RefusedFile, match="few can open them"):
        media_type(name, b"MZ\x90\x00" + b"\x00" * 200)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", b"MZ\x90\x00" + b"\x00" * 200),
        ("report.pdf", b"\x7fELF\x02\x01" + b"\x00" * 100),
        ("report.pdf", b"<html><script>alert(1)</script>"),
        ("report.pdf", darkroom.package(*WORD)),
        ("talk.mp3", b"%PDF-1.7\n"),
        ("map.png", b"GIF89a" + b"\x00" * 50),
        ("map.jpg", b"no picture at all"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(RefusedFile, match="not what its name says"):
        media_type(name, content)


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/activeX/activeX1.xml", "xl/macrosheets/sheet1.xml"])
def test_an_office_file_with_macros_is_refused_whatever_it_is_called(part: str) -> None:
    with pytest.raises(RefusedFile, match="has macros"):
        media_type("text.docx", darkroom.package(*WORD, part))


def test_an_opendocument_with_macros_is_refused() -> None:
    with pytest.raises(RefusedFile, match="has macros"):
        media_type("text.odt", darkroom.package("content.xml", "Basic/Standard/script-lb.xml", "Basic/script-lc.xml"))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04broken", darkroom.package(*SHEET), darkroom.package("evil.exe"), b"plain"]
)
def test_an_office_file_that_is_another_package_or_none_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedFile, match=r"it is no \.docx"):
        media_type("text.docx", content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90\x00\x03", "not text in UTF-8"),
        (b"a,b\x00c", "control characters"),
        ("Köln".encode("latin-1"), "not text in UTF-8"),
        (b"#!/bin/sh\nrm -rf /\n", "a script"),
        (b"  <!DOCTYPE html><script>", "a script or a web page"),
        (b"<?php system('x');", "a script"),
        (b"", "it is empty"),
    ],
)
def test_text_is_text_and_nothing_else(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        media_type("figures.csv", content)
