"""A packed office file, a part at a time and never more than a bound: what a zip says of its sizes is not believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from bot.core.saying import Saying, saying

MOST_OF_A_PART = 30_000_000  # bytes unpacked; a sheet of 500,000 cells has that
MOST_TOGETHER = 150_000_000
Tree = ElementTree.Element
# What was found: a finding's code, and what its sentence is filled with.
Facts = list[tuple[str, dict[str, object]]]


class Unreadable(Exception):
    """Says in a few words why a file cannot be looked into."""

    def __init__(self, why: Saying) -> None:
        super().__init__(why)
        self.why = why


class Parts:
    """The XML parts of an Office Open XML or OpenDocument file."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unreadable(saying("it is damaged")) from None
        self._names = self._archive.namelist()
        self._left = MOST_TOGETHER

    def named(self, *beginnings: str) -> list[str]:
        """The XML parts whose name begins so, in order."""
        return sorted(name for name in self._names if name.startswith(beginnings) and name.endswith(".xml"))

    def raw(self, name: str) -> bytes:
        """One part's bytes. Raises Unreadable where it is locked, broken or too large."""
        try:
            with self._archive.open(name) as part:
                read = part.read(min(MOST_OF_A_PART, self._left) + 1)
        except RuntimeError:
            raise Unreadable(saying("it is protected with a password")) from None
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise Unreadable(saying("it is damaged")) from None
        self._left -= len(read)
        if len(read) > MOST_OF_A_PART or self._left < 0:
            raise Unreadable(saying("it unfolds to more than can be looked through"))
        return read

    def tree(self, name: str) -> Tree:
        """One part as XML."""
        raw = self.raw(name)
        # A document type is how a few bytes of XML become gigabytes; no office program writes one.
        if b"<!DOCTYPE" in raw.replace(b"\x00", b""):
            raise Unreadable(saying("it has a document type, which no office program writes"))
        try:
            return ElementTree.fromstring(raw)  # noqa: S314 - no document types
        except (ElementTree.ParseError, ValueError, LookupError):
            raise Unreadable(saying("it is damaged")) from None

    def trees(self, *beginnings: str) -> Iterator[Tree]:
        """Every part whose name begins so."""
        for name in self.named(*beginnings):
            yield self.tree(name)


def local(element: Tree) -> str:
    """An element's name without its namespace: transitional and strict documents have different ones."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Tree, name: str) -> str:
    """An attribute by its name without namespace; "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def words_of(element: Tree, *tags: str) -> str:
    """The text of all elements of these names below one; of everything when none is named."""
    return " ".join(
        piece for one in element.iter() if not tags or local(one) in tags if (piece := (one.text or "").strip())
    )
