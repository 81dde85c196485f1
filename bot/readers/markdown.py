"""Markdown, with YAML front matter for the fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript, Picture, Quote
from bot.readers import front_matter
from bot.readers.anatomy import Given, assemble
from bot.readers.blocks import Block
from bot.readers.captions import split_credit
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.doubts import doubt
from bot.readers.lines import is_end
from bot.readers.links import linked
from bot.readers.refusals import LongParagraph

_PARSER = MarkdownIt("commonmark", {"maxNesting": 40})
# The parser takes time by the square of a paragraph's unclosed brackets; no story has a paragraph of ten pages.
_LONGEST_PARAGRAPH = 30_000
_UNREAD_TAGS = {"script", "style", "template", "noscript", "iframe", "object"}


def read_markdown(
    file: str, text: str, today: date, office_zone: str, findings: list[Finding], order: DayOrder = ""
) -> Manuscript:
    """A cleaned Markdown text → manuscript. Raises an UnreadableRelease for bad front matter, no headline or a huge paragraph."""
    fields, rest, first = front_matter.split(file, text)
    given = front_matter.read_front_matter(file, fields, findings) if fields is not None else Given()
    return assemble(
        file, blocks_in(file, rest, findings, first), replace(given, order=order), today, office_zone, findings
    )


def blocks_in(file: str, rest: str, findings: list[Finding], first: int = 1) -> list[Block]:
    """A cleaned Markdown text without front matter, in blocks; `first` is the number of its first line. Raises LongParagraph."""
    for paragraph in re.finditer(r"\S.*?(?=\n[ ]*\n|\Z)", rest, re.DOTALL):
        if len(paragraph[0]) > _LONGEST_PARAGRAPH:
            line = first + rest.count("\n", 0, paragraph.start())
            raise LongParagraph(file=file, line=line, size=f"{len(paragraph[0]):,}")
    return _Blocks(first, findings).read(_PARSER.parse(rest))


@dataclass(slots=True)
class _Blocks:
    """Walks the parser's tokens once and keeps what belongs to the story."""

    first: int
    findings: list[Finding]
    found: list[Block] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)  # the next number of each open list, None for bullets
    item_is_new: bool = False
    quoted: list[str] | None = None
    depth: int = 0
    quoted_from: int = 1

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        """The blocks of a document, in order."""
        level = 0
        for token in tokens:
            line = self.first + token.map[0] if token.map else (self.found[-1].line if self.found else self.first)
            if token.type == "heading_open":
                level = int(token.tag[1])
            elif token.type == "heading_close":
                level = 0
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif token.type == "list_item_open":
                self.item_is_new = True
            elif token.type == "blockquote_open":
                self._open_quotation(line)
            elif token.type == "blockquote_close":
                self._close_quotation()
            elif token.type == "inline":
                self._inline(token, line, level)
            elif token.type in ("fence", "code_block"):
                self._add(token.content, line, 0)
            elif token.type == "html_block":
                self.findings.append(doubt("raw-html", line))
                for paragraph in _words_of_html(token.content):
                    self._add(paragraph, line, 0)
        return self.found

    def _inline(self, token: Token, line: int, level: int) -> None:
        if level and not token.content.strip(" #"):
            # "###" and "# # #" are end marks for the press and empty headings for Markdown.
            self.found.append(Block("end", "#" * level, line))
            return
        text, pictures = _Inline(line, self.findings).read(token.children or [])
        self.found += [Block("picture", "", line, picture=picture) for picture in pictures]
        self._add(text, line, level)

    def _add(self, text: str, line: int, level: int) -> None:
        text = clean_again(text, line, self.findings)
        rows = [row for row in map(squeeze, text.split("\n")) if row]
        text = "\n".join(rows)
        if not text:
            return
        if len(rows) > 1 and is_end(rows[-1]) and not level and self.quoted is None:
            self._add("\n".join(rows[:-1]), line, level)
            self.found.append(Block("end", rows[-1], line + len(rows) - 1))
            return
        if self.lists and re.fullmatch(r"30\s*[-–—]", text):  # "- 30 -" is no list
            self.found.append(Block("end", f"- {text}", line))
            return
        if self.quoted is not None:
            self.quoted.append(text)
        elif level:
            self.found.append(Block("title", text, line, level=level))
        elif self.lists:
            self._item(text, line)
        elif is_end(text):
            self.found.append(Block("end", text, line))
        else:
            self.found.append(Block("paragraph", text, line))

    def _item(self, text: str, line: int) -> None:
        """A list's item; a second paragraph of it goes on in the same item."""
        last = self.found[-1] if self.found else None
        if not self.item_is_new and last is not None and last.kind == "item":
            self.found[-1] = last.saying(f"{last.text}\n{text}")
            return
        number = self.lists[-1]
        self.found.append(Block("item", text, line, bullet="" if number else "•", number=number))
        self.item_is_new = False
        if number is not None:
            self.lists[-1] = number + 1

    def _open_quotation(self, line: int) -> None:
        self.depth += 1
        if self.depth == 1:
            self.quoted, self.quoted_from = [], line

    def _close_quotation(self) -> None:
        """A blockquote's paragraphs, one a row; a signature ("— Name, role") keeps its own row."""
        self.depth -= 1
        if self.depth or self.quoted is None:
            return
        rows: list[str] = []
        for paragraph in self.quoted:
            lines = paragraph.split("\n")
            signed = len(lines) > 1 and re.match(r"(?:[—–-]{1,2}|―)\s*\S", lines[-1]) is not None
            rows += [squeeze(" ".join(lines[:-1])), lines[-1]] if signed else [squeeze(paragraph)]
        self.quoted = None
        if rows:
            text = "\n".join(rows)
            self.found.append(Block("quotation", text, self.quoted_from, quote=Quote(text)))


