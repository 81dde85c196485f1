"""What is drawn in a Word document: pictures, which are the release's own, and text boxes, which are a part of its text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement  # document types are refused before: see docx_package

from bot.core.release import Finding, Picture
from bot.core.saying import saying
from bot.readers.blocks import Block
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.docx_package import Package, is_shown
from bot.readers.docx_parts import parsed
from bot.readers.doubts import doubt
from bot.readers.links import is_public
from bot.readers.pictures_inside import Inside, is_made_up
from bot.readers.web_blocks import shortened

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# https://learn.microsoft.com/en-us/openspecs/office_standards/ms-docx (2.7.1: decorative)
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_DRAWN = frozenset((f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_MC}AlternateContent"))
_P, _BOX = f"{_W}p", f"{_W}txbxContent"
_BLOCKS = frozenset((f"{_W}p", f"{_W}tbl"))
_IMAGES = frozenset((f"{_A}blip", f"{_V}imagedata"))
_FILLED = frozenset((f"{_PIC}pic", f"{_A}blipFill", f"{_V}shape", _BOX))
_ICON = 457_200  # EMU, of which an inch has 914,400: 48 pixels on a screen
ADDRESS = "embedded:"  # what stands for a picture's address in the converted page


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as the text shows it: the part that holds it, or the address of one that is elsewhere, and its alt text.

    `cropped`: only a part of it is to be seen, and all of it is in the file.
    """

    part: str
    alt: str = ""
    cropped: bool = False


def flatten(package: Package, main: str, tree: Element) -> tuple[list[Drawn], list[list[str]]]:
    """(the document's pictures, the lines of each text box); in the tree a picture is a plain one with its number for alt text.

    Text boxes become paragraphs behind the one they are anchored to, each once: Word keeps a copy for older programs.
    """
    targets = _targets(package, main)
    parents = {child: parent for parent in tree.iter() for child in parent}
    drawn: list[Drawn] = []
    boxed: list[list[str]] = []
    behind: dict[Element, int] = {}
    waiting = list(_outermost(tree))
    while waiting:
        drawing = waiting.pop(0)
        shown = _shown(drawing)
        boxes = [block for box in _outermost(shown, {_BOX}) for block in box if block.tag in _BLOCKS]
        found = list(_pictures(shown, targets))
        if not boxes and next(_outermost(shown, _IMAGES), None) is None:
            continue  # a chart or a formula, which is told with the words that could not be read
        pictures = [one for one in found if all(one.part != other.part for other in drawn)]
        siblings = parents[drawing]
        at = list(siblings).index(drawing)
        siblings[at : at + 1] = [_plain(len(drawn) + place, next(iter(targets), "")) for place in range(len(pictures))]
        drawn += pictures
        if boxes:
            paragraph = drawing
            while paragraph.tag != _P and paragraph in parents:
                paragraph = parents[paragraph]
            _put_behind(paragraph, boxes, parents, behind)
            boxed.append([words for box in boxes if (words := _words(box))])
            for box in boxes:
                parents |= {child: parent for parent in box.iter() for child in parent}
                waiting += _outermost(box)
    return drawn, [box for box in boxed if box]


def told_boxes(boxed: Sequence[Sequence[str]], blocks: Sequence[Block]) -> list[Finding]:
    """A finding for each text box, with the line where its first words were read."""
    findings = []
    for lines in boxed:
        first = squeeze(clean_again(lines[0], 1, []))
        line = next((block.line for block in blocks if first in block.flat), None)
        words = shortened(clean_again(" / ".join(lines), 1, []))
        findings.append(doubt("text-box", line, words=words))
    return findings


def inside(package: Package, drawn: list[Drawn]) -> Inside:
    """The pictures by their addresses in the converted page. What may not leave, or nobody could show, has no bytes here."""
    made = Inside()
    for number, one in enumerate(drawn):
        address, alt = f"{ADDRESS}{number}", squeeze(clean_again(one.alt, 1, []))
        if is_made_up(alt):
            made.tell(address, doubt("alt-made-up", words=shortened(alt)))
            alt = ""
        picture = Picture(alt=alt or None)
        if is_public(one.part) and not one.cropped:
            made.known[address] = replace(picture, source=one.part)
            continue
        content = _content(package, one, alt or saying("no alt text"))
        if isinstance(content, Finding):
            made.known[address] = picture
            made.tell(address, content)
        else:
            made.put(address, picture, posixpath.basename(one.part), content)
    return made


