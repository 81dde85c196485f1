"""Links and words within a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.renditions.inline import dialled, linked, runs, spelt, words


@pytest.mark.parametrize(
    ("text", "html", "plain", "bare"),
    [
        ("a [b](https://c.example) d", 'a <a href="https://c.example">b</a> d', "a b (https://c.example) d", "a b d"),
        ("[us](mailto:a@example.org)", '<a href="mailto:a@example.org">us</a>', "us (a@example.org)", "us"),
        (
            "[a@example.org](mailto:a@example.org)",
            '<a href="mailto:a@example.org">a@example.org</a>',
            *["a@example.org"] * 2,
        ),
        (
            "see https://c.example/d, or not",
            'see <a href="https://c.example/d">https://c.example/d</a>, or not',
            *["see https://c.example/d, or not"] * 2,
        ),
        ("[b](https://c.example/d_(e))", '<a href="https://c.example/d_(e)">b</a>', "b (https://c.example/d_(e))", "b"),
        ("[b](javascript:x)", "b", "b", "b"),
        ("[1] and (2) and [3]", *["[1] and (2) and [3]"] * 3),
        ('<a href="x">&', "&lt;a href=&#34;x&#34;&gt;&amp;", *['<a href="x">&'] * 2),
    ],
)
def test_a_line_as_html_as_text_and_as_words(text: str, html: str, plain: str, bare: str) -> None:
    assert (str(linked(text)), spelt(text), words(text)) == (html, plain, bare)


def test_a_number_is_dialled_without_its_gaps() -> None:
    assert dialled("+44 (0)20 7946-0123") == "+442079460123"


@given(st.text(alphabet=st.sampled_from("ab []()<>&\"'https://example.org.")))
def test_no_line_lets_markup_through(text: str) -> None:
    html = str(linked(text))
    for run in runs(text):
        if run.target:
            html = html.replace(f'<a href="{linked_address(run.target)}">', "", 1).replace("</a>", "", 1)
    assert "<" not in html
    assert '"' not in html


def linked_address(target: str) -> str:
    return target.replace("&", "&amp;").replace("'", "&#39;")
