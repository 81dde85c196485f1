"""Word, Excel, PowerPoint and OpenDocument files: what their programs hide and everybody can bring to light.

Element names: ECMA-376 part 1 (17.13.5 revisions, 18.2.19 sheet state, 19.3.1.38 sld) and OpenDocument 1.3 part 3.
"""

from __future__ import annotations

import re

from bot.readers.enclosed_parts import Facts, Parts, Tree, attribute, local, words_of

_NAMES = "ins del moveFrom moveTo rPrChange pPrChange tblPrChange cellIns cellDel cellMerge"
_CHANGES = frozenset(_NAMES.split())
_OFF = frozenset(("0", "false", "off", "none"))
# What programs write where nobody gave a name.
_NOBODY = re.compile(
    r"python-docx|openpyxl|apache poi|microsoft office user|unknown( creator)?|un-named|user|author", re.I
)
_PEOPLE = {
    "creator": "the author",
    "lastModifiedBy": "the last editor",
    "Manager": "a manager",
    "initial-creator": "the author",
}
_HIDDEN_CELLS = re.compile(rb"<(?:\w+:)?(?:row|col)\b[^>]*\bhidden=\"(?:1|true)\"")


def word(content: bytes) -> Facts:
    """A .docx file."""
    parts = Parts(content)
    trees = list(parts.trees("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes"))
    facts = _changes(sum(local(one) in _CHANGES for tree in trees for one in tree.iter()))
    facts += _comments(
        [words_of(one, "t") for tree in parts.trees("word/comments") for one in tree if local(one) == "comment"]
    )
    vanished = [words_of(run, "t") for tree in trees for run in tree.iter() if local(run) == "r" and _vanishes(run)]
    if said := " ".join(filter(None, vanished)):
        facts.append(("file-hidden-text", {"words": said}))
    return facts + _people(parts)


def sheets(content: bytes) -> Facts:
    """An .xlsx file."""
    parts = Parts(content)
    listed = [one for one in parts.tree("xl/workbook.xml").iter() if local(one) == "sheet"]
    facts: Facts = []
    if away := [attribute(one, "name") for one in listed if attribute(one, "state") in ("hidden", "veryHidden")]:
        facts.append(("file-hidden-sheets", {"sheets": ", ".join(f'"{name}"' for name in away)}))
    if count := sum(bool(_HIDDEN_CELLS.search(parts.raw(name))) for name in parts.named("xl/worksheets/sheet")):
        facts.append(("file-hidden-cells", {"count": count}))
    threads = [words_of(one, "text") for tree in parts.trees("xl/threadedComments/") for one in tree]
    plain = [
        words_of(one, "t") for tree in parts.trees("xl/comments") for one in tree.iter() if local(one) == "comment"
    ]
    facts += _comments(threads or plain)
    facts += _changes(
        sum(local(one) in ("rcc", "rrc", "rm", "ris") for tree in parts.trees("xl/revisions/") for one in tree.iter())
    )
    return facts + _people(parts)


def slides(content: bytes) -> Facts:
    """A .pptx file."""
    parts = Parts(content)
    facts: Facts = []
    if count := sum(attribute(tree, "show") in _OFF for tree in parts.trees("ppt/slides/slide")):
        facts.append(("file-hidden-slides", {"count": count}))
    notes = [words for tree in parts.trees("ppt/notesSlides/") if (words := _notes(tree))]
    if notes:
        facts.append(("file-notes", {"count": len(notes), "words": notes[0]}))
    said = [words_of(one, "text", "t") for tree in parts.trees("ppt/comments/") for one in tree if local(one) == "cm"]
    return [*facts, *_comments(said), *_people(parts)]


def open_document(content: bytes) -> Facts:
    """An .odt, .ods or .odp file."""
    parts = Parts(content)
    tree = parts.tree("content.xml")
    facts = _changes(sum(local(one) == "changed-region" for one in tree.iter()))
    facts += _comments([words_of(one, "p", "span") for one in tree.iter() if local(one) == "annotation"])
    styles = {attribute(one, "name") for one in tree.iter() if local(one) == "style" and _hides(one)}
    tables = [one for one in tree.iter() if local(one) == "table"]
    if away := [attribute(one, "name") for one in tables if attribute(one, "style-name") in styles]:
        facts.append(("file-hidden-sheets", {"sheets": ", ".join(f'"{name}"' for name in away)}))
    if count := sum(any(attribute(one, "visibility") == "collapse" for one in table.iter()) for table in tables):
        facts.append(("file-hidden-cells", {"count": count}))
    return facts + _people(parts)


def _changes(count: int) -> Facts:
    return [("file-tracked-changes", {"count": count})] if count else []


def _comments(said: list[str]) -> Facts:
    return [("file-comments", {"count": len(said), "words": next(filter(None, said), "…")})] if said else []


def _people(parts: Parts) -> Facts:
    named: dict[str, str] = {}
    for tree in parts.trees("docProps/core", "docProps/app", "meta.xml"):
        for one in tree.iter():
            name = (one.text or "").strip()
            if name and local(one) in _PEOPLE and not _NOBODY.fullmatch(name):
                named.setdefault(name, _PEOPLE[local(one)])
    people = ", ".join(f'{part} ("{name}")' for name, part in named.items())
    return [("file-author", {"people": people})] if people else []


def _vanishes(run: Tree) -> bool:
    return any(
        local(mark) == "vanish" and attribute(mark, "val").lower() not in _OFF for looks in run for mark in looks
    )


def _notes(tree: Tree) -> str:
    """A slide's notes without its number, which PowerPoint sets into a field."""
    return " ".join(words_of(run, "t") for run in tree.iter() if local(run) == "r").strip()


def _hides(style: Tree) -> bool:
    return any(attribute(looks, "display") == "false" for looks in style)
