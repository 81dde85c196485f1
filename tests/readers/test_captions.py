from __future__ import annotations

import pytest

from bot.readers.captions import one_credit, split_credit
from tests.readers.manuscripts import release

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."


def test_a_caption_is_parted_from_the_lede_although_no_blank_line_does_so() -> None:
    found = release(f"Harbour reopens\n\nThe quay on March 3. (Photo by Ann LEE / AFP)\n{LEDE}")
    assert [(p.caption, p.credit, p.alt, p.source) for p in found.pictures] == [
        ("The quay on March 3.", "Ann LEE / AFP", None, None)
    ]
    assert found.lede == LEDE


@pytest.mark.parametrize(
    "end",
    ["(Photo by Ann Lee)", "[Photo: Ann Lee]", "(© Ann Lee)", "(Credit: Ann Lee)", "(Foto: Ann Lee)", "© Ann Lee"],
)
def test_credits_of_every_form_are_taken_out(end: str) -> None:
    assert split_credit(f"The quay at dawn. {end}") == ("The quay at dawn.", "Ann Lee")


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (["Ann LEE / AFP", "ANN LEE/AFP via Getty Images"], "Ann LEE/AFP via Getty Images"),
        (["ANN LEE/AFP via Getty Images", "Ann LEE / AFP"], "Ann LEE/AFP via Getty Images"),
        (["Ann Lee", "Ann Lee"], "Ann Lee"),
        (["Ann Lee", "Bob Ray"], "Ann Lee / Bob Ray"),
        ([], None),
    ],
)
def test_a_credit_stated_twice_is_one_in_its_fullest_form(stated: list[str], kept: str | None) -> None:
    assert one_credit(stated) == kept


def test_a_credit_alone_belongs_to_the_picture_above() -> None:
    found = release(
        f"# Harbour reopens\n\n![Ships](https://press.example.org/a.jpg)\n\n© Ann Lee\n\n{LEDE}", "story.md"
    )
    assert [(p.alt, p.source, p.credit) for p in found.pictures] == [
        ("Ships", "https://press.example.org/a.jpg", "Ann Lee")
    ]


@pytest.mark.parametrize(
    "text", ["Photos: press.example.org has more pictures to download.", "He said (as ever) that it was done (Friday)."]
)
def test_an_ordinary_paragraph_is_no_caption(text: str) -> None:
    assert release(f"Harbour reopens\n\n{LEDE}\n\n{text}").pictures == ()


def test_a_credit_may_have_initials() -> None:
    assert split_credit("A reef off Cairns. Credit: Reuters/A. Diver") == ("A reef off Cairns.", "Reuters/A. Diver")
