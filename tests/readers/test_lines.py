from __future__ import annotations

import pytest

from bot.readers.lines import blocks_of, is_end


def texts(text: str) -> list[str]:
    return [block.text for block in blocks_of(text)]


def test_lines_of_a_pasted_text_are_paragraphs_with_or_without_blank_lines() -> None:
    one, two = "The harbour reopens on Friday after ten years.", "The ferry will call there twice a day from then on."
    assert texts(f"{one}\n{two}") == texts(f"{one}\n\n\n{two}") == [one, two]


def test_a_hard_wrapped_paragraph_is_one() -> None:
    wrapped = "The harbour of Merrowby reopens on Friday after ten\nyears of work. The ferry will call there twice a day\nfrom then on."
    assert texts(wrapped) == [wrapped.replace("\n", " ")]


def test_short_lines_of_a_wrapped_text_stay_apart() -> None:
    wrapped = "The harbour of Merrowby reopens on Friday after ten\nyears of work. The ferry will call there twice a day\nfrom then on."
    assert texts(f"PRESS RELEASE\nHarbour reopens\n\n{wrapped}\n\nJane Doe\nPress office")[-2:] == [
        "Jane Doe",
        "Press office",
    ]


def test_a_line_that_breaks_off_after_a_small_word_goes_on() -> None:
    assert texts("Half of the valley has had no water since\n2019.") == [
        "Half of the valley has had no water since",
        "2019.",
    ]
    assert texts("Half of the valley has had no water in the\nSouth.") == [
        "Half of the valley has had no water in the South."
    ]


def test_a_hyphenated_word_keeps_its_hyphen_over_the_break() -> None:
    assert texts("The council has drawn up a long-\nterm plan.") == ["The council has drawn up a long-term plan."]


@pytest.mark.parametrize("mark", ["•", "·", "–", "-", "*", "▪", "◦", "‣"])
def test_bullets_are_items_without_their_mark(mark: str) -> None:
    assert [(b.kind, b.text, b.bullet) for b in blocks_of(f"{mark} one\n{mark}\u00a0two")] == [
        ("item", "one", mark),
        ("item", "two", mark),
    ]


@pytest.mark.parametrize("form", ["{}.", "{})", "({})", "[{}]"])
def test_numbers_are_items_where_they_count_from_one(form: str) -> None:
    blocks = blocks_of(f"{form.format(1)} one\n\n{form.format(2)} two")
    assert [(b.kind, b.text, b.number) for b in blocks] == [("item", "one", 1), ("item", "two", 2)]


def test_a_number_out_of_order_is_a_paragraph() -> None:
    assert [block.kind for block in blocks_of("4. März 2026\n\n30. Juni 2026")] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "mark", ["ENDS", "- ENDS -", "-ends-", "[ENDS]", "###", "# # #", "-30-", "– 30 –", "FIN", "ENDE", "*END*"]
)
def test_end_marks_are_known(mark: str) -> None:
    assert is_end(mark)
    assert blocks_of(f"Text.\n\n{mark}\n")[-1].kind == "end"


@pytest.mark.parametrize("text", ["30", "Ends in tears", "# Heading", "The end of the pier", "#"])
def test_other_lines_are_no_end_marks(text: str) -> None:
    assert not is_end(text)


@pytest.mark.parametrize("rule", ["-----", "_____", "* * *", "=====", "• • •", "———"])
def test_a_rule_across_the_page_parts_and_is_not_kept(rule: str) -> None:
    blocks = blocks_of(f"One sentence here.\n{rule}\nAnother one.")
    assert [(block.text, block.gap) for block in blocks] == [("One sentence here.", True), ("Another one.", True)]


def test_every_block_knows_its_line() -> None:
    assert [block.line for block in blocks_of("\n\none\n\ntwo\n- three")] == [3, 5, 6]
