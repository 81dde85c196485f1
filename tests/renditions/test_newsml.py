"""The webhook's body for houses that take XML is NewsML-G2 2.35."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
import xmlschema

from bot.core.configuration import ChannelConfig
from bot.core.release import Picture, Release
from bot.core.rendition import LIFT, fill
from bot.readers.opening import read
from bot.readers.refusals import UnreadableRelease
from bot.renditions.environment import TemplateFailed
from bot.renditions.newsml import indented
from bot.renditions.pictures import Copies, Copy, Linked
from bot.renditions.setting import preview_files, render
from tests.corpus.sheets import samples
from tests.renditions.samples import PAGE, paragraph, quoted, release, sheet

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"g": "http://iptc.org/std/nar/2006-10-01/", "h": "http://www.w3.org/1999/xhtml"}
INSTANT = "2026-03-05T00:01:00+00:00"
CHANNEL = ChannelConfig("partners", "webhook", "webhook", options={"format": "newsml-g2"})


def body(text: Release, **changes: Any) -> str:
    return fill(render("webhook", text, sheet("webhook", channel=CHANNEL, **changes)).decode(), {"lift": INSTANT})


def parsed(written: str) -> Tree.Element:
    return Tree.fromstring(written)  # noqa: S314 - our own


def item(**changes: Any) -> Tree.Element:
    return parsed(body(release(**changes)))


def said(element: Tree.Element, path: str) -> list[str]:
    return [(found.text or "") for found in element.findall(path, NAMES)]


@pytest.fixture(scope="session")
def schema(shared: Path) -> xmlschema.XMLSchema:
    folder = shared / "schemas"
    return xmlschema.XMLSchema(
        str(folder / "NewsML-G2_2.35-spec-All-Power.xsd"),
        locations={"http://www.w3.org/XML/1998/namespace": str(folder / "xml.xsd")},
        allow="local",
    )


def flaws(schema: xmlschema.XMLSchema, written: str) -> list[str]:
    return [str(error.reason) for error in schema.iter_errors(written)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"language": "ar", "dateline": None, "subhead": None, "kicker": None},
        {"body": (), "quotes": (), "sections": (), "notes": (), "pictures": (), "contacts": (), "release_date": None},
    ],
)
def test_it_is_valid_newsml(schema: xmlschema.XMLSchema, changes: dict[str, Any]) -> None:
    assert flaws(schema, body(release(**changes))) == []


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.[mt][dx]*")), ids=lambda file: file.name)
def test_every_example_is_valid(schema: xmlschema.XMLSchema, file: Path) -> None:
    manuscript = read(file.name, file.read_bytes(), date(2030, 3, 1), "Europe/London")
    assert flaws(schema, body(manuscript.release)) == []


def test_the_seed_is_valid(schema: xmlschema.XMLSchema, shared: Path) -> None:
    (file,) = (shared / "seed").glob("*.txt")
    manuscript = read(file.name, file.read_bytes(), date(2020, 3, 4), "Europe/London")
    assert flaws(schema, body(manuscript.release)) == []


def test_every_release_of_the_corpus_is_valid(schema: xmlschema.XMLSchema) -> None:
    wrong = {}
    for sample in samples():
        try:
            manuscript = read(sample.file, sample.text.encode(), sample.today, sample.office)
        except UnreadableRelease:
            continue
        if found := flaws(schema, body(manuscript.release)):
            wrong[sample.name] = found
    assert wrong == {}


def test_the_lift_is_filled_in_two_places_and_nowhere_else() -> None:
    written = render("webhook", release(), sheet("webhook", channel=CHANNEL)).decode()
    assert written.count(LIFT) == 2
    root = item()
    assert said(root, "g:itemMeta/g:embargoed") == said(root, "g:itemMeta/g:versionCreated") == [INSTANT]


def test_it_says_what_it_is() -> None:
    root = item()
    assert (root.get("guid"), root.get("version")) == ("https://press.example.org/releases/2026-03-05-k7qd", "1")
    assert (root.get("standard"), root.get("standardversion")) == ("NewsML-G2", "2.35")
    assert root.find("g:itemMeta/g:pubStatus", NAMES).attrib == {"qcode": "stat:usable"}  # type: ignore[union-attr]
    assert said(root, "g:contentMeta/g:contentCreated") == ["2026-03-04"]
    assert said(root, "g:contentMeta/g:located/g:name") == ["ROTTERDAM"]
    assert said(root, "g:contentMeta/g:dateline") == ["ROTTERDAM, 4 March 2026"]
    assert said(root, "g:contentMeta/g:by") == ["Harbour Air Group"]


def test_who_is_quoted_is_a_subject_with_a_role() -> None:
    root = item()
    assert said(root, "g:contentMeta/g:subject/g:name") == ["Tamsin Okoro", "Joost Verhaar"]
    assert said(root, "g:assert/g:definition") == ["Tamsin Okoro, lead author", "Joost Verhaar, crane driver"]


def test_the_text_is_there_as_xhtml_and_as_plain_text() -> None:
    root = item()
    whole = "".join(root.find("g:contentSet/g:inlineXML/h:html/h:body", NAMES).itertext())  # type: ignore[union-attr]
    (plain,) = said(root, "g:contentSet/g:inlineData")
    for words in ("More than half of the people", "crane driver", "The limit for fine dust"):
        assert words in whole and words in plain


def test_whom_to_ask_and_where_to_read_it_stand_in_the_note() -> None:
    notes = said(item(), "g:itemMeta/g:edNote")
    assert any("ines@example.org" in note for note in notes) and PAGE in notes


def with_enclosures() -> str:
    web = Copy("https://press.example.org/p/crane-1200.jpg", "image/jpeg", 1200, 800, 210_000, "sha256:" + "1" * 64)
    full = Copy("https://press.example.org/p/crane.jpg", "image/jpeg", 4000, 2667, 3_400_000, "sha256:" + "2" * 64)
    table = Linked(
        "https://press.example.org/f/dust.csv", "All readings", "dust.csv", "text/csv", 900, "sha256:" + "3" * 64
    )
    return body(release(), pictures={1: Copies(web, full)}, files=(table,))


def test_pictures_and_files_are_valid(schema: xmlschema.XMLSchema) -> None:
    assert flaws(schema, with_enclosures()) == []


def test_a_file_is_linked_with_its_name_type_and_size() -> None:
    link = parsed(with_enclosures()).find("g:itemMeta/g:link[@id='file-1']", NAMES)
    assert link is not None
    assert (link.get("href"), link.get("contenttype"), link.get("size")) == (
        "https://press.example.org/f/dust.csv",
        "text/csv",
        "900",
    )
    assert said(link, "g:fileName") == ["dust.csv"]
    assert said(link, "g:hash") == ["3" * 64]


def test_a_picture_is_linked_with_its_rights_caption_and_alt_text() -> None:
    root = parsed(with_enclosures())
    link = root.find("g:itemMeta/g:link[@id='picture-1']", NAMES)
    assert link is not None and link.get("href") == "https://press.example.org/p/crane.jpg"
    widths = [copy.get("width") for copy in link.findall("g:remoteContent", NAMES)]
    assert widths == ["4000", "1200"]
    assert said(link, "g:description") == ["A crane driver at work.", "A man on a quay"]
    assert said(root, "g:rightsInfo[@idrefs='picture-1']/g:usageTerms") == ["CC BY 4.0"]


def test_an_agency_picture_without_a_licence_leaves_no_trace() -> None:
    agency = Picture("Mirabelle caption", "Getty Images", "Mirabelle alt", "https://example.org/mirabelle.jpg")
    copies = Copies(*[Copy("https://press.example.org/p/mirabelle.jpg", "image/jpeg", 9, 9, 9, "sha256:0")] * 2)
    written = body(release(pictures=(agency,)), pictures={1: copies})
    assert "irabelle" not in written and "Getty" not in written


def test_what_xml_reads_is_escaped_and_what_it_cannot_hold_is_left_out() -> None:
    text = release(
        headline='Cranes & "ropes" <b>\x0b\ufffe', body=(paragraph("1 < 2 & 3 > 2 ]]>"),), quotes=(quoted("“&amp;”"),)
    )
    root = parsed(body(text))
    assert said(root, "g:contentMeta/g:headline")[0].startswith('Cranes & "ropes" <b>')
    assert "1 < 2 & 3 > 2 ]]>" in said(root, "g:contentSet/g:inlineData")[0]


def test_the_same_release_gives_the_same_bytes() -> None:
    assert body(release()) == body(release())


def test_a_template_that_makes_no_xml_is_named(tmp_path: Path) -> None:
    (tmp_path / "webhook").mkdir()
    (tmp_path / "webhook" / "newsml-g2.xml").write_text("<newsItem><open></newsItem>")
    with pytest.raises(TemplateFailed, match=r"webhook/newsml-g2.xml fails .* no well-formed XML"):
        body(release(), templates=tmp_path)


def test_it_is_previewed_as_the_very_bytes_in_a_file_of_xml() -> None:
    rendition = render("webhook", release(), sheet("webhook", channel=CHANNEL))
    files = preview_files("webhook", rendition, "partners", {"lift": INSTANT})
    assert files == {"partners.xml": body(release()).encode()}


def test_indented_for_reading_it_says_the_same() -> None:
    assert Tree.canonicalize(indented(body(release())), strip_text=True) == Tree.canonicalize(
        body(release()), strip_text=True
    )
