"""What holds for every format: the same words in the same order, whatever file they came in."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.readers.refusals import UnreadableRelease
from tests.readers.documents import docx, line, mail, page
from tests.readers.manuscripts import manuscript
from tests.readers.test_laws import BODY, HEADLINE, PIECES, bare
from tests.readers.words import parts_text

LEDE = "The harbour was closed for ten years and it is open again."
Rendered = tuple[str, bytes]


def as_text(headline: str, blocks: list[str]) -> Rendered:
    return "story.txt", "\n\n".join([headline, *blocks]).encode()


def as_markdown(headline: str, blocks: list[str]) -> Rendered:
    return "story.md", "\n\n".join([f"# {headline}", *(block.replace("• ", "- ") for block in blocks)]).encode()


def as_page(headline: str, blocks: list[str]) -> Rendered:
    return "story.html", page(f"<main><h1>{escape(headline)}</h1>{''.join(map(_marked_up, blocks))}</main>").encode()


def as_document(headline: str, blocks: list[str]) -> Rendered:
    lines = [row for block in blocks for row in block.split("\n") if row]
    return "story.docx", docx(line(headline, style="Heading1"), *(line(*_cut_up(row)) for row in lines))


def as_mail(headline: str, blocks: list[str]) -> Rendered:
    return "story.eml", mail(headline, "\n\n".join([headline, *blocks]))


def as_html_mail(headline: str, blocks: list[str]) -> Rendered:
    return "story.eml", mail(headline, html=f"<h1>{escape(headline)}</h1>{''.join(map(_marked_up, blocks))}")


def _marked_up(block: str) -> str:
    rows = block.split("\n\n") if not block.startswith("• ") else []
    items = [f"<li>{escape(row[2:])}</li>" for row in block.split("\n")] if not rows else []
    return f"<ul>{''.join(items)}</ul>" if items else "".join(f"<p>{escape(row)}</p>" for row in rows)


def _cut_up(row: str) -> list[str]:
    """A paragraph in runs of seven characters, as Word likes to leave it."""
    return [row[at : at + 7] for at in range(0, len(row), 7)]


FORMATS: list[Callable[[str, list[str]], Rendered]] = [
    as_text,
    as_markdown,
    as_page,
    as_document,
    as_mail,
    as_html_mail,
]


@pytest.mark.parametrize("rendered", FORMATS)
@settings(max_examples=12)
@given(headline=HEADLINE, blocks=BODY)
def test_every_format_keeps_the_same_words_in_the_same_order(
    rendered: Callable[[str, list[str]], Rendered], headline: str, blocks: list[str]
) -> None:
    name, raw = rendered(headline, [LEDE, *blocks])
    found = manuscript(raw, name).release
    assert found.headline == headline
    assert bare(parts_text(found.body, found)) == bare("\n".join([LEDE, *blocks]))


@pytest.mark.parametrize("rendered", FORMATS)
@pytest.mark.parametrize("mark", ["ENDS", "-30-", "- 30 -", "###", "# #", "# # #", "[ENDS]", "-ends-"])
def test_what_stands_behind_an_end_mark_is_a_note(rendered: Callable[[str, list[str]], Rendered], mark: str) -> None:
    name, raw = rendered("Harbour reopens", [LEDE, "It was closed.", mark, "The report is on the website."])
    found = manuscript(raw, name).release
    assert [part.text for part in found.body] == [LEDE, "It was closed."]
    assert [part.text for part in found.notes] == ["The report is on the website."]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("story.md", "# Harbour reopens\n\nIt was closed.\nENDS\n\nThe report."),
        ("story.html", "<h1>Harbour reopens</h1><p>It was closed.<br>ENDS</p><p>The report.</p>"),
        ("story.html", "<h1>Harbour reopens</h1><p>It was closed.</p><h3>###</h3><p>The report.</p>"),
    ],
)
def test_an_end_mark_need_not_stand_in_a_paragraph_of_its_own(name: str, text: str) -> None:
    found = manuscript(text, name).release
    assert ([part.text for part in found.body], [part.text for part in found.notes]) == (
        ["It was closed."],
        ["The report."],
    )


@pytest.mark.parametrize("name", ["story.html", "story.docx", "story.eml"])
@given(raw=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(name: str, raw: bytes) -> None:
    assert _outcome(raw, name)


@given(PIECES)
def test_any_text_is_read_or_refused_as_a_page_a_document_and_a_mail(text: str) -> None:
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    assert _outcome(page(text).encode(errors="replace"), "story.html")
    assert _outcome(docx(line(clean)), "story.docx")
    assert _outcome(b"Subject: x\nContent-Type: text/html\n\n" + text.encode(errors="replace"), "story.eml")


TAGS = """<div> </div> <p> <ul> <li> </ul> <td> <table> <tr> </table> <a> </a> <blockquote> </blockquote> <figure> <img/alt=x>
    <figcaption> </figcaption> </figure> <h2> </h2> <br> <pre> </pre> <q> <cite> <footer> <li/id=footnote-1> ENDS word Word."""


@given(st.lists(st.sampled_from(TAGS.split()), max_size=40).map(" ".join))
def test_tangled_markup_loses_no_word(markup: str) -> None:
    try:
        found = manuscript(f"<h1>Story</h1><p>{LEDE}</p>{markup}", "story.html").release
    except UnreadableRelease:
        return
    told = str(found)
    assert "word" not in markup or "word" in told


def _outcome(raw: bytes, name: str) -> str:
    try:
        return manuscript(raw, name).release.headline
    except UnreadableRelease as refusal:
        return str(refusal) if str(refusal).startswith(name) else ""
