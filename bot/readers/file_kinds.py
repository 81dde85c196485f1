"""Which files may go with a release: by their bytes and by their name, which must agree. Whatever could act is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePath

from bot.core.errors import EmbargoError

# Extension → media type (IANA), of what journalists open and what cannot run anything.
DOCUMENTS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
TEXTS: Mapping[str, str] = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "json": "application/json",
    "geojson": "application/geo+json",
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
}
MEDIA: Mapping[str, str] = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif": "image/tiff",
}
KINDS: Mapping[str, str] = {**DOCUMENTS, **TEXTS, **MEDIA}
_ALSO_CALLED = {"jpeg": "jpg", "tiff": "tif", "oga": "ogg", "mpga": "mp3", "jfif": "jpg", "m4v": "mp4"}
# Office Open XML and OpenDocument: what lies in the package says which of them it is.
_PACKAGED = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
}
_ACTIVE_PARTS = ("vbaproject.bin", "/activex/", "/macrosheets/", "basic/script", "scripts/")
_MOST_PARTS = 20_000
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?php", b"<?xml", b"#!")


class RefusedFile(EmbargoError):
    """{file} cannot go with a release: {problem}."""


def media_type(name: str, content: bytes) -> str:
    """The media type of a file that may go with a release; `name` with its extension. Raises RefusedFile."""
    extension = _extension(name)
    if extension not in KINDS:
        known = ", ".join(KINDS)
        problem = f"files of this kind can do more than be read, or few can open them. Send one of {known}"
        raise RefusedFile(file=name, problem=problem)
    if not content:
        raise RefusedFile(file=name, problem="it is empty")
    if extension in TEXTS:
        _require_text(name, content)
    elif extension in _PACKAGED:
        _require_package(name, extension, content)
    elif extension not in (told := _told(content)):
        seen = f" ({', '.join(sorted(told))})" if told else ""
        raise RefusedFile(
            file=name, problem=f"its content is not what its name says{seen}. Save it again as .{extension}"
        )
    return KINDS[extension]


def _extension(name: str) -> str:
    extension = PurePath(name).suffix.lower().removeprefix(".")
    return _ALSO_CALLED.get(extension, extension)


def _told(content: bytes) -> set[str]:
    """The extensions that the bytes could have; none where nobody knows them."""
    import puremagic  # its table of signatures takes a while to load, and most releases have no file beside them

    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return set()
    return {_ALSO_CALLED.get(name, name) for match in matches if (name := match.extension.lower().removeprefix("."))}


def _require_text(name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedFile(file=name, problem="it is not text in UTF-8. Save it again as UTF-8") from None
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        raise RefusedFile(file=name, problem="it has control characters, so that it is no plain text")
    if text.lstrip()[:12].lower().encode().startswith(_MARKUP):
        raise RefusedFile(file=name, problem="it is a script or a web page by another name")


def _require_package(name: str, extension: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [part.lower() for part in package.namelist()[: _MOST_PARTS + 1]]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise RefusedFile(file=name, problem=f"it is no .{extension}, or is damaged. Save it again") from None
    if len(parts) > _MOST_PARTS or _PACKAGED[extension] not in parts:
        raise RefusedFile(file=name, problem=f"it is no .{extension}, whatever its name says. Save it again")
    if any(sign in f"/{part}" for part in parts for sign in _ACTIVE_PARTS):
        raise RefusedFile(file=name, problem="it has macros or controls in it. Save it without them, or as a PDF")
