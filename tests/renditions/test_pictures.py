"""Which pictures leave the house."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core.release import Picture
from bot.core.rendition import Mail
from bot.renditions.pictures import Linked
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
    for words in ("p.jpg", "seen from the crane", "Joost V.", "A grey quay"):
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
    for words in ("p.jpg", "seen from the crane", credit, "A grey quay"):
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
        ({"source": "dawn.jpg"}, "picture-missing"),
        ({"source": 'https://example.org/"onerror=x'}, "picture-missing"),
        ({"alt": None}, "picture-alt"),
        ({"alt": "  "}, "picture-alt"),
    ],
)
def test_a_picture_that_cannot_be_shown_stays_with_its_caption(changes: dict[str, str | None], code: str) -> None:
    picture = replace(SOUND, **changes)  # type: ignore[arg-type]
    assert codes(picture) == [code] * len(KINDS)
    assert "seen from the crane" not in everything(picture)


REPORT = Linked(
    "https://example.org/files/1f.pdf", "The report", "report.pdf", "application/pdf", 1_240_000, "sha256:3"
)


def test_a_file_is_linked_from_page_mail_and_webhook_with_its_name_and_size() -> None:
    for kind in ("email", "pressroom"):
        shown = render(kind, release(), sheet(kind, files=(REPORT,))).decode()
        for words in ("Files", "The report", "report.pdf, 1.2 MB", REPORT.href):
            assert words in shown
    item = json.loads(render("webhook", release(), sheet("webhook", files=(REPORT,))))
    (file,) = (one for one in item["associations"] if one["name"] == "file-1")
    assert (file["type"], file["title"], file["altIds"]) == (
        "text",
        "The report",
        [{"role": "hash-main", "value": "sha256:3"}],
    )
    assert file["renditions"] == [
        {
            "name": "main",
            "href": REPORT.href,
            "contentType": "application/pdf",
            "title": "report.pdf",
            "sizeInBytes": 1_240_000,
        }
    ]


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Fichiers"), ("de", "Dateien"), ("es", "Archivos"), ("sv", "Files")]
)
def test_files_are_headed_in_the_releases_language(language: str, word: str) -> None:
    shown = render("pressroom", release(language=language), sheet("pressroom", files=(REPORT,))).decode()
    assert f"<h2>{word}</h2>" in shown


def test_partners_get_both_copies_of_a_picture_with_their_sizes_and_hashes() -> None:
    (picture,) = json.loads(render("webhook", release(), sheet("webhook")))["associations"]
    assert [(one["name"], one["width"], one["height"]) for one in picture["renditions"]] == [
        ("web", 1200, 800),
        ("main", 4000, 2667),
    ]
    assert [one["role"] for one in picture["altIds"]] == ["hash-web", "hash-main"]


def test_page_and_mail_say_how_large_a_picture_is_so_that_nothing_jumps() -> None:
    assert 'width="1200" height="800"' in render("pressroom", release(), sheet("pressroom")).decode()
    mail = Mail.from_bytes(render("email", release(), sheet()))
    assert 'width="576" height="384"' in mail.html


def test_a_picture_that_was_not_sealed_is_shown_nowhere() -> None:
    shown = "".join(render(kind, release(), sheet(kind, pictures={})).decode() for kind in KINDS)
    assert "A crane driver at work" not in shown
