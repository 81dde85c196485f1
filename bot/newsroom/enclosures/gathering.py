"""What lies beside a release: its pictures and files, read, looked at, and named by their hashes in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError
from bot.core.preflight.codes import found
from bot.core.preflight.pictures import agency_in, fetched_from
from bot.core.release import File, Finding, Manuscript, Picture
from bot.readers.enclosed import hidden
from bot.readers.file_kinds import RefusedFile, media_type

LARGEST = 100_000_000  # bytes that are read at all; the office's own limit is lower and is held when they are kept


class NoSuchEnclosure(EmbargoError):
    """The file {file} {problem}. Nothing was read; mend `files:` or --file."""


def enclosed(made: Manuscript, folder: Path, files: Sequence[Path] = ()) -> Manuscript:
    """The manuscript with the bytes of its local pictures and files, and their hashes in its text.

    A release may name what lies in its own `folder` or below; `files` (--file) may lie anywhere. What is wrong with a
    picture is a finding, and it stays behind; a file that is not there or may not go raises NoSuchEnclosure or RefusedFile.
    """
    made = presentable(made)
    findings: list[Finding] = []
    enclosures: list[Enclosure] = []
    pictures = tuple(
        _picture(one, number, folder, findings, enclosures) for number, one in enumerate(made.release.pictures, start=1)
    )
    named = [(one, _file_path(one.source, folder)) for one in made.release.files]
    named += [(File(path.name), path) for path in files]
    read = [_read_file(one, path, number) for number, (one, path) in enumerate(named, start=1)]
    release = replace(made.release, pictures=pictures, files=tuple(file for file, _ in read))
    enclosures += [enclosure for _, enclosure in read]
    made = replace(
        made,
        release=release,
        findings=(*made.findings, *findings, *doubts(enclosures)),
        enclosures=(*made.enclosures, *enclosures),
    )
    return described(made)


def presentable(made: Manuscript) -> Manuscript:
    """The manuscript without the bytes of those pictures in the file itself that nobody could show; a finding says why."""
    problems = {one.place: problem for one in made.enclosures if (problem := not_a_picture(one.content))}
    if not problems:
        return made
    pictures = list(made.release.pictures)
    findings = list(made.findings)
    for place, problem in problems.items():
        number = int(place.rpartition(" ")[2])
        pictures[number - 1] = replace(pictures[number - 1], digest=None, source=None)
        findings.append(found("picture-broken", place, number=number, problem=problem))
    kept = tuple(one for one in made.enclosures if one.place not in problems)
    return replace(
        made, release=replace(made.release, pictures=tuple(pictures)), findings=tuple(findings), enclosures=kept
    )


def described(made: Manuscript) -> Manuscript:
    """The manuscript with what its pictures' files say of them where the release does not; each is told.

    A photographer's name is told and not taken: it may be in the file and nobody's business.
    """
    pictures = list(made.release.pictures)
    findings: list[Finding] = []
    for number, content in _shown(made):
        pictures[number - 1] = described_picture(pictures[number - 1], number, content, findings)
    return replace(made, release=replace(made.release, pictures=tuple(pictures)), findings=(*made.findings, *findings))


def described_picture(picture: Picture, number: int, content: bytes, findings: list[Finding]) -> Picture:
    """A picture with its file's alt text and free licence where it has none of its own."""
    from bot.readers.picture_facts import picture_facts

    place, facts = f"picture {number}", picture_facts(content)
    if facts.alt and not (picture.alt or "").strip():
        picture = replace(picture, alt=facts.alt)
        findings.append(found("picture-alt-read", place, number=number, words=facts.alt))
    if facts.licence and not picture.licence and not (facts.agency or agency_in(picture.credit or "")):
        picture = replace(picture, licence=facts.licence)
        findings.append(found("picture-licence-read", place, number=number, words=facts.licence))
    if facts.credit and not (picture.credit or "").strip():
        findings.append(found("picture-credit-read", place, number=number, words=facts.credit))
    if facts.agency and unlicensed(picture, content):
        findings.append(found("picture-licence", place, number=number, agency=facts.agency))
    return picture


