"""What stands in a Word file's XML: what may not leak, what nobody sees, and its text made light for conversion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree  # document types are refused before: see docx_package

from bot.readers.cleaning import squeeze
from bot.readers.docx_package import Package
from bot.readers.refusals import CommentsInside, DamagedDocument, TooManyBoxes, TrackedChanges

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE = {
    "{http://purl.org/dc/elements/1.1/}creator": "the author",
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy": "the last editor",
    "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Manager": "a manager",
    "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Company": "a company",
}
# ECMA-376 part 1, 17.13.5: insertions, deletions, moves, and changes of formatting, tables and sections.
_CHANGE_TAGS = """ins del moveFrom moveTo rPrChange pPrChange sectPrChange tblPrChange trPrChange tcPrChange tblGridChange
    tblPrExChange numberingChange cellIns cellDel cellMerge"""
_IDLE_TAGS = "proofErr bookmarkStart bookmarkEnd lastRenderedPageBreak permStart permEnd softHyphen"
_CHANGES = frozenset(_W + name for name in _CHANGE_TAGS.split())
_IDLE = frozenset(_W + name for name in _IDLE_TAGS.split())
_COMMENTS = frozenset((f"{_W}commentRangeStart", f"{_W}commentReference"))
_OFF = frozenset(("0", "false", "off", "none"))
_DEEPEST = 120


@dataclass(slots=True)
class Text:
    """The parts with text, as XML again: runs that Word split for its own reasons are one. `hidden`: words that nobody sees."""

    parts: dict[str, bytes]
    hidden: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def parsed(package: Package, name: str) -> ElementTree.Element:
    """One part's tree. Raises DamagedDocument, or TooManyBoxes where it is nested too deeply to be converted."""
    try:
        root = ElementTree.fromstring(package.parts[name])  # noqa: S314 - no document types: see docx_package
    except (ElementTree.ParseError, ValueError, LookupError):
        raise DamagedDocument(file=package.file, problem=f"{name} is not written as it should be") from None
    level, depth = [root], 0
    while level:
        level, depth = [child for element in level for child in element], depth + 1
        if depth > _DEEPEST:
            raise TooManyBoxes(file=package.file, depth=f"more than {_DEEPEST}")
    if root.tag.startswith("{" + _STRICT):
        raise DamagedDocument(file=package.file, problem="it is a Strict Open XML Document")
    return root


def check_clean(package: Package, root: ElementTree.Element) -> None:
    """Raises TrackedChanges or CommentsInside: neither may reach anybody outside, and nobody can tell which words were meant."""
    changes = [element for element in root.iter() if element.tag in _CHANGES]
    if changes:
        raise TrackedChanges(file=package.file, count=len(changes), words=_near(root, changes[0]))
    marks = {element.get(f"{_W}id") for element in root.iter() if element.tag in _COMMENTS}
    if marks:
        first = next(element for element in root.iter() if element.tag in _COMMENTS)
        raise CommentsInside(file=package.file, count=len(marks), words=_near(root, first))


def light(root: ElementTree.Element, text: Text) -> bytes:
    """The part without hidden words, and with neighbouring runs that look alike as one: six times less to convert."""
    for parent in list(root.iter()):
        kept: list[ElementTree.Element] = []
        for child in parent:
            if child.tag in _IDLE:
                continue
            if child.tag == f"{_W}r":
                _lighten(child, text)
                if not len(child):
                    continue
                look = _look(child)
                if look is not None and kept and kept[-1].tag == child.tag and _look(kept[-1]) is look:
                    _join(kept[-1], child)
                    continue
            kept.append(child)
        parent[:] = kept
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def paragraphs(root: ElementTree.Element) -> list[str]:
    """The text of each paragraph of a page header or footer; what stands twice for older programs is taken once."""
    doubles = {id(inner) for other in root.iter(f"{_MC}Fallback") for inner in other.iter()}
    found = []
    for paragraph in root.iter(f"{_W}p"):
        if id(paragraph) in doubles or paragraph.find(f".//{_W}p") is not None:
            continue
        pieces = [
            (element.text or "") if element.tag == f"{_W}t" else " "
            for element in paragraph.iter()
            if element.tag in (f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr")
        ]
        if text := squeeze("".join(pieces)):
            found.append(text)
    return found


def people_named(package: Package) -> list[str]:
    """Who and what the file's properties name: `the author ("A. Reader")`."""
    found = []
    for name in ("docProps/core.xml", "docProps/app.xml"):
        if name not in package.parts:
            continue
        for element in parsed(package, name):
            said = squeeze(element.text or "")
            if said and element.tag in _CORE:
                found.append(f'{_CORE[element.tag]} ("{said[:60]}")')
    return found


def _near(root: ElementTree.Element, element: ElementTree.Element) -> str:
    """The first words of the paragraph around an element, or its own."""
    own = "".join(text.text or "" for text in element.iter() if text.tag in (f"{_W}t", f"{_W}delText"))
    for paragraph in root.iter(f"{_W}p"):
        if any(inner is element for inner in paragraph.iter()):
            own = own or "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))
            break
    words = squeeze(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", own))
    return (words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …") or "a change of the setting"


def _lighten(run: ElementTree.Element, text: Text) -> None:
    """Only what is struck out matters of a run's looks; what is hidden goes."""
    looks = run.find(f"{_W}rPr")
    if looks is not None:
        if _is_on(looks.find(f"{_W}vanish")):
            text.hidden += [words for element in run.iter(f"{_W}t") if (words := squeeze(element.text or ""))]
            run[:] = []
            return
        struck = _is_on(looks.find(f"{_W}strike")) or _is_on(looks.find(f"{_W}dstrike"))
        looks[:] = [ElementTree.Element(f"{_W}strike")] if struck else []
        if not struck:
            run.remove(looks)
    for element in list(run):
        if element.tag in _IDLE:
            run.remove(element)


def _is_on(element: ElementTree.Element | None) -> bool:
    return element is not None and (element.get(f"{_W}val") or "true").lower() not in _OFF


def _look(run: ElementTree.Element) -> bool | None:
    """Whether a run is struck out; None (like no other) where it holds more than words: fields and pictures stay apart."""
    plain = {f"{_W}rPr", f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"}
    if any(element.tag not in plain for element in run):
        return None
    return run.find(f"{_W}rPr") is not None


def _join(run: ElementTree.Element, more: ElementTree.Element) -> None:
    for element in more:
        if element.tag == f"{_W}rPr":
            continue
        if element.tag == f"{_W}t" and len(run) and run[-1].tag == f"{_W}t":
            run[-1].text = (run[-1].text or "") + (element.text or "")
            run[-1].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            run.append(element)
