"""Plain lines → blocks: blank lines, hard wraps, bullets and numbers, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.readers.blocks import Block
from bot.readers.cleaning import squeeze
from bot.readers.language import SMALL_WORDS

# Mail and editors wrap at 60 to 100 columns; longer lines are whole paragraphs.
_WIDEST_WRAP = 100
_LEAST_WRAP = 40
_LEAST_BROKEN = 25  # shorter lines that break off are names, roles and addresses

_BULLET = re.compile(r"([•·‣◦▪▫●○■□►➢➤✓✔*+\-–—])[ \u00a0]+(?=\S)")
_NUMBER = re.compile(r"[(\[]?(\d{1,2})[.)\]][ \u00a0]+(?=\S)")
_END = re.compile(r"[\W_]*(?:ends?|-30-|30|fin|ende|finis)[\W_]*|#(?:\s*#){1,5}", re.IGNORECASE)
_RULE = re.compile(r"[-_=*–—~.•·\s]{3,}")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    gap: bool


def blocks_of(text: str) -> list[Block]:
    """Cut a cleaned text into blocks. Lines that follow each other are one paragraph only where the text is hard-wrapped."""
    lines = _numbered(text)
    width = _wrap_width(lines)
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        before = lines[index - 1].text if index and not line.gap else ""
        if before and blocks and blocks[-1].kind != "end" and _continues(before, line.text, width, blocks[-1]):
            blocks[-1] = blocks[-1].saying(_joined(blocks[-1].text, line.text))
        else:
            blocks.append(_block(line, blocks[-1] if blocks else None))
    return blocks


def is_end(text: str) -> bool:
    """Whether a line is an end mark: ENDS, - 30 -, ###, FIN. A bare number or "# heading" is none."""
    text = text.strip()
    if len(text) > 20 or not _END.fullmatch(text):
        return False
    bare = text.strip("[]() ")
    return "30" not in bare or not bare.isdigit()


def _numbered(text: str) -> list[_Line]:
    found: list[_Line] = []
    gap = True
    for number, raw in enumerate(text.split("\n"), start=1):
        line = squeeze(raw)
        drawn = _RULE.fullmatch(line) and not is_end(line)  # a rule across the page parts like a blank line
        if line.strip("\u00a0\u202f") and not drawn:
            found.append(_Line(number, line, gap))
            gap = False
        else:
            gap = True
    return found


def _wrap_width(lines: list[_Line]) -> int:
    """The column the text is wrapped at, 0 where every line is a paragraph of its own."""
    pairs = [(one.text, two.text) for one, two in pairwise(lines) if not two.gap]
    pairs = [(one, two) for one, two in pairs if " " in one and not _starts_anew(two)]
    width = max((len(one) for one, _ in pairs), default=0)
    if not _LEAST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    # One line that breaks off in the middle of a sentence, full to the column, shows that the text is wrapped.
    proof = any(_is_full(one, two, width) and _runs_on(one, two) for one, two in pairs)
    return width if proof else 0


def _continues(before: str, text: str, width: int, block: Block) -> bool:
    if _starts_anew(text) and not (block.kind == "item" and _runs_on(before, text)):
        return False
    if is_end(text):
        return False
    if _runs_on(before, text) and len(before) >= _LEAST_BROKEN:
        return True
    return width > 0 and _is_full(before, text, width) and len(before) <= width


def _starts_anew(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBER.match(text))


def _is_full(line: str, after: str, width: int) -> bool:
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width


def _runs_on(line: str, after: str) -> bool:
    """Whether a sentence breaks off at the end of `line`: the next goes on small, or this one ends in "of" or "the"."""
    if line[-1] in '.!?:;…”"»':
        return False
    return after[0].islower() or line.rsplit(" ", 1)[-1] in SMALL_WORDS


def _joined(text: str, after: str) -> str:
    # A word with a hyphen that stands across two lines keeps its hyphen and loses the break.
    tight = re.search(r"\w-$", text) is not None and after[0].islower()
    return f"{text}{'' if tight else ' '}{after}"


def _block(line: _Line, before: Block | None) -> Block:
    if is_end(line.text):
        return Block("end", line.text, line.number, line.gap)
    if bullet := _BULLET.match(line.text):
        return Block("item", line.text[bullet.end() :], line.number, line.gap, bullet=bullet[1])
    if number := _NUMBER.match(line.text):
        # A number opens a list only as the first, or as the next of a list: "4. März" and "30. Juni" are dates.
        last = before.number if before is not None else None
        if int(number[1]) == (last or 0) + 1:
            return Block("item", line.text[number.end() :], line.number, line.gap, number=int(number[1]))
    return Block("paragraph", line.text, line.number, line.gap)