def _content(package: Package, one: Drawn, words: str) -> bytes | Finding:
    """The picture's bytes as they came, or why they stay behind."""
    if one.cropped:  # what was cut away would go out with it
        return doubt("picture-cropped", words=shortened(words))
    if one.part and not is_shown(one.part):
        return doubt("picture-kind", name=posixpath.basename(one.part))
    return package.picture(one.part) or doubt("picture-without-address", words=shortened(words))


def _put_behind(
    paragraph: Element, boxes: list[Element], parents: dict[Element, Element], behind: dict[Element, int]
) -> None:
    """A second box of the same paragraph stands behind the first."""
    around = parents[paragraph]
    at = list(around).index(paragraph) + 1 + behind.get(paragraph, 0)
    around[at:at] = boxes
    parents |= dict.fromkeys(boxes, around)
    behind[paragraph] = behind.get(paragraph, 0) + len(boxes)


def _outermost(root: Element, tags: frozenset[str] | set[str] = _DRAWN) -> Iterator[Element]:
    """The elements of these names in document order, none within another."""
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        if element.tag in tags:
            yield element
        else:
            waiting += reversed(element)


def _shown(drawing: Element) -> Element:
    """Of a drawing that is there twice the one for today's programs."""
    choice = drawing.find(f"{_MC}Choice") if drawing.tag == f"{_MC}AlternateContent" else None
    return drawing if choice is None else choice


def _pictures(shown: Element, targets: Mapping[str, str]) -> Iterator[Drawn]:
    """The pictures of a drawing, one or a group's; neither icons nor what is marked as decoration nor those in its boxes."""
    frame = next(_outermost(shown, {f"{_WP}inline", f"{_WP}anchor"}), None)
    if frame is not None:
        sides = frame.find(f"{_WP}extent")
        small = sides is not None and min(int(sides.get("cx") or 0), int(sides.get("cy") or 0)) <= _ICON
        if small or any((one.get("val") or "1") != "0" for one in frame.iter(_DECORATIVE)):
            return
    label = frame.find(f"{_WP}docPr") if frame is not None else None
    fills = [one for one in _outermost(shown, _FILLED) if one.tag != _BOX]
    for fill in fills:
        own = next(iter(fill.iter(f"{_PIC}cNvPr")), None)
        alts = [_alt(one) for one in ((label, own) if len(fills) == 1 else (own, label)) if one is not None]
        for blip in fill.iter(f"{_A}blip") if fill.tag != f"{_V}shape" else ():
            crop = next((one for one in fill.iter(f"{_A}srcRect")), None)
            part = targets.get(blip.get(f"{_R}embed") or blip.get(f"{_R}link") or "", "")
            yield Drawn(part, next(filter(None, alts), ""), crop is not None and _cuts(crop, "l", "t", "r", "b"))
        for image in fill.findall(f"{_V}imagedata"):
            alt = fill.get("alt") or image.get(f"{_O}title") or ""
            cropped = _cuts(image, "cropleft", "croptop", "cropright", "cropbottom")
            yield Drawn(targets.get(image.get(f"{_R}id") or "", ""), alt, cropped)


def _alt(label: Element) -> str:
    return (label.get("descr") or "").strip() or (label.get("title") or "").strip()


def _cuts(crop: Element, *sides: str) -> bool:
    """Whether something is cut off: more than a thousandth of a side, which Word itself writes for nothing."""
    return any(re.fullmatch(r"0*|0?\.0+|-.*|\d{1,2}", crop.get(side) or "") is None for side in sides)


def _plain(number: int, relation: str) -> Element:
    """A picture as plain as can be, with its number for an alt text; which `relation` it has does not matter."""
    drawing = Element(f"{_W}drawing")
    inline = SubElement(drawing, f"{_WP}inline")
    SubElement(inline, f"{_WP}docPr", {"id": str(number + 1), "name": "", "descr": str(number)})
    data = SubElement(SubElement(inline, f"{_A}graphic"), f"{_A}graphicData")
    fill = SubElement(SubElement(data, f"{_PIC}pic"), f"{_PIC}blipFill")
    SubElement(fill, f"{_A}blip", {f"{_R}embed": relation})
    return drawing


def _words(block: Element) -> str:
    return squeeze("".join(one.text or "" for one in block.iter(f"{_W}t")))


def _targets(package: Package, main: str) -> dict[str, str]:
    """A part's relations: id → the part's name, or the address where it is elsewhere."""
    folder, _, name = main.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.parts:
        return {}
    found = {}
    for relation in parsed(package, relations):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
        found[relation.get("Id") or ""] = target
    return found
