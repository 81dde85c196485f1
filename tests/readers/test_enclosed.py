"""What lies hidden in the files beside a release is told before anybody can download them."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link, Text

from bot.core.enclosure import Enclosure
from bot.core.release import Finding
from bot.readers.enclosed import hidden

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>{}</w:p></w:body></w:document>'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{}</dc:creator></cp:coreProperties>'
)
BOOK = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets>{}</sheets></workbook>'


def packed(**parts: str | bytes) -> bytes:
    """A zip whose parts are named with `__` for a slash: word__document → word/document.xml."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", part)
    return file.getvalue()


def told(name: str, content: bytes, place: str = "file 1") -> dict[str, str]:
    findings: list[Finding] = hidden(Enclosure(place, name, content, "application/octet-stream"))
    assert {finding.place for finding in findings} <= {place}
    return {finding.code: finding.message for finding in findings}


def test_a_word_file_with_nothing_hidden_is_not_spoken_of() -> None:
    assert told("a.docx", packed(word__document=WORD.format("<w:r><w:t>All to see</w:t></w:r>"))) == {}


def test_tracked_changes_are_counted() -> None:
    changed = WORD.format(
        "<w:ins><w:r><w:t>now</w:t></w:r></w:ins><w:del><w:r><w:delText>then</w:delText></w:r></w:del>"
    )
    assert "2 tracked" in told("a.docx", packed(word__document=changed))["file-tracked-changes"]


def test_a_comment_is_quoted() -> None:
    note = (
        WORD.replace("document", "comments")
        .replace("<w:body>", '<w:comment w:id="0">')
        .replace("</w:body>", "</w:comment>")
    )
    parts = packed(word__document=WORD.format(""), word__comments=note.format("<w:r><w:t>Is this legal?</w:t></w:r>"))
    assert '"Is this legal?"' in told("a.docx", parts)["file-comments"]


def test_hidden_text_is_quoted_and_shown_text_is_not() -> None:
    runs = '<w:r><w:rPr><w:vanish/></w:rPr><w:t>Dark</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Light</w:t></w:r>'
    message = told("a.docx", packed(word__document=WORD.format(runs)))["file-hidden-text"]
    assert "Dark" in message and "Light" not in message


def test_an_author_is_named_but_not_a_program() -> None:
    word = WORD.format("")
    assert (
        '"Ida Holm"'
        in told("a.docx", packed(word__document=word, docProps__core=CORE.format("Ida Holm")))["file-author"]
    )
    assert told("a.docx", packed(word__document=word, docProps__core=CORE.format("python-docx"))) == {}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_named(state: str) -> None:
    book = BOOK.format(f'<sheet name="Sums"/><sheet name="Drafts" state="{state}"/>')
    message = told("a.xlsx", packed(xl__workbook=book))["file-hidden-sheets"]
    assert '"Drafts"' in message and "Sums" not in message


def test_hidden_rows_are_told() -> None:
    sheet = '<worksheet><sheetData><row r="3" hidden="1"><c/></row></sheetData></worksheet>'
    assert (
        "1 sheet"
        in told("a.xlsx", packed(xl__workbook=BOOK.format(""), xl__worksheets__sheet1=sheet))["file-hidden-cells"]
    )


def test_speaker_notes_and_hidden_slides_are_told() -> None:
    notes = '<p:notes xmlns:p="p" xmlns:a="a"><a:r><a:t>Not the cost</a:t></a:r><a:fld><a:t>7</a:t></a:fld></p:notes>'
    found = told("a.pptx", packed(ppt__slides__slide1='<sld show="0"/>', ppt__notesSlides__notesSlide1=notes))
    assert set(found) == {"file-hidden-slides", "file-notes"}
    assert '"Not the cost"' in found["file-notes"]


def test_an_open_document_is_looked_into_as_well() -> None:
    content = (
        '<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s">'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
        "<text:changed-region/><office:annotation><text:p>Why?</text:p></office:annotation>"
        '<table:table table:name="Drafts" table:style-name="ta2"/></office:document-content>'
    )
    found = told("a.ods", packed(content=content))
    assert set(found) == {"file-tracked-changes", "file-comments", "file-hidden-sheets"}


def test_a_pdf_s_author_notes_and_files_inside_are_told_and_its_links_are_not() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://example.org"))
    writer.add_annotation(0, Text(rect=(1, 1, 9, 9), text="Tell nobody"))
    writer.add_metadata({"/Author": "Ida Holm"})
    writer.add_attachment("drafts.csv", b"1;2")
    file = io.BytesIO()
    writer.write(file)
    found = told("a.pdf", file.getvalue())
    assert set(found) == {"file-author", "file-comments", "file-inside"}
    assert "1 comment" in found["file-comments"]


def test_a_photograph_says_who_took_it_and_where() -> None:
    image = Image.new("RGB", (4, 4))
    tags = image.getexif()
    tags[315] = "Ida Holm"
    tags.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 30.0), 3: "W", 4: (0.0, 7.0, 40.0)})
    file = io.BytesIO()
    image.save(file, "jpeg", exif=tags)
    found = told("a.jpg", file.getvalue())
    assert "Ida Holm" in found["file-author"]
    assert "51.51 N, 0.13 W" in found["file-place"]
    assert told("a.jpg", file.getvalue(), "picture 1") == {}


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a.odt", "a.pdf", "a.jpg"])
@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"%PDF-1.7 broken", b"\xff\xd8\xff broken", b""])
def test_what_cannot_be_looked_into_is_said_to_be_so(name: str, content: bytes) -> None:
    assert set(told(name, content)) == {"file-unread"}


def test_a_file_that_unfolds_without_end_is_not_unfolded() -> None:
    bomb = packed(word__document=b"<w>" + b" " * 40_000_000)
    assert "unfolds" in told("a.docx", bomb)["file-unread"]


def test_a_document_type_is_not_read() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    assert "document type" in told("a.docx", packed(word__document=bomb))["file-unread"]
