"""The webhook's body for houses that take XML: NewsML-G2 2.35 (https://iptc.org/standards/newsml-g2/)."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

from bot.core.release import Release
from bot.renditions.environment import TemplateFailed, fill
from bot.renditions.ninjs import item
from bot.renditions.sheet import Sheet
from bot.renditions.story import tell

_TEMPLATE = "webhook/newsml-g2.xml"
_G2 = "{http://iptc.org/std/nar/2006-10-01/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
# What XML 1.0 has no place for, however it is written: https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Only here may white space between elements mean something: the text itself, and where lines of plain text stand.
_TEXTS = {f"{_G2}inlineXML", f"{_G2}inlineData"}


def newsml(release: Release, sheet: Sheet) -> bytes:
    """Canonical XML (C14N 2.0, UTF-8) behind an XML declaration.

    `versionCreated` and `embargoed` hold LIFT, to be filled with an xs:dateTime that has an offset. Raises TemplateFailed,
    also when what comes out is no XML.
    """
    story = tell(release, sheet)
    text = _UNWRITABLE.sub("", fill(_TEMPLATE, item(release, sheet, story), sheet.templates)).strip()
    try:
        root = Tree.fromstring(text)  # noqa: S314 - a template of the office, filled with escaped text
    except Tree.ParseError as error:
        problem = f"what comes out is no well-formed XML ({error}); webhook/body.html has to be XHTML, too"
        raise TemplateFailed(template=_TEMPLATE, line="?", problem=problem) from error
    _lean(root)
    _to_xhtml(root)
    written = Tree.canonicalize(Tree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def indented(body: str) -> str:
    """A NewsML-G2 body with an element a line, for reading only. Raises ValueError when it is no XML."""
    try:
        root = Tree.fromstring(body)  # noqa: S314 - written by `newsml`
    except Tree.ParseError as error:
        raise ValueError(f"this is no XML: {error}") from error
    kept = [(text, list(text)) for text in root.iter() if text.tag in _TEXTS]
    for text, _ in kept:
        text[:] = []
    Tree.indent(root)
    for text, inside in kept:
        text[:] = inside
    Tree.register_namespace("", _G2.strip("{}"))
    return Tree.tostring(root, encoding="unicode")


def _to_xhtml(root: Tree.Element) -> None:
    """XHTML 1, which houses that read application/xhtml+xml check by, has no `footer`."""
    for footer in root.iter(f"{_XHTML}footer"):
        footer.tag = f"{_XHTML}p"


def _lean(element: Tree.Element) -> None:
    """Without the template's own white space, and without elements that nothing is in."""
    if element.tag in _TEXTS:
        element.text = (element.text or "").strip()
        for inner in element:
            inner.tail = None
        return
    if len(element) and not (element.text or "").strip():
        element.text = None
    for inner in list(element):
        _lean(inner)
        inner.tail = None
        if _is_empty(inner):
            element.remove(inner)


def _is_empty(element: Tree.Element) -> bool:
    """A description that has only a role, or a headline that has only a rank, says nothing."""
    said = set(element.attrib) - {"role", "rank"}
    return not len(element) and not (element.text or "").strip() and not said
