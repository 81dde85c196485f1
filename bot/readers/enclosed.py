"""What lies hidden in the files beside a release, and reaches everybody who downloads them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from bot.core.enclosure import Enclosure
from bot.core.preflight.codes import found
from bot.core.release import Finding
from bot.core.saying import Saying
from bot.readers.cleaning import squeeze
from bot.readers.enclosed_parts import Facts, Unreadable

# Ending → the file with its look: each brings a library, and is loaded when somebody puts such a file beside a release.
_LOOKS: Mapping[str, str] = {
    ".docx": "enclosed_office:word",
    ".xlsx": "enclosed_office:sheets",
    ".pptx": "enclosed_office:slides",
    ".odt": "enclosed_office:open_document",
    ".ods": "enclosed_office:open_document",
    ".odp": "enclosed_office:open_document",
    ".pdf": "enclosed_pdf:pages",
    ".jpg": "enclosed_photo:photo",
    ".jpeg": "enclosed_photo:photo",
    ".tif": "enclosed_photo:photo",
    ".tiff": "enclosed_photo:photo",
    ".png": "enclosed_photo:photo",
    ".webp": "enclosed_photo:photo",
}


def hidden(enclosure: Enclosure) -> list[Finding]:
    """Tracked changes, comments, hidden sheets, slides, rows and text, speaker notes, names of people, and places.

    Only of files: a picture of the release itself leaves without its metadata. A file that cannot be looked into is a
    finding, too.
    """
    ending = "." + enclosure.name.rpartition(".")[2].lower()
    if not enclosure.place.startswith("file ") or ending not in _LOOKS:
        return []
    try:
        facts = _look(ending, enclosure.content)
    except Unreadable as error:
        facts = [("file-unread", {"why": error.why})]
    name = enclosure.name
    return [found(code, enclosure.place, name=name, **{key: _shown(told[key]) for key in told}) for code, told in facts]


def _look(ending: str, content: bytes) -> Facts:
    """What that kind of file hides. Raises Unreadable."""
    module, _, name = _LOOKS[ending].partition(":")
    return cast(Facts, getattr(import_module(f"bot.readers.{module}"), name)(content))


def _shown(fact: object) -> object:
    if not isinstance(fact, str) or isinstance(fact, Saying):
        return fact
    words = squeeze("".join(sign if sign.isprintable() else " " for sign in fact))
    return words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + " …"
