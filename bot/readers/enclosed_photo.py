"""Photographs as files: who took them and where, as EXIF tells it (CIPA DC-008, 4.6)."""

from __future__ import annotations

import io
import warnings
from fractions import Fraction

from PIL import ExifTags, Image, UnidentifiedImageError

from bot.core.saying import saying
from bot.readers.enclosed_parts import Facts, Unreadable


def photo(content: bytes) -> Facts:
    """A picture that is sent as a file, as it came. Nothing of it is unpacked but its tags. Raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # nothing is decompressed here
            with Image.open(io.BytesIO(content)) as image:
                tags = image.getexif()
                more, place = tags.get_ifd(ExifTags.IFD.Exif), tags.get_ifd(ExifTags.IFD.GPSInfo)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, KeyError):
        raise Unreadable(saying("it is damaged")) from None
    facts: Facts = []
    if people := _people(dict(tags) | dict(more)):
        facts.append(("file-author", {"people": people}))
    if ExifTags.GPS.GPSLatitude in place:
        facts.append(("file-place", {"where": _where(dict(place))}))
    return facts


def _people(tags: dict[int, object]) -> str:
    named = {
        "the photographer": tags.get(ExifTags.Base.Artist),
        "the camera's owner": tags.get(ExifTags.Base.CameraOwnerName),
        "the camera's number": tags.get(ExifTags.Base.BodySerialNumber),
    }
    return ", ".join(f'{part} ("{name}")' for part, said in named.items() if (name := str(said or "").strip("\x00 ")))


def _where(place: dict[int, object]) -> str:
    """`51.51 N, 0.13 W`: to a kilometre, which is enough to know it again."""
    sides = (
        (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef),
        (ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef),
    )
    return ", ".join(f"{_degrees(place.get(value)):.2f} {place.get(side, '')}" for value, side in sides)


def _degrees(value: object) -> float:
    """Degrees, minutes and seconds as one number; a missing or broken part counts nothing."""
    parts = value if isinstance(value, tuple) else ()
    total = 0.0
    for part, whole in zip(parts, (1, 60, 3600), strict=False):
        try:
            total += float(Fraction(str(part)) / whole)
        except (ValueError, ZeroDivisionError):
            continue
    return total
