from __future__ import annotations

import io
import random
import zipfile

import pytest

from bot.core.release import Manuscript
from bot.readers.refusals import (
    CommentsInside,
    DamagedDocument,
    EmptyFile,
    MacroDocument,
    NotText,
    NotWhatItSays,
    OversizedDocument,
    ProtectedDocument,
    TooManyBoxes,
    TrackedChanges,
    UnreadableRelease,
)
from tests.readers.documents import TYPES, docx, line, part, run, table
from tests.readers.manuscripts import codes, manuscript

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."
TITLE = line("Harbour reopens", style="Heading1")


def read(raw: bytes) -> Manuscript:
    return manuscript(raw, "story.docx")


def test_a_document_is_read_with_its_parts() -> None:
    found = read(
        docx(
            line("Press release"),
            TITLE,
            line(LEDE),
            line("“It works,” said Ann Reader, director."),
            line("Background", style="Heading2"),
            line("It was closed."),
        )
    )
    told = found.release
    assert (told.kicker, told.headline, told.lede) == ("Press release", "Harbour reopens", LEDE)
    assert [(quote.text, quote.speaker) for quote in told.quotes] == [("It works.", "Ann Reader")]
    assert [(section.title, section.text) for section in told.sections] == [("Background", "It was closed.")]
    assert found.findings == ()


def test_words_that_word_split_over_runs_are_whole_again() -> None:
    found = read(
        docx(
            line("Har", "bour re", "opens", style="Heading1"),
            line("The ha", "rbour of ", run("Merr", "<w:b/>"), "owby reopens."),
        )
    )
    assert (found.release.headline, found.release.lede) == ("Harbour reopens", "The harbour of Merrowby reopens.")


def test_an_embargo_in_a_table_cell_is_found() -> None:
    found = read(docx(table(["EMBARGOED UNTIL 00:01 GMT, 5 March 2026", ""]), TITLE, line(LEDE)))
    assert (found.embargo.utc, found.release.headline) == ("2026-03-05T00:01:00Z", "Harbour reopens")


@pytest.mark.parametrize("place", ["header", "footer"])
def test_an_embargo_in_a_page_header_or_footer_is_found_and_the_rest_of_it_left_out(place: str) -> None:
    kind = {"header": "hdr", "footer": "ftr"}[place]
    margin = part(kind, line("Embargoed until 00:01 GMT 5 March 2026"), line("Example Trust"), line("Page 1 of 2"))
    found = read(docx(TITLE, line(LEDE), parts={f"word/{place}1.xml": margin, f"word/{place}2.xml": margin}))
    assert (found.embargo.utc, found.release.headline) == ("2026-03-05T00:01:00Z", "Harbour reopens")
    assert [part.text for part in found.release.body] == [LEDE]
    assert [(one.code, one.message.count("Example Trust")) for one in found.findings] == [("page-header", 1)]


def test_an_embargo_in_the_header_that_contradicts_the_text_settles_nothing() -> None:
    margin = part("hdr", line("Embargoed until 06:00 GMT 6 March 2026"))
    found = read(
        docx(line("EMBARGOED UNTIL 00:01 GMT 5 March 2026"), TITLE, line(LEDE), parts={"word/header1.xml": margin})
    )
    assert found.embargo.ambiguous
    assert "embargo-contradiction" in codes(found.findings)


@pytest.mark.parametrize(
    "change",
    [
        f'<w:ins w:id="1" w:author="A">{run("new")}</w:ins>',
        '<w:del w:id="1" w:author="A"><w:r><w:delText>new</w:delText></w:r></w:del>',
        f'<w:moveTo w:id="1">{run("new")}</w:moveTo>',
        '<w:r><w:rPr><w:rPrChange w:id="1"/></w:rPr><w:t>new</w:t></w:r>',
    ],
)
def test_tracked_changes_stop_it_and_say_where(change: str) -> None:
    with pytest.raises(
        TrackedChanges, match=r"^story\.docx still has 1 tracked change.*\"(new|The harbour new)\".*Accept All"
    ):
        read(docx(TITLE, line("The harbour ", change)))


def test_tracked_changes_in_a_footnote_or_header_stop_it_too() -> None:
    margin = part("hdr", line(f'<w:ins w:id="1">{run("Draft")}</w:ins>'))
    with pytest.raises(TrackedChanges):
        read(docx(TITLE, line(LEDE), parts={"word/header1.xml": margin}))


def test_comments_stop_it_and_say_where() -> None:
    with pytest.raises(CommentsInside, match=r"1 comment.*\"The harbour\".*Delete All Comments"):
        read(docx(TITLE, line("The harbour", '<w:r><w:commentReference w:id="0"/></w:r>')))


def test_comments_that_the_text_no_longer_points_at_stop_it_too() -> None:
    comments = part("comments", f'<w:comment w:id="0">{line("Is this true?")}</w:comment>')
    with pytest.raises(CommentsInside, match="Is this true"):
        read(docx(TITLE, line(LEDE), parts={"word/comments.xml": comments}))


