"""A picture leaves upright, in sRGB, without a word of its maker's, and no larger than where it goes takes."""

from __future__ import annotations

import pytest
from PIL import Image

from bot.core.picture_fits import FULL, MOST_PIXELS, POSTING, WEB, Fit
from bot.renditions.scaling import NotAPicture, images, inspect
from tests import darkroom

FITS = {"web": WEB, "full": FULL, **{kind: rule.fit for kind, rule in POSTING.items()}}


def one(content: bytes, fit: Fit = WEB) -> Image.Image:
    """The picture as it leaves for one fit."""
    return darkroom.opened(images(content, "A quay", "picture-1", {"it": fit})["it"].content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_kind_that_press_offices_have_can_leave(kind: str) -> None:
    made = images(darkroom.photo(kind=kind), "A quay", "picture-1", FITS)
    assert set(made) == set(FITS)
    for image in made.values():
        assert image.media_type in ("image/jpeg", "image/png")
        assert (image.alt, image.width, image.height) == ("A quay", 60, 40)
        assert image.name == f"picture-1.{'png' if image.media_type == 'image/png' else 'jpg'}"


def test_nothing_of_the_camera_or_the_photographer_leaves() -> None:
    taken = darkroom.photo(exif=darkroom.exif(), comment=b"Heliotrope", icc_profile=darkroom.SRGB)
    assert b"Verdigris" in taken
    for image in images(taken, "A quay", "picture-1", FITS).values():
        assert not any(word in image.content for word in (b"Verdigris", b"Gamboge", b"Heliotrope", b"Exif", b"ICC_"))
        assert not {"exif", "comment", "icc_profile"} & set(darkroom.opened(image.content).info)


def test_the_words_in_a_png_stay_behind_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Verdigris")
    taken = darkroom.photo(kind="PNG", pnginfo=words)
    assert b"Verdigris" in taken
    assert not any(b"Verdigris" in image.content for image in images(taken, "A", "p", FITS).values())


@pytest.mark.parametrize(("held", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
def test_it_stands_upright_however_the_camera_was_held(held: int, size: tuple[int, int]) -> None:
    assert one(darkroom.photo(exif=darkroom.exif(held))).size == size


def test_colours_of_another_profile_are_turned_into_srgb() -> None:
    plain = one(darkroom.photo(colour=(200, 40, 40))).getpixel((5, 5))
    lab = Image.new("CMYK", (60, 40), (0, 200, 200, 20))
    assert one(darkroom.saved(lab)).mode == "RGB"
    assert one(darkroom.photo(colour=(200, 40, 40), icc_profile=darkroom.SRGB)).getpixel((5, 5)) == plain
    assert one(darkroom.photo(icc_profile=b"no profile at all")).mode == "RGB"


@pytest.mark.parametrize(("name", "fit"), list(FITS.items()))
def test_it_is_never_larger_than_its_place_takes_and_never_blown_up(name: str, fit: Fit) -> None:
    large, small = one(darkroom.noise(2600, 1800), fit), one(darkroom.photo(30, 20), fit)
    assert large.width <= fit.width and large.height <= fit.height
    assert abs(large.width / large.height - 2600 / 1800) < 0.01
    assert small.size == (30, 20)


def test_it_is_made_smaller_until_its_bytes_fit() -> None:
    tight = Fit(2000, 2000, 40_000)
    image = images(darkroom.noise(1500, 1000), "A", "p", {"it": tight})["it"]
    assert len(image.content) <= 40_000
    assert 100 < image.width < 1500


def test_what_is_transparent_stays_so_and_what_only_could_be_is_not() -> None:
    assert one(darkroom.photo(kind="PNG", colour=(9, 9, 9, 120))).mode == "RGBA"
    assert one(darkroom.photo(kind="PNG", colour=(9, 9, 9, 255))).mode == "RGB"


def test_the_same_picture_is_the_same_bytes() -> None:
    taken = darkroom.noise(900, 700)
    assert images(taken, "A", "p", FITS) == images(taken, "A", "p", FITS)


def test_of_an_animation_the_first_frame_is_shown_and_it_is_told() -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ((255, 0, 0), (0, 255, 0))]
    moving = darkroom.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert inspect(moving)
    assert not inspect(darkroom.photo())
    assert one(moving).convert("RGB").getpixel((3, 3)) == (255, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"x" * 40,
        b"GIF89a",
        b"\xff\xd8\xff" + b"\x00" * 80,
        darkroom.noise(300, 200)[:9000],
        darkroom.photo(kind="TIFF"),
        darkroom.photo(kind="BMP"),
    ],
)
def test_what_is_no_whole_picture_of_a_known_kind_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        images(content, "A", "p", FITS)


def test_a_small_file_that_unpacks_into_a_huge_picture_is_refused_unopened() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    bomb = darkroom.saved(Image.new("1", (side, side)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(NotAPicture, match="are the most"):
        inspect(bomb)
