"""The elements of a page, a mail or a converted document → blocks, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from bot.core.release import Finding, Picture, Quote
from bot.core.saying import saying
from bot.readers.blocks import Block
from bot.readers.captions import split_credit
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.doubts import doubt
from bot.readers.lines import is_end
from bot.readers.links import linked
from bot.readers.pictures_inside import Inside
from bot.readers.web_article import absolute
from bot.readers.web_flow import Flow
from bot.readers.web_pictures import picture_in
from bot.readers.web_rows import separator_of
from bot.readers.web_words import Reason, Source, steps

_TITLES = {f"h{level}": level for level in range(1, 7)}
# What begins a line of its own; those of the first kind stand apart from their neighbours as if by a blank line.
_APART_TAGS = "p ul ol table blockquote figure section article pre hr dl main header footer fieldset details summary"
_TIGHT_TAGS = "div li td th tr address dd dt center caption figcaption tbody thead tfoot"
_APART = frozenset((*_APART_TAGS.split(), *_TITLES))
_TIGHT = frozenset(_TIGHT_TAGS.split())
_LEFT_OUT = {"hidden": "hidden-text", "struck": "struck-text", "reply": "reply-cut", "signature": "signature-cut"}
_LEAST_FURNITURE = 80  # characters; less is a button's
_QUOTED = ("“", "”")


@dataclass(slots=True)
class WebBlocks:
    """Walks the elements once; lines are counted in the text, since those of the markup say nothing to anybody."""

    source: Source
    findings: list[Finding]
    base: str = ""
    inside: Inside = field(default_factory=Inside)
    _flow: Flow = field(default_factory=Flow)
    _pieces: list[str] = field(default_factory=list)
    _level: int = 0
    _pre: int = 0
    _lists: list[int | None] = field(default_factory=list)
    _item_is_new: bool = False
    _quoted: list[str] | None = None
    _depth: int = 0
    _signs: bool = False
    _figures: list[tuple[list[Picture], list[str]]] = field(default_factory=list)
    _captions: int = 0
    _rows: list[str | None] = field(default_factory=list)
    _cells: int = 0
    _links: list[tuple[str, int]] = field(default_factory=list)
    _wide: bool = False

    def read(self, root: LexborNode) -> list[Block]:
        """The blocks below `root`."""
        for kind, node, reason in steps(root, self.source):
            tag = node.tag or ""
            if kind == "text":
                self._text(node.text_content or "")
            elif kind == "skip" and reason is not None:
                self._skip(node, reason)
            elif kind == "open":
                self._open(tag, node)
            elif kind == "close":
                self._close(tag)
        self._flush()
        self._flow.settle()
        if self._wide:
            self.findings.append(doubt("table-as-lines"))
        return self._flow.found

    def _text(self, text: str) -> None:
        self._pieces.append(text if self._pre else re.sub(r"[ \t\n\r\f]+", " ", text))

    def _skip(self, node: LexborNode, reason: Reason) -> None:
        """What is left out and holds words is told; a button and a menu's links are not worth it."""
        if reason == "machinery":
            return
        words = squeeze(node.text(deep=True, separator=" "))
        links = sum(len(link.text(deep=True)) for link in node.css("a")) if reason == "furniture" else 0
        if not re.search(r"\w", words) or (reason == "furniture" and len(words) - links < _LEAST_FURNITURE):
            return
        code = _LEFT_OUT.get(reason, "page-furniture")
        self.findings.append(doubt(code, self._flow.line + 1, words=shortened(clean_again(words, 1, []))))

    def _open(self, tag: str, node: LexborNode) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "img":
            self._picture(node)
        elif tag == "a":
            self._links.append((absolute(node.attributes.get("href") or "", self.base), len(self._pieces)))
        elif tag == "q":
            self._pieces.append(_QUOTED[0])
        elif tag == "cite" and self._quoted is not None and not "".join(self._pieces).strip():
            self._signs = True
        elif self._in_row and tag in ("td", "th"):
            self._cell(node)
        elif not self._in_row and (tag in _APART or tag in _TIGHT):
            self._flush()
            self._flow.blank = self._flow.blank or tag in _APART
            self._enter(tag, node)

    def _enter(self, tag: str, node: LexborNode) -> None:
        """What follows is a title, an item, a quotation, a figure or a row."""
        if tag in _TITLES:
            self._level = _TITLES[tag]
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ul", "ol"):
            start = (node.attributes.get("start") or "1") if tag == "ol" else ""
            self._lists.append((int(start) if start.isdecimal() and len(start) < 4 else 1) if tag == "ol" else None)
        elif tag == "li":
            self._item_is_new = True
            if (node.attributes.get("id") or "").startswith(("footnote-", "endnote-")):
                self._footnote()
        elif tag == "blockquote":
            self._depth += 1
            self._flow.settle()
            self._quoted = [] if self._depth == 1 else self._quoted
        elif tag == "footer":
            self._signs = self._quoted is not None
        elif tag == "figure":
            self._figures.append(([], []))
        elif tag == "figcaption":
            self._captions += 1
        elif tag == "tr":
            self._rows.append(separator_of(node))
            self._cells = 0

    def _close(self, tag: str) -> None:
        if tag == "a":
            address, start = self._links.pop()
            if start <= len(self._pieces):
                words = "".join(self._pieces[start:])
                self._pieces[start:] = [self._linked(words, address)]
        elif tag == "q":
            self._pieces.append(_QUOTED[1])
        elif tag == "tr" and self._rows:
            self._end_row()
        elif not self._in_row and (tag in _APART or tag in _TIGHT):
            empty = not "".join(self._pieces).strip() and any(
                "\n" in piece or "\u00a0" in piece for piece in self._pieces
            )
            self._flush()
            self._flow.blank = self._flow.blank or tag in _APART or empty
            self._leave(tag)

    def _leave(self, tag: str) -> None:
        if tag in _TITLES:
            self._level = 0
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._end_quotation()
        elif tag == "footer":
            self._signs = False
        elif tag == "figcaption":
            self._captions -= 1
        elif tag == "figure" and self._figures:
            self._end_figure()

    @property
    def _in_row(self) -> bool:
        return bool(self._rows) and self._rows[-1] is not None

    def _cell(self, node: LexborNode) -> None:
        if not squeeze(node.text(deep=True)):
            return
        if self._cells:
            self._pieces.append(self._rows[-1] or "")
        self._cells += 1

    def _end_row(self) -> None:
        separator = self._rows.pop()
        if separator is None:
            self._flush()
            return
        text, self._pieces = squeeze("".join(self._pieces)), []
        self._wide = self._wide or self._cells > 2
        if self._quoted is not None:
            self._quoted.append(text)
        elif text:
            self._flow.block(Block("paragraph", self._cleaned(text), self._flow.next_line(), gap=False))

    def _linked(self, words: str, address: str) -> str:
        if not squeeze(words) or self._level:
            return words
        if address.startswith("#"):
            return "" if squeeze(words) in ("↑", "↩", "^", "¶") else words
        if address.lower().startswith("mailto:"):
            address = address.partition("?")[0]
        tail = words[len(words.rstrip()) :]
        return (
            words[: len(words) - len(words.lstrip())]
            + linked(words, address, self._flow.line + 1, self.findings)
            + tail
        )

    def _picture(self, node: LexborNode) -> None:
        """A picture in its place, once. One that has no public address and did not come with the file is told."""
        address = (node.attributes.get("src") or "").strip()
        decorates = not self._figures and self.source != "document"
        words = self._cleaned(node.attributes.get("alt") or "")
        picture = picture_in(node, words, self.base, self.inside.known, decorates)
        if picture is None or not self.inside.stands(address, self._flow.line + 1, self.findings):
            return
        if picture.source is None and address not in self.inside.known:
            words = shortened(picture.alt or saying("no alt text"))
            self.findings.append(doubt("picture-without-address", self._flow.line + 1, words=words))
        if self._figures:
            self._figures[-1][0].append(picture)
        else:
            self._flow.pictures([picture])

    def _end_figure(self) -> None:
        """The pictures of a figure; its caption is the first one's. Without a picture the caption is a line of the text."""
        pictures, captions = self._figures.pop()
        text = " ".join(captions)
        if not pictures:
            if text:
                self._flow.plain(text)
            return
        caption, credit = split_credit(text)
        first = replace(pictures[0], caption=caption, credit=credit)
        self._flow.pictures([first, *pictures[1:]])

    def _flush(self) -> None:
        """The line that has come together, to where it belongs."""
        text, self._pieces = "".join(self._pieces), []
        self._links = [("", 0) for _ in self._links]  # a link around whole boxes is a card's
        if not text.strip():
            return
        text = self._cleaned(text)
        rows = [squeeze(row) for row in text.split("\n")]
        if not any(rows):
            self._flow.blank = True
            return
        flat = " ".join(row for row in rows if row)
        if self._captions and self._figures:
            self._figures[-1][1].append(flat)
        elif self._captions and self._flow.caption(flat):
            pass  # of the picture right above
        elif self._quoted is not None:
            self._quote(rows)
        elif self._level:
            self._flow.block(Block("end" if is_end(flat) else "title", flat, self._flow.next_line(), level=self._level))
        elif self._lists:
            self._item(flat)
        else:
            for row in rows:
                self._flow.plain(row)

    def _quote(self, rows: list[str]) -> None:
        assert self._quoted is not None
        for row in filter(None, rows):
            signed = self._signs and not re.match(r"[—–-]", row)
            self._quoted.append(f"— {row}" if signed else row)
            self._flow.next_line()
        self._signs = False

    def _item(self, text: str) -> None:
        number = self._lists[-1]
        self._flow.item(text, number, self._item_is_new)
        if self._item_is_new and number is not None:
            self._lists[-1] = number + 1
        self._item_is_new = False

    def _footnote(self) -> None:
        """Word's footnotes stand behind everything: they are notes, and no part of whatever came last."""
        if not any(block.kind == "end" and block.text == "footnotes" for block in self._flow.found):
            self._flow.block(Block("end", "footnotes", self._flow.line + 1))
            self.findings.append(doubt("footnotes", self._flow.line + 1))

    def _end_quotation(self) -> None:
        self._depth -= 1
        if self._depth or self._quoted is None:
            return
        text, self._quoted = "\n".join(self._quoted), None
        if text:
            self._flow.block(Block("quotation", text, self._flow.line, quote=Quote(text)))

    def _cleaned(self, text: str) -> str:
        return clean_again(text, self._flow.line + 1, self.findings)


def shortened(words: str, most: int = 60) -> str:
    """The first words of a text that a finding points at."""
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
