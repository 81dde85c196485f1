"""Pictures made ready to leave: upright, in sRGB, without metadata, and no larger than where they go takes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from bot.core.errors import EmbargoError
from bot.core.picture_fits import MOST_PIXELS, Fit
from bot.core.rendition import Image
from bot.core.saying import Saying, saying

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITIES = (88, 80, 70, 60)
_SMALLER = 0.8
KEPT = 8_000_000  # bytes of a picture whose copies are kept for a while in memory; larger ones are made anew each time
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, MemoryError, Pillow.DecompressionBombError)


class NotAPicture(EmbargoError):
    """{problem}"""


def inspect(content: bytes) -> bool:
    """Whether the picture moves (only its first frame is shown). Raises NotAPicture, with the reason in `problem`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)  # our own limit is the lower one
            with Pillow.open(io.BytesIO(content), formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise NotAPicture(problem=_too_large(width, height))
                moves = getattr(picture, "n_frames", 1) > 1
                picture.verify()
            with Pillow.open(io.BytesIO(content), formats=FORMATS) as picture:
                picture.load()
    except UnidentifiedImageError:
        raise NotAPicture(
            problem=saying("it is no picture of a known kind ({kinds})", kinds=", ".join(FORMATS))
        ) from None
    except _BROKEN:
        raise NotAPicture(problem=saying("it is damaged, or not a picture")) from None
    return moves


def _too_large(width: int, height: int) -> Saying:
    return saying("it has {width} × {height} pixels; {most} are the most", width=width, height=height, most=MOST_PIXELS)


def images(content: bytes, alt: str, name: str, fits: Mapping[str, Fit]) -> dict[str, Image]:
    """The picture once for each fit, by its key. `name` gets its extension here. Raises NotAPicture.

    Same bytes, same fit: same image. JPEG, or PNG where something is transparent or the picture is drawn and small enough.
    """
    make = _copies if len(content) <= KEPT else _copies.__wrapped__
    return {key: replace(one, alt=alt) for key, one in make(content, name, tuple(fits.items())).items()}


@lru_cache(maxsize=6)
def _copies(content: bytes, name: str, fits: tuple[tuple[str, Fit], ...]) -> dict[str, Image]:
    """Kept for a while, without their alt text: a page that is looked at, and looked at again, scales its pictures once."""
    inspect(content)
    with Pillow.open(io.BytesIO(content), formats=FORMATS) as opened:
        drawn = opened.format in ("PNG", "GIF")
        clean = _cleaned(opened)
    made: dict[str, Image] = {}
    for key, fit in fits:
        # Most places take a picture of a few megapixels as it is: it is packed once for all of them.
        same = next((one for one in made.values() if _fills(one, clean.size, fit)), None)
        made[key] = same or _fitted(clean, "", name, fit, drawn)
    return made


def _fills(image: Image, size: tuple[int, int], fit: Fit) -> bool:
    """Whether this is the whole picture, and no larger than the fit."""
    whole = (image.width, image.height) == size and size[0] <= fit.width and size[1] <= fit.height
    return whole and len(image.content) <= fit.most_bytes


def _cleaned(opened: Pillow.Image) -> Pillow.Image:
    """Turned as its camera was held, in sRGB, with nothing but pixels."""
    upright = ImageOps.exif_transpose(opened)
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    profile = upright.info.get("icc_profile")
    if upright.mode in ("P", "LA", "PA") or (see_through and upright.mode != "RGBA"):
        upright = upright.convert("RGBA")
    if profile and upright.mode in ("RGB", "RGBA", "CMYK", "L"):
        upright = _in_srgb(upright, profile)
    whole = upright.mode != "RGBA" or upright.getchannel("A").getextrema() == (255, 255)
    clean = upright.convert("RGB" if whole else "RGBA")
    clean.info.clear()
    return clean


def _in_srgb(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """A profile that cannot be read is left away, as browsers do."""
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, known, ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned if turned is not None else picture


def _fitted(clean: Pillow.Image, alt: str, name: str, fit: Fit, drawn: bool) -> Image:
    scaled = clean.copy()
    scaled.thumbnail((fit.width, fit.height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    while True:
        for media_type, content in _saved(scaled, drawn):
            if len(content) <= fit.most_bytes:
                extension = "png" if media_type == "image/png" else "jpg"
                return Image(f"{name}.{extension}", media_type, content, alt, *scaled.size)
        smaller = (max(1, round(scaled.width * _SMALLER)), max(1, round(scaled.height * _SMALLER)))
        scaled = scaled.resize(smaller, Pillow.Resampling.LANCZOS)


def _saved(scaled: Pillow.Image, drawn: bool) -> Iterator[tuple[str, bytes]]:
    """(media type, bytes), best first."""
    if drawn or scaled.mode == "RGBA":
        yield "image/png", _bytes(scaled, "PNG", optimize=True)
    if scaled.mode == "RGB":
        for quality in _QUALITIES:
            yield "image/jpeg", _bytes(scaled, "JPEG", quality=quality, optimize=True, progressive=True)


def _bytes(scaled: Pillow.Image, kind: str, **options: bool | int) -> bytes:
    into = io.BytesIO()
    scaled.save(into, kind, **options)
    return into.getvalue()
