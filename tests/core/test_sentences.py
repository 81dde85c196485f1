"""Nothing is ever cut in the middle of a sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sentences import balanced, sentences, spans


@pytest.mark.parametrize(
    "parts",
    [
        ["One.", "Two!", "Three?", "Four…"],
        ["It rose by 3.5 per cent.", "Then it fell."],
        ["J. K. Marsh spoke first.", "The hall was full."],
        ["Dr. Okoro and Mrs. Hall agreed.", "Prof. Lind did not."],
        ["The U.S. Navy and the E.U. were asked, e.g. by Mr. Roe.", "Neither answered."],
        ["See https://example.org/a.b?c=d. for more.", "Or call."],
        ["“We won't. We can't,” she said.", "He nodded."],
        ["He said: “Stop.”", "She did."],
        ["(It was late. Very late.)", "They left."],
        ["Am 5. März kam Dr. Weiß z. B. nach Köln.", "Dort blieb er."],
        ["„Das ist gut. Sehr gut.“", "Er ging."],
        ["« C'est fini. Vraiment. »", "Il partit."],
        ["M. Leroux arrive à dix heures.", "Mme Roy aussi."],
        ["¿Por qué?", "¡Nadie lo sabe!"],
        ["Copper, zinc etc. were found.", "No one knew."],
        ["これは文です。", "これも文です。"],
        ["She asked “Why?” and left.", "Nobody answered."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(parts: list[str]) -> None:
    joint = "" if "。" in parts[0] else " "
    assert sentences(joint.join(parts)) == parts


@pytest.mark.parametrize(
    "text", ["Plan B. Nobody has one", "at 9 a.m. Thursday", "the size of approx. 3 km", "no stop at all"]
)
def test_when_in_doubt_there_is_no_break(text: str) -> None:
    assert sentences(text) == [text]


def test_marks_and_brackets_must_close() -> None:
    assert balanced("“a (b) «c»” isn’t")
    assert not balanced("“a")
    assert not balanced("a”")
    assert not balanced("(a]")
    assert not balanced('say "so')


_TEXT = st.text(alphabet=st.sampled_from("ab CD.!?“”()\"'„«» \n3é。"))


@given(_TEXT)
def test_no_letter_is_lost_and_none_moves(text: str) -> None:
    found = spans(text)
    assert "".join("".join(text[start:end] for start, end in found).split()) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert all(text[start:end].strip() == text[start:end] for start, end in found)
