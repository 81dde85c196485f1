"""Taking in: what staff paste or drop on the desk, as a draft; and the pictures and files they put beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import nh3

from bot.core.draft import Draft, Writing
from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError
from bot.core.release import File, Manuscript, Picture
from bot.newsroom.copy.entering import entry_said
from bot.newsroom.copy.writing import draft_of, writing_of
from bot.newsroom.enclosures.gathering import described, described_picture, not_a_picture, plain_name, presentable
from bot.newsroom.newsroom import Newsroom
from bot.readers.file_kinds import RefusedFile, media_type
from bot.readers.opening import read
from bot.readers.refusals import NoHeadline, NothingButHeader

LARGEST_TEXT = 20 * 1024 * 1024  # bytes of a file that is read as a text: a Word document with its pictures
MOST = 20  # pictures, and files, beside one text
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|article|main|div|h1|p|meta|span)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"\s*(?:---\n|#{1,3} \S)")
TEXTS = (".docx", ".md", ".markdown", ".html", ".htm", ".xhtml", ".txt", ".eml")


class NothingGiven(EmbargoError):
    """There is no text yet. Paste it, or choose a file."""


class NoTextFile(EmbargoError):
    """{file} is no text that can be read here. Take Word (.docx), Markdown, a web page, plain text or a mail (.eml)."""


class FileTooLarge(EmbargoError):
    """{file} is larger than {limit} MB. A release is text: put pictures and tables beside it."""


class TooMany(EmbargoError):
    """A release takes {limit} pictures and {limit} files. Take some out first."""


class BadPicture(EmbargoError):
    """{file}: {problem}. Save it again, as JPEG or PNG."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that was read, as a draft, and what came with it."""

    draft: Draft
    enclosures: tuple[Enclosure, ...] = ()


def pasted(newsroom: Newsroom, text: str) -> Taken:
    """What was pasted: plain text, Markdown, or a web page's markup, which is cleaned before it is read.

    A text in which no headline is found becomes the body of a release whose headline is still to be written. Raises
    NothingGiven, or why it can't be read.
    """
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise NothingGiven()
    page = _PAGE.match(text) is not None
    name = "pasted.html" if page else "pasted.md" if _MARKDOWN.match(text) else "pasted.txt"
    raw = nh3.clean(text) if page else text
    try:
        return _taken(newsroom, _read(newsroom, name, raw.encode()))
    except (NoHeadline, NothingButHeader):
        if page:
            raise
        return Taken(Draft(Writing(body=text.strip() + "\n"), channels=tuple(newsroom.config.channels)))


def uploaded(newsroom: Newsroom, name: str, content: bytes) -> Taken:
    """A file that was dropped. Raises NoTextFile, FileTooLarge, or why it can't be read."""
    return _taken(newsroom, _read_file(newsroom, name, content))


def translation(newsroom: Newsroom, name: str, content: bytes) -> tuple[Writing, tuple[Enclosure, ...]]:
    """A file with the same release in another language. Raises what `uploaded` raises."""
    made = _read_file(newsroom, name, content)
    return writing_of(made.release), made.enclosures


def blank(newsroom: Newsroom) -> Draft:
    """An empty page."""
    return Draft(channels=tuple(newsroom.config.channels))


def with_pictures(text: Writing, given: Sequence[tuple[str, bytes]]) -> tuple[Writing, list[Enclosure]]:
    """The text with pictures put beside it (name, bytes). Raises TooMany or BadPicture."""
    if len(text.pictures) + len(given) > MOST:
        raise TooMany(limit=MOST)
    enclosures, pictures = list[Enclosure](), list[Picture]()
    for number, (name, content) in enumerate(given, start=len(text.pictures) + 1):
        name = plain_name(PurePath(name).name)
        if problem := not_a_picture(content):
            raise BadPicture(file=name, problem=problem)
        one = Enclosure(f"picture {number}", name, content, "image/*")
        enclosures.append(one)
        pictures.append(described_picture(Picture(source=name, digest=one.digest), number, content, []))
    return replace(text, pictures=(*text.pictures, *pictures)), enclosures


def with_files(text: Writing, given: Sequence[tuple[str, bytes]]) -> tuple[Writing, list[Enclosure]]:
    """The text with files put beside it (name, bytes). Raises TooMany or RefusedFile."""
    if len(text.files) + len(given) > MOST:
        raise TooMany(limit=MOST)
    enclosures = []
    for number, (name, content) in enumerate(given, start=len(text.files) + 1):
        name = plain_name(PurePath(name).name)
        if not content:
            raise RefusedFile(file=name, problem="it is empty")
        enclosures.append(Enclosure(f"file {number}", name, content, media_type(name, content)))
    files = tuple(
        File(one.name, PurePath(one.name).stem, one.name, one.media_type, len(one.content), one.digest)
        for one in enclosures
    )
    return replace(text, files=(*text.files, *files)), enclosures


def _read_file(newsroom: Newsroom, name: str, content: bytes) -> Manuscript:
    name = PurePath(name).name
    if PurePath(name).suffix.lower() not in TEXTS:
        raise NoTextFile(file=name)
    return _read(newsroom, name, content)


def _read(newsroom: Newsroom, name: str, content: bytes) -> Manuscript:
    if len(content) > LARGEST_TEXT:
        raise FileTooLarge(file=name, limit=LARGEST_TEXT // 2**20)
    return described(presentable(_as_read(newsroom, name, content)))


def _as_read(newsroom: Newsroom, name: str, content: bytes) -> Manuscript:
    office = newsroom.config.office
    return read(name, content, newsroom.now().date(), office.zone, office.dates)


def _taken(newsroom: Newsroom, made: Manuscript) -> Taken:
    known = Draft(
        channels=tuple(newsroom.config.channels),
        entry=entry_said(made.embargo),
        said=made.embargo,
        doubts=made.findings,
    )
    # What a file names lies on somebody's own machine: it is put beside the release by hand.
    release = replace(made.release, files=tuple(one for one in made.release.files if one.digest))
    return Taken(draft_of(release, known), made.enclosures)
