from __future__ import annotations

import pytest

from bot.core.enclosure import digest_of
from bot.core.release import Manuscript
from tests.readers.documents import PICTURE, PICTURE_RELATION, PIXEL, docx, line, picture, text_box
from tests.readers.manuscripts import codes, manuscript

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."
TITLE = line("Harbour reopens", style="Heading1")
_STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style></w:styles>'
)


def read(*lines: str, parts: dict[str, str | bytes] | None = None) -> Manuscript:
    return manuscript(docx(TITLE, line(LEDE), *lines, parts=PICTURE_RELATION | (parts or {})), "story.docx")


def test_a_picture_in_the_document_is_the_releases_picture_with_its_bytes() -> None:
    found = read(line(PICTURE))
    assert [(one.alt, one.source, one.digest) for one in found.release.pictures] == [
        ("Ships at the quay", "a.png", digest_of(PIXEL))
    ]
    assert [(one.place, one.name, one.content) for one in found.enclosures] == [("picture 1", "a.png", PIXEL)]
    assert found.findings == ()


@pytest.mark.parametrize("style", ["Beschriftung", ""])
def test_the_line_below_a_picture_that_ends_in_a_credit_is_its_caption(style: str) -> None:
    relations = str(PICTURE_RELATION["word/_rels/document.xml.rels"])
    styled = relations.replace(
        "</Relationships>",
        '<Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
        'Target="styles.xml"/></Relationships>',
    )
    caption = line("Figure 2: The quay at dawn. (Photo: Jo Lens)", style=style)
    found = read(line(PICTURE), caption, parts={"word/styles.xml": _STYLES, "word/_rels/document.xml.rels": styled})
    assert [(one.caption, one.credit, one.alt) for one in found.release.pictures] == [
        ("The quay at dawn.", "Jo Lens", "Ships at the quay")
    ]
    assert [one.text for one in found.release.body] == [LEDE]


def test_a_picture_that_stands_twice_is_one() -> None:
    assert len(read(line(PICTURE), line("It opens."), line(PICTURE)).release.pictures) == 1


def test_decoration_and_icons_are_no_pictures() -> None:
    mark = '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    icon = picture().replace("<wp:docPr", '<wp:extent cx="300000" cy="300000"/><wp:docPr')
    assert read(line(picture(inner=mark)), line(icon)).release.pictures == ()


def test_a_cropped_picture_stays_behind_since_what_was_cut_away_is_still_in_it() -> None:
    found = read(line(picture(crop='<a:srcRect r="25000"/>')))
    assert (found.enclosures, codes(found.findings)) == ((), ["picture-cropped"])


def test_a_crop_that_cuts_nothing_away_is_none() -> None:
    assert len(read(line(picture(crop='<a:srcRect l="0" r="0"/>'))).enclosures) == 1


def test_an_alt_text_that_word_made_up_is_not_taken() -> None:
    found = read(line(picture("A boat\n\nDescription automatically generated")))
    assert ([one.alt for one in found.release.pictures], codes(found.findings)) == ([None], ["alt-made-up"])


def test_a_linked_picture_keeps_its_address() -> None:
    relations = str(PICTURE_RELATION["word/_rels/document.xml.rels"])
    away = relations.replace('Target="media/a.png"', 'Target="https://example.org/a.png" TargetMode="External"')
    found = read(line(picture(relation='r:link="rId9"')), parts={"word/_rels/document.xml.rels": away})
    assert [(one.source, one.digest) for one in found.release.pictures] == [("https://example.org/a.png", None)]


def test_a_picture_of_a_kind_that_few_can_show_is_told() -> None:
    relations = str(PICTURE_RELATION["word/_rels/document.xml.rels"]).replace("a.png", "a.emf")
    found = read(line(PICTURE), parts={"word/_rels/document.xml.rels": relations, "word/media/a.emf": b"x"})
    assert (found.enclosures, codes(found.findings)) == ((), ["picture-kind"])


def test_a_picture_that_is_not_in_the_file_is_told() -> None:
    relations = str(PICTURE_RELATION["word/_rels/document.xml.rels"]).replace("a.png", "b.png")
    found = read(line(PICTURE), parts={"word/_rels/document.xml.rels": relations})
    assert (found.enclosures, codes(found.findings)) == ((), ["picture-without-address"])


def test_a_text_box_is_read_once_behind_the_paragraph_it_is_anchored_to() -> None:
    found = read(line("It opens at six.", text_box(line("Three ships are expected."))), line("Tea is free."))
    assert [one.text for one in found.release.body] == [
        LEDE,
        "It opens at six.",
        "Three ships are expected.",
        "Tea is free.",
    ]
    assert [(one.code, "Three ships" in one.message) for one in found.findings] == [("text-box", True)]


def test_an_embargo_in_a_text_box_is_found() -> None:
    box = text_box(line("EMBARGOED UNTIL 00:01 GMT, 5 March 2026"))
    assert read(line(box)).embargo.utc == "2026-03-05T00:01:00Z"


def test_a_picture_in_a_text_box_is_a_picture_of_the_release() -> None:
    found = read(line("It opens.", text_box(line(PICTURE), line("The quay. (Photo: Jo Lens)"))))
    assert [(one.caption, one.credit, one.source) for one in found.release.pictures] == [
        ("The quay.", "Jo Lens", "a.png")
    ]


def test_several_boxes_of_one_paragraph_keep_their_order() -> None:
    found = read(line("It opens.", text_box(line("First box.")), text_box(line("Second box."))))
    assert [one.text for one in found.release.body] == [LEDE, "It opens.", "First box.", "Second box."]


def test_what_is_told_of_pictures_and_text_boxes_has_the_line_where_they_stand() -> None:
    box = text_box(line("Three ships are expected."))
    cropped = picture(crop='<a:srcRect r="25000"/>')
    found = read(line("It opens at six.", box), line(cropped), line("Tea is free."))
    lines = [one.text for one in found.release.body]
    assert lines == [LEDE, "It opens at six.", "Three ships are expected.", "Tea is free."]
    assert [(one.code, one.line) for one in found.findings] == [("text-box", 4), ("picture-cropped", 5)]


def test_each_text_box_is_told_where_it_stands() -> None:
    boxes = (line("It opens.", text_box(line("First box."))), line("Tea is free.", text_box(line("Second box."))))
    told = [(one.code, one.line) for one in read(*boxes).findings]
    assert told == [("text-box", 4), ("text-box", 6)]
