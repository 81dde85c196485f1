"""Pictures and files made on the spot: nothing of anybody's lies in the repository."""

from __future__ import annotations

import io
import zipfile

from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(
    width: int = 60, height: int = 40, kind: str = "JPEG", colour: tuple[int, ...] = (40, 90, 160), **info: object
) -> bytes:
    """A picture of one colour; `info` goes into the file as Pillow writes it (exif, icc_profile, comment …)."""
    return saved(Image.new("RGBA" if len(colour) == 4 else "RGB", (width, height), colour), kind, **info)


def noise(width: int, height: int) -> bytes:
    """A picture that no format makes small."""
    return saved(Image.effect_noise((width, height), 90).convert("RGB"), "JPEG", quality=95)


def saved(picture: Image.Image, kind: str = "JPEG", **info: object) -> bytes:
    """The picture as a file of this kind."""
    into = io.BytesIO()
    picture.save(into, kind, **info)
    return into.getvalue()


def exif(orientation: int = 1, **words: str) -> bytes:
    """Camera data: how it was held, and who held it."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x013B] = words.get("artist", "Verdigris the Photographer")
    data[0x010E] = words.get("description", "Gamboge hook, not for publication")
    return data.tobytes()


def xmp(**tags: str) -> bytes:
    """A packet of properties by their usual names (`dc:creator`), a creator as the list that the standard wants."""
    names = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "cc": "http://creativecommons.org/ns#",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in names.items())
    listed = {
        name: f"<rdf:Seq><rdf:li>{words}</rdf:li></rdf:Seq>" if name == "dc:creator" else words
        for name, words in tags.items()
    }
    inner = "".join(f"<{name}>{words}</{name}>" for name, words in listed.items())
    described = f"<rdf:RDF {spaces}><rdf:Description>{inner}</rdf:Description></rdf:RDF>"
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{described}</x:xmpmeta>'.encode()


def opened(content: bytes) -> Image.Image:
    """The picture in a file, unpacked."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def package(*parts: str) -> bytes:
    """An office document with parts of these names, empty as they are."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        for part in parts:
            file.writestr(part, "<x/>")
    return into.getvalue()
