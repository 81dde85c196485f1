"""Which pictures leave the house."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.release import Picture
from bot.renditions.setting import doubts, render
from tests.renditions.samples import KINDS, release, sheet

SOUND = Picture(
    "The quay at dawn, seen from the crane.", "Joost V.", "A grey quay", "https://example.org/dawn.jpg", "CC BY 4.0"
)


def everything(picture: Picture) -> str:
    made = release(pictures=(picture,))
    return "".join(render(kind, made, sheet(kind)).decode() for kind in KINDS)


def codes(picture: Picture) -> list[str]:
    made = release(pictures=(picture,))
    return [finding.code for kind in KINDS for finding in doubts(kind, made, sheet(kind)) if "picture" in finding.code]


def test_a_sound_picture_leaves_with_caption_credit_and_alt_text() -> None:
    shown = everything(SOUND)
    for words in ("dawn.jpg", "seen from the crane", "Joost V.", "A grey quay"):
        assert words in shown
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    "credit",
    [
        "Adam Marsh / AFP via Getty Images",
        "ADAM MARSH/AFP",
        "Photo: Getty",
        "REUTERS/Adam Marsh",
        "AP Photo/Adam Marsh",
        "Adam Marsh/PA Wire",
        "Agence France-Presse",
        "Press Association",
    ],
)
def test_an_agency_picture_without_a_licence_goes_nowhere_and_everybody_is_told(credit: str) -> None:
    agency = replace(SOUND, credit=credit, licence=None)
    shown = everything(agency)
    for words in ("dawn.jpg", "seen from the crane", credit, "A grey quay"):
        assert words not in shown
    assert codes(agency) == ["picture-licence"] * len(KINDS)
    assert codes(replace(agency, licence="Getty 123, press use until 2027")) == []


@pytest.mark.parametrize("credit", ["Pa Modou Jallow", "Apollo Studio", "Ann Apt", "Harbour Air Group", None])
def test_names_that_only_look_like_agencies_are_none(credit: str | None) -> None:
    assert codes(replace(SOUND, credit=credit, licence=None)) == []


def test_an_agency_named_in_the_caption_counts_too() -> None:
    assert "picture-licence" in codes(
        replace(SOUND, caption="A quay (Photo by A. M. / AFP)", credit=None, licence=None)
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source": None}, "picture-file"),
        ({"source": "http://example.org/dawn.jpg"}, "picture-address"),
        ({"source": "dawn.jpg"}, "picture-address"),
        ({"source": 'https://example.org/"onerror=x'}, "picture-address"),
        ({"alt": None}, "picture-alt"),
        ({"alt": "  "}, "picture-alt"),
    ],
)
def test_a_picture_that_cannot_be_shown_stays_with_its_caption(changes: dict[str, str | None], code: str) -> None:
    picture = replace(SOUND, **changes)  # type: ignore[arg-type]
    assert codes(picture) == [code] * len(KINDS)
    assert "seen from the crane" not in everything(picture)