@dataclass(slots=True)
class _Inline:
    """A paragraph's inside: emphasis dropped, links kept as `[words](url)`, pictures taken out."""

    line: int
    findings: list[Finding]

    def read(self, children: Sequence[Token]) -> tuple[str, list[Picture]]:
        """(text with `\\n` for its line breaks, pictures)."""
        pieces: list[str] = []
        pictures: list[Picture] = []
        links: list[tuple[str, int]] = []
        for token in children:
            if token.type in ("softbreak", "hardbreak"):
                pieces.append("\n")
            elif token.type == "image":
                pictures.append(self._picture(token))
            elif token.type == "link_open":
                links.append((str(token.attrs.get("href", "")), len(pieces)))
            elif token.type == "link_close":
                address, start = links.pop()
                pieces[start:] = [linked("".join(pieces[start:]), address, self.line, self.findings)]
            elif token.type == "html_inline":
                self.findings.append(doubt("raw-html", self.line))
                pieces.append("\n" if token.content.lower().startswith("<br") else "")
            else:
                pieces.append(token.content)
        return "".join(pieces), pictures

    def _picture(self, token: Token) -> Picture:
        title = clean_again(str(token.attrs.get("title", "")), self.line, self.findings)
        alt = squeeze(clean_again(token.content, self.line, self.findings))
        caption, credit = split_credit(title)
        return Picture(caption, credit, alt or None, str(token.attrs.get("src", "")) or None)


class _Words(HTMLParser):
    """The words of raw HTML, without tags and without what is never shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tags part words; some hide them."""
        self.unread += tag in _UNREAD_TAGS
        self.pieces.append("\n\n" if tag in ("p", "div", "li", "br", "tr", "h1", "h2", "h3") else "")

    def handle_endtag(self, tag: str) -> None:
        """The end of what was hidden."""
        self.unread -= tag in _UNREAD_TAGS and self.unread > 0

    def handle_data(self, data: str) -> None:
        """Words, unless they are hidden."""
        if not self.unread:
            self.pieces.append(data)


def _words_of_html(html: str) -> list[str]:
    words = _Words()
    words.feed(html)
    words.close()
    return [text for part in "".join(words.pieces).split("\n\n") if (text := squeeze(part))]
