"""The house's Markdown: what is written of a release is read as the same release again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.release import Part, Quote, Release, Section
from bot.readers.cleaning import clean, squeeze
from bot.readers.house_markdown import read_body, signed, write
from bot.readers.lines import is_end
from bot.readers.opening import read
from bot.readers.sections import sort_of

LETTERS = "abcXYZ éü日 0123456789 .,;:!?“”’—-_*#>[]()<&\\`|~=+/@"


def _sayable(text: str) -> bool:
    """Whether a block can have this text: cleaned as readers clean it, and no mark that ends a release."""
    return squeeze(clean(text, [])) == text and bool(text) and not is_end(text) and any(map(str.isalnum, text))


lines = st.text(LETTERS, min_size=1, max_size=40).map(squeeze).filter(_sayable)
names = st.sampled_from(["Ida Holm", "Dr. Ann Reader", "José Ñandú"])
roles = st.one_of(st.none(), st.sampled_from(["Harbour Master", "director, Port of X", "C# lead * of_things"]))
quotes = st.builds(
    lambda paragraphs, speaker, role: Quote("\n\n".join(paragraphs), speaker, role if speaker else None),
    st.lists(lines.filter(lambda text: text[0] not in "—–-―"), min_size=1, max_size=3),
    st.one_of(st.none(), names),
    roles,
)
lists = st.builds(
    lambda items, ordered: Part("list", items=tuple(items), ordered=ordered),
    st.lists(lines, min_size=1, max_size=4),
    st.booleans(),
)
headings = lines.map(lambda text: text.rstrip(" :")).filter(_sayable)
plain_parts = st.one_of(
    st.builds(Part, st.just("paragraph"), lines), st.builds(Part, st.just("heading"), headings), lists, quotes
)
titles = lines.map(lambda text: text.rstrip(" :")).filter(lambda text: _sayable(text) and sort_of(text) is None)


def _made(body: Sequence[Part | Quote], sections: Sequence[tuple[str, Sequence[Part | Quote]]]) -> Release:
    """A release of these blocks, its quotations numbered in the order they stand; no two lists of a kind touch."""
    said: list[Quote] = []

    def parts(blocks: Sequence[Part | Quote], aside: bool) -> tuple[Part, ...]:
        made: list[Part] = []
        for block in blocks:
            if isinstance(block, Quote):
                made.append(Part("quote", text=block.text if aside else "", quote=len(said)))
                said.append(block)
            elif not (made and made[-1].kind == block.kind == "list"):
                made.append(block)
        return tuple(made)

    whole = parts(body, False)
    asides = tuple(Section(title, parts(blocks, True)) for title, blocks in sections)
    return Release("Headline", body=whole, quotes=tuple(said), sections=asides)


@settings(max_examples=100, deadline=None)
@given(st.lists(plain_parts, max_size=6), st.lists(st.tuples(titles, st.lists(plain_parts, max_size=3)), max_size=2))
def test_what_is_written_is_read_as_the_same_parts(
    body: list[Part | Quote], sections: list[tuple[str, list[Part | Quote]]]
) -> None:
    release = _made(body, sections)
    again = read_body(write(release))
    assert again.body == release.body
    assert again.quotes == release.quotes
    assert again.sections == release.sections


@settings(max_examples=60, deadline=None)
@given(st.lists(plain_parts, min_size=1, max_size=5))
def test_a_text_written_twice_reads_the_same_twice(body: list[Part | Quote]) -> None:
    release = _made(body, [])
    again = read_body(write(release))
    assert write(Release("Headline", body=again.body, quotes=again.quotes)) == write(release)


def test_plain_prose_is_written_as_it_stands() -> None:
    text = "The cranes of the old harbour stand still: 5 * 3 days, says @harbour_watch. [The plan](https://example.org/a_b)"
    assert write(Release("H", body=(Part("paragraph", text),))) == text + "\n"


@pytest.mark.parametrize(
    "text", ["# 1 in the country", "1. März is a day", "- a dash", "> more", "5 < 6 > 4", "a *b* c"]
)
def test_a_paragraph_that_looks_like_markup_stays_a_paragraph(text: str) -> None:
    body = (Part("paragraph", text), Part("paragraph", "And on."))
    assert read_body(write(Release("H", body=body))).body == body


def test_a_short_line_and_a_spoken_one_are_what_the_markup_says() -> None:
    again = read_body("Next week\n\n“We are glad,” said Ida Holm, the Harbour Master.\n")
    assert [part.kind for part in again.body] == ["paragraph", "paragraph"] and not again.quotes


def test_notes_to_editors_are_notes() -> None:
    again = read_body("One.\n\n## Notes to editors\n\nTwo.\n")
    assert (again.notes[0].text, again.sections) == ("Two.", ())
    release = Release("H", language="fr", body=again.body, notes=again.notes)
    assert "## Notes aux rédactions" in write(release) and read_body(write(release)).notes == again.notes


def test_a_finding_s_place_leads_to_its_line() -> None:
    again = read_body("One.\n\nTwo.\n\n> Said.\n>\n> — Ida Holm\n\n## More\n\nThree.\n")
    assert again.lines["paragraph 2"] == 3
    assert again.lines["quotation 1"] == 5
    assert again.lines["section “More”, paragraph 1"] == 11


def test_a_link_that_nobody_can_follow_is_no_link() -> None:
    again = read_body("[here](ftp://example.org/a) and [there](https://example.org/)")
    assert again.body[0].text == "here and [there](https://example.org/)"
    assert [one.code for one in again.findings] == ["link-kept-as-words"]


def test_a_signature_names_speaker_and_role() -> None:
    assert signed(["We wait.", "— Ida Holm, Harbour Master"]) == Quote("We wait.", "Ida Holm", "Harbour Master")


def test_what_a_file_was_read_as_survives_the_editor() -> None:
    raw = (
        "Press Release\n\nCranes stand still\n\nThe old cranes stand still.\n\n“We need a week,” said Ida Holm, the Harbour Master.\n\n"
        "- one\n- two\n\nBackground\n\nThe cranes are old and many.\n\nNotes to editors\n\nPictures are there on request.\n"
    )
    release = read("a.txt", raw.encode(), date(2026, 3, 5), "Europe/London").release
    again = read_body(write(release))
    assert (again.body, again.quotes, again.sections, again.notes) == (
        release.body,
        release.quotes,
        release.sections,
        release.notes,
    )
