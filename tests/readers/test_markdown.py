from __future__ import annotations

import pytest

from tests.readers.manuscripts import codes, manuscript, release

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."


def told(body: str):  # type: ignore[no-untyped-def]
    return release(f"# Harbour reopens\n\n{LEDE}\n\n{body}\n", "story.md")


def test_first_heading_is_the_headline_and_second_ones_are_sections() -> None:
    found = told("## What comes next\n\nThe ferry.\n\n### At night\n\nNothing.\n\n## Background\n\nIt was closed.")
    assert found.headline == "Harbour reopens"
    assert [(section.title, [part.kind for part in section.parts]) for section in found.sections] == [
        ("What comes next", ["paragraph", "heading", "paragraph"]),
        ("Background", ["paragraph"]),
    ]


def test_notes_and_contacts_go_where_they_belong() -> None:
    found = told("## Notes to editors\n\n1. One.\n2. Two.\n\n## Contact\n\nAnn Reader, <ann@fund.example>\n")
    assert found.notes[0].items == ("One.", "Two.")
    assert [(contact.name, contact.email) for contact in found.contacts] == [("Ann Reader", "ann@fund.example")]


def test_lines_of_a_paragraph_are_one() -> None:
    assert told("One line\nand another  \nand a third.").body[-1].text == "One line and another and a third."


def test_emphasis_is_dropped_and_links_are_kept() -> None:
    found = told("A *very* **good** `thing` at [the quay](https://quay.example.org/a_(b)) and <https://example.org>.")
    assert (
        found.body[-1].text
        == "A very good thing at [the quay](https://quay.example.org/a_%28b%29) and https://example.org."
    )


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "/local/page", "file:///etc/passwd", "data:text/html,x", "page.html", "ftp://a.example"],
)
def test_a_link_that_is_no_public_address_is_only_its_words(address: str) -> None:
    assert "](" not in told(f"See [the page]({address}).").body[-1].text.replace(f"[the page]({address})", "")
    assert manuscript(f"# Harbour reopens\n\nSee [the page]({address}).", "story.md").release.lede in (
        "See the page.",
        f"See [the page]({address}).",  # the parser does not take it for a link at all
    )


def test_a_blockquote_is_a_quotation_signed_in_its_last_line() -> None:
    found = told("> “It works.\n>\n> “We tried it.”\n> — Ann Reader, director of the Fund")
    assert [(quote.paragraphs, quote.speaker, quote.role) for quote in found.quotes] == [
        (["It works.", "We tried it."], "Ann Reader", "director of the Fund")
    ]
    assert [part.kind for part in found.body] == ["paragraph", "quote"]


def test_a_blockquote_without_marks_is_one_too() -> None:
    found = told("> It works.\n\n> We tried it.\n>\n> -- Ann Reader")
    assert [(quote.text, quote.speaker) for quote in found.quotes] == [
        ("It works.", None),
        ("We tried it.", "Ann Reader"),
    ]


def test_quotations_are_found_in_paragraphs_as_well() -> None:
    assert told("“It works,” said Ann Reader, director.").quotes[0].speaker == "Ann Reader"


def test_a_picture_has_alt_text_source_caption_and_credit() -> None:
    found = told('![Ships at the quay](https://press.example.org/a.jpg "The quay on Friday. (Photo by Ann Lee)")')
    assert [(p.alt, p.source, p.caption, p.credit) for p in found.pictures] == [
        ("Ships at the quay", "https://press.example.org/a.jpg", "The quay on Friday.", "Ann Lee")
    ]
    assert len(found.body) == 1


def test_lists_are_lists() -> None:
    found = told("- one\n- two\n  goes on\n\n  and on\n\n1. three\n2. four")
    assert [(part.items, part.ordered) for part in found.body[1:]] == [
        (("one", "two goes on and on"), False),
        (("three", "four"), True),
    ]


def test_an_embargo_line_in_bold_is_one() -> None:
    found = manuscript(f"**EMBARGOED UNTIL 00:01 GMT 5 March 2026**\n\n# Harbour reopens\n\n{LEDE}", "story.md")
    assert (found.embargo.utc, found.release.headline) == ("2026-03-05T00:01:00Z", "Harbour reopens")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div onclick=x>Ships <b>come</b> again.</div>", "Ships come again."),
        ("Ships <b onclick=x>come</b> again.", "Ships come again."),
        ("<p>Ships come again.</p>\n<script>steal()</script>", "Ships come again."),
        ("<!-- not this -->\n\nShips come again.", "Ships come again."),
    ],
)
def test_html_is_not_passed_on_and_told(html: str, words: str) -> None:
    found = manuscript(f"# Harbour reopens\n\n{LEDE}\n\n{html}", "story.md")
    assert found.release.body[-1].text == words
    assert "raw-html" in codes(found.findings)


def test_findings_name_the_line_of_the_file() -> None:
    found = manuscript("---\nkicker: News\n---\n# Harbour reopens\n\nOne.\n\nSee <b>this</b>.", "story.md")
    assert {(f.code, f.line) for f in found.findings if f.code == "raw-html"} == {("raw-html", 8)}
