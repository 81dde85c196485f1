"""The house's Markdown: a release's body as people edit it at the desk. Here only the markup says what a passage is.

`## ` opens a section, `### ` is a heading within the text, `> ` a quotation that its last line may sign (`— Name, role`),
`- ` and `1. ` are lists, `[words](https://…)` is a link. `write` and `read_body` are each other's inverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.core.release import EmbargoLine, Finding, Part, Picture, Quote, Release, Section
from bot.readers import embargo_lines
from bot.readers.blocks import Block
from bot.readers.cleaning import clean
from bot.readers.embargo_times import Circumstances
from bot.readers.markdown import blocks_in
from bot.readers.sections import sort_of

_DASH = re.compile(r"^(?:[—–-]{1,2}|―)\s*(?=\S)")
_MARKS = re.compile(r"([\\`*_\[\]<>#&!|~])")
_LINK = re.compile(r"\[[^\[\]]+\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
_NOTES = {"fr": "Notes aux rédactions", "de": "Hinweise für die Redaktion", "es": "Notas para la redacción"}


@dataclass(frozen=True, slots=True)
class Body:
    """What a body was read as. `lines`: by the place that findings name ("paragraph 3"), the line it stands on, from 1."""

    body: tuple[Part, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Part, ...] = ()
    pictures: tuple[Picture, ...] = ()
    said: EmbargoLine = field(default_factory=EmbargoLine)
    findings: tuple[Finding, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)


def read_body(text: str, today: date | None = None, office_zone: str = "UTC") -> Body:
    """A body as it was typed → its parts. Raises LongParagraph.

    `today`: the day against which an embargo line in it is read; such a line is taken out and `said`. None: there is none.
    """
    findings: list[Finding] = []
    blocks, said = blocks_in("text", clean(text, findings), findings), EmbargoLine()
    if today is not None:
        around = Circumstances(today, office_zone, text, None)
        blocks, said = embargo_lines.take(blocks, around, findings)
    reading = _Reading()
    for block in blocks:
        reading.take(block)
    reading.end()
    return Body(
        tuple(reading.body),
        tuple(reading.quotes),
        tuple(Section(title, tuple(parts)) for title, parts in reading.sections),
        tuple(reading.notes),
        tuple(reading.pictures),
        said,
        tuple(findings),
        reading.lines,
    )


@dataclass(slots=True)
class _Reading:
    """Sorts blocks by their markup alone."""

    body: list[Part] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    sections: list[tuple[str, list[Part]]] = field(default_factory=list)
    notes: list[Part] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    items: list[Block] = field(default_factory=list)
    where: list[Part] | None = None
    prefix: str = ""

    def take(self, block: Block) -> None:
        """One more block."""
        if self.items and (block.kind != "item" or (block.number is None) != (self.items[0].number is None)):
            self.end()
        if block.kind == "item":
            self.items.append(block)
        elif block.kind == "picture" and block.picture is not None:
            self.pictures.append(block.picture)
        elif block.kind == "end":
            self.where, self.prefix = self.notes, "notes, "
        elif block.kind == "title" and block.level <= 2:
            self._open(block)
        elif block.kind == "quotation":
            quote = signed(block.rows)
            self.lines[f"quotation {len(self.quotes) + 1}"] = block.line
            aside = self.where is not None
            self._add(Part("quote", text=quote.text if aside else "", quote=len(self.quotes)))
            self.quotes.append(quote)
        else:
            self._add(Part("heading" if block.kind == "title" else "paragraph", block.flat), block.line)

    def end(self) -> None:
        """What was open is whole: a list, whose items came one by one."""
        if self.items:
            items = tuple(item.flat for item in self.items)
            self._add(Part("list", items=items, ordered=self.items[0].number is not None), self.items[0].line)
            self.items = []

    def _open(self, block: Block) -> None:
        title = block.flat.rstrip(" :")
        if sort_of(title) == "notes":
            self.where, self.prefix = self.notes, "notes, "
            return
        self.sections.append((title, []))
        self.where, self.prefix = self.sections[-1][1], f"section “{title}”, "
        self.lines[f"section “{title}”"] = block.line

    def _add(self, part: Part, line: int | None = None) -> None:
        parts = self.body if self.where is None else self.where
        parts.append(part)
        if line is not None:
            number = sum(other.kind == part.kind for other in parts)
            self.lines[f"{self.prefix}{part.kind} {number}"] = line


def signed(rows: Sequence[str]) -> Quote:
    """A quotation's paragraphs, the last of which may be its signature: `— Ida Holm, Harbour Master`."""
    dash = _DASH.match(rows[-1]) if len(rows) > 1 else None
    if dash is None:
        return Quote("\n\n".join(rows))
    speaker, _, role = rows[-1][dash.end() :].partition(",")
    return Quote("\n\n".join(rows[:-1]), speaker.strip() or None, role.strip() or None)


def write(release: Release) -> str:
    """A release's body, sections and notes as text; `read_body` gives back the same parts.

    What the markup can't say is not kept: a speaker's name with a comma, a paragraph that is an end mark.
    """
    pieces = list(_parts(release.body, release))
    for section in release.sections:
        pieces += [_title("##", section.title), *_parts(section.parts, release)]
    if release.notes:
        title = _NOTES.get(release.language.split("-")[0], "Notes to editors")
        pieces += [f"## {title}", *_parts(release.notes, release)]
    return "\n\n".join(pieces) + "\n" if pieces else ""


def _parts(parts: Sequence[Part], release: Release) -> Iterator[str]:
    for part in parts:
        match part.kind:
            case "heading":
                yield _title("###", part.text)
            case "list":
                marks = (f"{number}." if part.ordered else "-" for number in range(1, len(part.items) + 1))
                yield "\n".join(f"{mark} {_line(item)}" for mark, item in zip(marks, part.items, strict=True))
            case "quote":
                yield _quotation(release.quotes[part.quote or 0])
            case _:
                yield _line(part.text)


def _quotation(quote: Quote) -> str:
    rows = [_line(one) for one in quote.paragraphs]
    if quote.speaker:
        rows.append(f"— {_after('—', ', '.join(filter(None, (quote.speaker, quote.role))))}")
    return "\n>\n".join(f"> {row}" for row in rows)


def _title(mark: str, text: str) -> str:
    plain = f"{mark} {text}"
    return plain if _as_read(plain, "title") == text else f"{mark} {_escaped(text)}"


def _line(text: str) -> str:
    """A text that begins a line, as it stands where it is read back as the same: most are. Else its marks are escaped."""
    return text if _as_read(text) == text else _escaped(text)


def _after(mark: str, text: str) -> str:
    """The same for one that stands behind a mark."""
    return text if _as_read(f"{mark} {text}") == f"{mark} {text}" else _escaped(text)


def _escaped(text: str) -> str:
    pieces, last = [], 0
    for link in _LINK.finditer(text):
        words, _, address = link[0].partition("](")
        pieces += [_marked(text[last : link.start()]), "[", _marked(words[1:]), "](", address]
        last = link.end()
    written = "".join((*pieces, _marked(text[last:])))
    # What would open a list or a rule at the beginning of a line.
    return re.sub(r"^(\d{0,9})([.)+=-])", r"\1\\\2", written)


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _as_read(written: str, kind: str = "paragraph") -> str | None:
    """The text of the one block of a kind that this is read as; None where it is read as anything else."""
    blocks = blocks_in("text", written, [])
    return blocks[0].text if len(blocks) == 1 and blocks[0].kind == kind else None
