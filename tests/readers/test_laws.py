"""What holds for every text: nothing crashes, nothing is lost, nothing changes places."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.core.release import Manuscript, Release
from bot.readers.refusals import UnreadableRelease
from bot.readers.report import as_check_json
from tests.readers.manuscripts import manuscript, release
from tests.readers.words import parts_text, words

VOCABULARY = """harbour council ferry night water survey village island winter figures families region budget report measured
    showed repaired closed Merrowby Osterby März été niño 1,200 45 co-operative don’t"""
WORD = st.sampled_from(VOCABULARY.split())
SENTENCE = st.lists(WORD, min_size=6, max_size=25).map(lambda found: "The " + " ".join(found) + " again.")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=3).map(" ".join)
QUOTATION = st.lists(PARAGRAPH, min_size=1, max_size=4).map(lambda found: "\n\n".join(f"“{one}" for one in found) + "”")
LIST = st.lists(SENTENCE, min_size=2, max_size=4).map(lambda found: "\n".join(f"• {one}" for one in found))
BODY = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, QUOTATION, LIST), min_size=1, max_size=8)
HEADLINE = (
    st.lists(WORD, min_size=3, max_size=8)
    .map(lambda found: "Story of " + " ".join(found))
    .filter(lambda told: not re.search(r"März \d", told))  # that would be a date, and the line perhaps a dateline
)

# What a reader reacts to, to be thrown together with anything else.
SPARKS = (
    *(
        "\n\n",
        "\n",
        "“",
        "”",
        "« ",
        " »",
        "(Photo by ",
        ")",
        "---\n",
        "# ",
        "> ",
        "- ",
        "1. ",
        "Contact:",
        "ENDS",
        "said:",
        "\x00",
    ),
    *(
        "embargo: ",
        "EMBARGOED UNTIL 24:00 GMT 31 December 2199",
        "a@b.example",
        "Notes to editors",
        "![a](b)",
        "<b>",
        "&#8238;",
    ),
    *(
        "Head of the council",
        "5/3/26",
        " — ",
        "“x,” said Ann Lee, boss.",
        "tomorrow",
        "Thursday",
        "00:01 EST",
        "İſ",
        "|",
        "**",
    ),
)
PIECES = st.lists(st.one_of(st.text(max_size=40), st.sampled_from(SPARKS)), max_size=25).map("".join)


def outcome(text: str | bytes, name: str) -> Manuscript | str:
    """What was read, or why it was refused."""
    try:
        return manuscript(text, name)
    except UnreadableRelease as refusal:
        return str(refusal)


def bare(text: str) -> list[str]:
    return words(re.sub(r"[“”•]", " ", text))


@given(HEADLINE, BODY)
def test_no_word_of_the_body_is_lost_or_moved(headline: str, blocks: list[str]) -> None:
    body = "\n\n".join(["The harbour was closed for ten years and it is open again.", *blocks])
    found = release(f"Press release\n\n{headline}\n\n4 March 2026\n\n{body}")
    assert (found.headline, found.release_date) == (headline, "2026-03-04")
    assert bare(parts_text(found.body, found)) == bare(body)


@given(HEADLINE, BODY)
def test_markdown_keeps_the_same_words_in_the_same_order(headline: str, blocks: list[str]) -> None:
    body = "\n\n".join(["The harbour was closed for ten years and it is open again.", *blocks])
    found = release(f"# {headline}\n\n{body.replace('• ', '- ')}", "story.md")
    assert bare(parts_text(found.body, found)) == bare(body)


@given(HEADLINE, st.lists(PARAGRAPH, min_size=1, max_size=6), st.integers(50, 90))
def test_hard_wraps_change_nothing(headline: str, paragraphs: list[str], width: int) -> None:
    def wrapped(text: str) -> str:
        lines, line = [], ""
        for word in text.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        return "\n".join([*lines, line])

    # That a text is wrapped shows in one sentence at least that goes on small in the next line.
    paragraphs = ["The " + "harbour was closed and then it was open again and " * 5 + "so on.", *paragraphs]
    found = release(f"{headline}\n\n" + "\n\n".join(map(wrapped, paragraphs)))
    assert parts_text(found.body, found) == "\n".join(paragraphs)


@given(PIECES, st.sampled_from(["story.txt", "story.md"]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    found = outcome(text, name)
    if isinstance(found, str):
        assert found.startswith(name)
        return
    assert found.release.headline.strip() and "\n" not in found.release.headline
    assert Release.from_json(found.release.to_json()) == found.release
    embargo = as_check_json(found, name)["embargo"]
    assert (embargo["utc"] is None) or not embargo["ambiguous"]
    assert (embargo["kind"] != "until") or embargo["ambiguous"] or embargo["utc"] is not None


@given(st.binary(max_size=300), st.sampled_from(["story.txt", "story.md"]))
def test_any_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    assert outcome(raw, name)


@given(PIECES)
def test_reading_is_a_function_of_its_arguments(text: str) -> None:
    assert outcome(text, "story.txt") == outcome(text, "story.txt")
