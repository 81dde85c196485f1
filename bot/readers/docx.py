"""Word documents: checked for what would leak, converted by mammoth, and read as the page that comes of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree

import mammoth
from mammoth import documents

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript
from bot.readers import embargo_lines
from bot.readers.anatomy import Given, assemble
from bot.readers.blocks import Block
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.docx_drawings import ADDRESS, flatten, inside, told_boxes
from bot.readers.docx_package import Package, unpack
from bot.readers.docx_parts import Text, check_clean, light, paragraphs, parsed, people_named
from bot.readers.doubts import doubt
from bot.readers.embargo_times import Circumstances
from bot.readers.html import check_size
from bot.readers.pictures_inside import enclosing
from bot.readers.refusals import CommentsInside, DamagedDocument
from bot.readers.web_blocks import WebBlocks, shortened
from bot.readers.web_depth import opened

# Word's own styles that mammoth gives no meaning to; a Title is the headline, and everything else is as it is set.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='caption'] => figcaption:fresh
comment-reference => !
"""
_OFFICE_DOCUMENT = "/officeDocument"
_PAGE_NUMBER = re.compile(r"(?:page|seite|página|p\.?)?\s*\d*\s*(?:(?:of|von|sur|de|/)\s*\d*)?", re.IGNORECASE)


def read_docx(file: str, raw: bytes, today: date, office_zone: str, order: DayOrder = "") -> Manuscript:
    """A .docx file's bytes → manuscript. Raises an UnreadableRelease, TrackedChanges and CommentsInside among them.

    The findings' lines are counted in lines of the text, as a plain-text copy of it would have them.
    """
    package = unpack(file, raw)
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    findings: list[Finding] = []
    trees = {name: parsed(package, name) for name in _with_text(package, main, folder)}
    _check_comments(package, trees[main], folder)
    for tree in trees.values():
        check_clean(package, tree)
    margins = [
        paragraphs(tree) for name, tree in trees.items() if name.startswith((f"{folder}/header", f"{folder}/footer"))
    ]
    drawn, boxed = flatten(package, main, trees[main])
    pictures = inside(package, drawn)
    text = Text({})
    for name, tree in trees.items():
        text.parts[name] = light(tree, text)
    page = opened(file, _converted(package, text.parts))
    blocks = WebBlocks("document", findings, inside=pictures).read(page.body) if page.body is not None else []
    findings += told_boxes(boxed, blocks)
    check_size(file, blocks)
    _tell(
        package, text, page.body.text(deep=True, separator=" ") if page.body is not None else "", trees[main], findings
    )
    around = Circumstances(today, office_zone, "\n".join(block.text for block in blocks))
    above = _embargo_in(margins, around, findings)
    made = assemble(file, [*above, *blocks], Given(order=order), today, office_zone, findings)
    return enclosing(made, pictures.contents)


def _main_part(package: Package) -> str:
    """The part with the text, which its relations name; most programs call it word/document.xml."""
    if "_rels/.rels" in package.parts:
        for relation in parsed(package, "_rels/.rels"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith(_OFFICE_DOCUMENT) and target in package.parts:
                return target
    if "word/document.xml" in package.parts:
        return "word/document.xml"
    raise DamagedDocument(file=package.file, problem="there is no text in it")


def _with_text(package: Package, main: str, folder: str) -> list[str]:
    kinds = ("header", "footer", "footnotes", "endnotes")
    return [main, *(name for kind in kinds for name in package.named(f"{folder}/{kind}") if name.endswith(".xml"))]


def _check_comments(package: Package, main: ElementTree.Element, folder: str) -> None:
    """Comments that no mark in the text points at any more are in the file all the same."""
    check_clean(package, main)
    for name in package.named(f"{folder}/comments.xml"):
        said = paragraphs(parsed(package, name))
        if said:
            raise CommentsInside(file=package.file, count=len(said), words=shortened(said[0]))


def _converted(package: Package, light_parts: dict[str, bytes]) -> str:
    """mammoth's HTML of the document. It is given the parts with text and styles alone: no pictures, no templates, no links out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in package.parts.items():
            if not name.startswith("docProps/"):
                archive.writestr(name, light_parts.get(name, part))
    try:
        made = mammoth.convert_to_html(
            file,
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=mammoth.images.img_element(_numbered),
        )
    except (AttributeError, IndexError, KeyError, OSError, RecursionError, TypeError, ValueError):
        # mammoth takes a document for whole: what is missing in one surfaces as whichever of these its code meets first.
        raise DamagedDocument(file=package.file, problem="parts of it are missing") from None
    return str(made.value)


def _numbered(image: documents.Image) -> dict[str, str]:
    """A picture's alt text is its number: see docx_drawings."""
    return {"src": f"{ADDRESS}{image.alt_text}"}


def _tell(package: Package, text: Text, read: str, main: ElementTree.Element, findings: list[Finding]) -> None:
    """What the file holds beside the story."""
    if text.hidden:
        findings.append(doubt("hidden-text", None, words=shortened(clean_again(" ".join(text.hidden), 1, []))))
    if named := people_named(package):
        findings.append(doubt("author-metadata", None, words=", ".join(named)))
    there = {
        word
        for element in main.iter()
        if element.tag.endswith("}t")
        for word in re.findall(r"\w{2,}", element.text or "")
    }
    lost = sorted(there - set(re.findall(r"\w{2,}", read)))
    if lost:
        findings.append(doubt("words-unread", None, words=shortened(" ".join(lost))))


def _embargo_in(margins: Sequence[Sequence[str]], around: Circumstances, findings: list[Finding]) -> list[Block]:
    """The embargo lines of page headers and footers, to stand above the text; what else they say is told, once, and left out."""
    above: dict[str, Block] = {}
    left: dict[str, None] = {}
    for margin in margins:
        lines = [Block("paragraph", clean_again(text, 1, []), number) for number, text in enumerate(margin, start=1)]
        kept, said = embargo_lines.take(lines, around, [])
        for line in lines:
            if said.kind != "none" and not any(block.line == line.line and block.text == line.text for block in kept):
                above.setdefault(line.flat, Block("paragraph", line.text, 1))
            elif not _PAGE_NUMBER.fullmatch(line.flat.strip(" |–—-")):
                left.setdefault(line.flat)
    if left:
        findings.append(doubt("page-header", None, words=shortened(squeeze(" / ".join(left)), 120)))
    return list(above.values())
