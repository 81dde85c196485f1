"""Nobody outside is sent to an address that only this office can open."""

from __future__ import annotations

import pytest

from tests.core.preflight.texts import findings, in_text, release


@pytest.mark.parametrize(
    "text",
    [
        "See http://localhost:8000/draft for more.",
        "See [the report](https://192.168.1.20/report.pdf).",
        "See http://intranet/report and weep.",
        "See https://files.press.internal/a.",
        "See https://nas.local/a.",
        "See http://[::1]/a for more.",
        "See file:///C:/Users/ann/report.pdf for more.",
        "The file is at C:\\Users\\ann\\report.pdf for now.",
        "The file is at \\\\server\\press\\report.pdf for now.",
        "See http://[bad for more.",
    ],
)
def test_an_address_of_ones_own_is_found(text: str) -> None:
    assert in_text(text) == ["link-private"]


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/localhost and [this](https://www.example.org/a_(b)).",
        "See http://1.1.1.1/ for more.",
        "Mail press@example.org, or [write](mailto:press@example.org).",
        "The local.internal affairs are ours: either/or.",
        "See clearspring.example.org/kessa.",
    ],
)
def test_one_that_everybody_can_open_is_left_alone(text: str) -> None:
    assert in_text(text) == []


def test_an_address_is_told_once_a_place() -> None:
    told = findings(release("See http://localhost/a, again http://localhost/a.", "And http://localhost/a."))
    assert [one.place for one in told] == ["paragraph 1", "paragraph 2"]
