from __future__ import annotations

import pytest
from PIL import Image

from bot.readers.picture_facts import PictureFacts, picture_facts
from tests import darkroom


def facts(**tags: str) -> PictureFacts:
    return picture_facts(darkroom.photo(xmp=darkroom.xmp(**tags)))


def test_the_alt_text_of_a_pictures_file_is_read() -> None:
    assert facts(**{"Iptc4xmpCore:AltTextAccessibility": "Ships at a quay"}).alt == "Ships at a quay"


def test_creator_and_credit_line_are_one_credit() -> None:
    assert facts(**{"dc:creator": "Jo LENS", "photoshop:Credit": "Example Trust"}).credit == "Jo LENS / Example Trust"


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("This photo is licensed under CC BY 4.0 by Jo Lens", "CC BY 4.0"),
        ("Editorial use only, all other rights reserved", ""),
        ("https://example.org/licence", ""),
    ],
)
@pytest.mark.parametrize("tag", ["cc:license", "xmpRights:WebStatement", "xmpRights:UsageTerms", "dc:rights"])
def test_only_a_licence_that_settles_it_is_read(tag: str, words: str, licence: str) -> None:
    assert facts(**{tag: words}).licence == licence


@pytest.mark.parametrize("tag", ["dc:creator", "photoshop:Credit", "photoshop:Source", "dc:rights"])
def test_an_agency_is_known_wherever_the_file_names_it(tag: str) -> None:
    assert facts(**{tag: "Jo Lens / AFP"}).agency == "AFP"


def test_camera_data_tells_who_took_it_and_whose_it_is() -> None:
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = "Jo Lens", "Reuters 2026"
    found = picture_facts(darkroom.photo(exif=exif.tobytes()))
    assert (found.credit, found.agency) == ("Jo Lens", "Reuters")


def test_the_older_tags_of_news_pictures_are_read() -> None:
    def tag(number: int, words: str) -> bytes:
        raw = words.encode("cp1252")
        return b"\x1c\x02" + bytes([number]) + len(raw).to_bytes(2, "big") + raw

    tags = tag(80, "Zoë Lens") + tag(110, "AFP")
    block = b"8BIM\x04\x04\x00\x00" + len(tags).to_bytes(4, "big") + tags + (b"\x00" if len(tags) % 2 else b"")
    segment = b"Photoshop 3.0\x00" + block
    raw = darkroom.photo()
    found = picture_facts(raw[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + raw[2:])
    assert (found.credit, found.agency) == ("Zoë Lens / AFP", "AFP")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        darkroom.photo()[:40],
        darkroom.photo(xmp=b"<x"),
        darkroom.photo(xmp=b'<!DOCTYPE x [<!ENTITY a "AFP">]><x>&a;</x>'),
    ],
)
def test_what_cannot_be_read_says_nothing(content: bytes) -> None:
    assert picture_facts(content) == PictureFacts()