def unlicensed(picture: Picture, content: bytes) -> str | None:
    """The agency that a picture's own file names, where no licence is recorded."""
    from bot.readers.picture_facts import picture_facts

    return None if (picture.licence or "").strip() else picture_facts(content).agency or None


def _shown(made: Manuscript) -> list[tuple[int, bytes]]:
    """The pictures whose bytes came along, by their numbers."""
    places = [(one.place.rpartition(" "), one.content) for one in made.enclosures]
    return [(int(number), content) for (kind, _, number), content in places if kind == "picture"]


def doubts(enclosures: Sequence[Enclosure]) -> list[Finding]:
    """What lies hidden in pictures and files and may not be meant for readers: the place for every rule that looks into them.

    Called once for each release that is read, by `check`, `queue` and `edit`; a finding's place is its enclosure's.
    """
    return [finding for enclosure in enclosures for finding in hidden(enclosure)]


def _picture(
    picture: Picture, number: int, folder: Path, findings: list[Finding], enclosures: list[Enclosure]
) -> Picture:
    source = picture.source
    if not source or picture.digest or fetched_from(source) or re.match(r"[a-z]{2,}:", source, re.IGNORECASE):
        return picture
    path, place = _beside(source, folder), f"picture {number}"
    if path is None:
        findings.append(found("picture-outside", place, number=number, source=source))
        return picture
    if not path.is_file() or path.stat().st_size > LARGEST:
        return picture  # the preflight tells that it is not there
    content = path.read_bytes()
    if problem := not_a_picture(content):
        findings.append(found("picture-broken", place, number=number, problem=problem))
        return picture
    enclosure = Enclosure(place, path.name, content, "image/*")
    enclosures.append(enclosure)
    return replace(picture, digest=enclosure.digest)


def not_a_picture(content: bytes) -> str:
    """What is wrong with a picture, in words; "" when it can be shown."""
    from bot.renditions.scaling import (  # Pillow takes a while to load, and most releases have no use for it
        NotAPicture,
        inspect,
    )

    try:
        inspect(content)
    except NotAPicture as error:
        return error.saying
    return ""


def _beside(source: str, folder: Path) -> Path | None:
    """The path below the release's folder; None where it leads out of it."""
    root = folder.resolve()
    for written in (source, unquote(source)):
        if "\x00" in written:
            return None
        path = (root / written).resolve()
        if not path.is_relative_to(root):
            return None
        if path.exists():
            return path
    return root / source


def _file_path(source: str, folder: Path) -> Path:
    path = _beside(source, folder)
    if path is None:
        problem = "lies outside of the folder of the release. Copy it there, or name it with --file"
        raise NoSuchEnclosure(file=source, problem=problem)
    return path


def _read_file(file: File, path: Path, number: int) -> tuple[File, Enclosure]:
    if fetched_from(file.source):
        raise NoSuchEnclosure(
            file=file.source, problem="has an address on the network: link it in the text, or save it first"
        )
    if not path.is_file():
        raise NoSuchEnclosure(file=file.source, problem="is not there, or is a folder")
    if path.stat().st_size > LARGEST:
        raise RefusedFile(file=file.source, problem=f"it is larger than {LARGEST // 1_000_000} MB")
    content, name = path.read_bytes(), plain_name(path.name)
    enclosure = Enclosure(f"file {number}", name, content, media_type(name, content))
    title = file.title or path.stem
    known = File(file.source, title, name, enclosure.media_type, len(content), enclosure.digest)
    return known, enclosure


def plain_name(name: str) -> str:
    """A file name that every system takes: no control characters, and nothing that a header or a path would read."""
    return re.sub(r"[\x00-\x1f\x7f\"\\/:*?<>|\u2028\u2029\u202a-\u202e]+", "-", name)
