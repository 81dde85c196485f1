"""What is no embargo line though it sounds like one, and what may be one and is not taken for it."""

from __future__ import annotations

import pytest

from tests.readers.manuscripts import codes, manuscript


@pytest.mark.parametrize(
    "line",
    [
        "Embargo on arms sales must end by 5 March 2026, says UN",
        "Embargoed oil reached the port on 5 March 2026",
        "Embargo-free trade by 2027",
        "For immediate release of all prisoners, families march",
        "Immediate release of prisoners demanded",
        "For release of the hostages, families march on 5 March 2026",
    ],
)
def test_a_headline_that_speaks_of_another_embargo_is_left_alone(line: str) -> None:
    found = manuscript(f"{line}\n\nThe harbour of Merrowby reopens on Friday, the council said.")
    assert (found.embargo.kind, found.release.headline) == ("none", line)


@pytest.mark.parametrize(
    "sentence",
    [
        "The trade embargo was lifted on 5 March 2026 at 10:00 GMT, the minister said.",
        "Sin embargo, la ley fue aprobada el 5 de marzo de 2026 a las 10:00 GMT.",
        "Embargoed goods may not be sold until the court has ruled on 5 March 2026.",
        "The council called for the immediate release of the figures on 5 March 2026.",
    ],
)
def test_a_sentence_about_another_embargo_is_left_alone(sentence: str) -> None:
    found = manuscript(f"Harbour reopens\n\nThe harbour reopens on Friday.\n\n{sentence}")
    assert (found.embargo.kind, found.release.body[-1].text) == ("none", sentence)


def test_what_may_be_an_embargo_line_in_the_story_is_pointed_out() -> None:
    found = manuscript(
        "Harbour reopens\n\nIt reopens on Friday.\n\nPlease note that all of this is embargoed until the minister says so."
    )
    assert (found.embargo.kind, codes(found.findings)) == ("none", ["embargo-perhaps"])