def test_hidden_and_struck_words_are_left_out_and_told() -> None:
    found = read(
        docx(TITLE, line("It opens ", run("never ", "<w:strike/>"), run("secretly ", "<w:vanish/>"), "on Friday."))
    )
    assert found.release.lede == "It opens on Friday."
    assert sorted(codes(found.findings)) == ["hidden-text", "struck-text"]


def test_looks_that_are_switched_off_hide_nothing() -> None:
    found = read(docx(TITLE, line("It opens ", run("soon", '<w:vanish w:val="0"/><w:strike w:val="false"/>'), ".")))
    assert (found.release.lede, found.findings) == ("It opens soon.", ())


def test_whom_the_properties_name_is_told() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ann Reader</dc:creator><dc:title>x</dc:title></cp:coreProperties>'
    )
    found = read(docx(TITLE, line(LEDE), parts={"docProps/core.xml": core}))
    assert [(one.code, "Ann Reader" in one.message) for one in found.findings] == [("author-metadata", True)]


def test_footnotes_are_notes() -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{line("The survey is from May.")}</w:footnote>')
    found = read(
        docx(
            TITLE,
            line(LEDE, '<w:r><w:footnoteReference w:id="2"/></w:r>'),
            parts={"word/footnotes.xml": notes, **_RELATED},
        )
    )
    assert [part.items for part in found.release.notes] == [("The survey is from May.",)]
    assert codes(found.findings) == ["footnotes"]


_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_RELATED = {
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId3" Type="{_FOOTNOTES}" '
    'Target="footnotes.xml"/></Relationships>'
}


def test_words_that_could_not_be_read_are_told() -> None:
    found = read(docx(TITLE, line(LEDE), f"<w:unheardOf>{line('Zanzibar')}</w:unheardOf>"))
    assert [(one.code, "Zanzibar" in one.message) for one in found.findings] == [("words-unread", True)]


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", EmptyFile),
        (docx(line("")), EmptyFile),
        (b"PK\x03\x04 and nothing more", DamagedDocument),
        (docx(TITLE)[:-40], DamagedDocument),
        (b"Harbour reopens", DamagedDocument),
        (b"<html><body>Harbour</body></html>", NotWhatItSays),
        (b"{\\rtf1 Harbour}", NotText),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), NotText),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ProtectedDocument),
        (docx(TITLE, parts={"word/vbaProject.bin": "x"}), MacroDocument),
        (
            docx(TITLE, parts={"[Content_Types].xml": TYPES.replace("document.main", "document.macroEnabled.main")}),
            MacroDocument,
        ),
        (docx(TITLE, parts={"[Content_Types].xml": "<Types/>"}), DamagedDocument),
        (docx(TITLE, parts={"word/document.xml": "<w:document>"}), DamagedDocument),
        (docx(TITLE, parts={"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), DamagedDocument),
        (docx("<w:p>" * 300 + "</w:p>" * 300), TooManyBoxes),
        (docx(TITLE, parts={"word/document.xml": "<x/>" + " " * 13_000_000}), OversizedDocument),
        (docx(TITLE, parts={f"word/media/{number}.png": "" for number in range(2_100)}), OversizedDocument),
        (docx(TITLE, parts={"word/media/a.png": "\0" * 1_000_000}), OversizedDocument),
    ],
)
def test_what_is_no_plain_document_is_refused_with_a_sentence(raw: bytes, refusal: type[UnreadableRelease]) -> None:
    with pytest.raises(refusal, match=r"^story\.docx .*\.$"):
        read(raw)


def test_a_locked_zip_is_protected() -> None:
    raw = bytearray(docx(TITLE))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(signature, at + 1)
    with pytest.raises(ProtectedDocument):
        read(bytes(raw))


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as bomb:
        for _ in range(20):
            bomb.write(bytes(10_000_000))
    with pytest.raises(OversizedDocument):
        read(file.getvalue())


def test_a_document_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_said() -> None:
    raw = docx(TITLE, line(LEDE * 2_000))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        said = archive.getinfo("word/document.xml").file_size
    with pytest.raises(DamagedDocument):
        read(raw.replace(said.to_bytes(4, "little"), (500).to_bytes(4, "little")))


@pytest.mark.timeout(30)
def test_200_kilobytes_in_runs_of_eight_words_are_read_whole() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghiklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(47_300)]
    runs = [run(" ".join(words[at : at + 8]) + " ", '<w:lang w:val="en-GB"/>') for at in range(0, len(words), 8)]
    lines = [line(*runs[at : at + 10]) for at in range(0, len(runs), 10)]
    raw = docx(TITLE, *lines)
    assert 200_000 <= len(raw) < 205_000
    found = read(raw).release
    assert " ".join(part.text for part in found.body).split() == words
