"""The lines of a page as they come: plain ones are read as plain text is, the others stand where the markup puts them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.release import Picture
from bot.readers.blocks import Block
from bot.readers.captions import split_credit
from bot.readers.lines import blocks_of


@dataclass(slots=True)
class Flow:
    """Blocks in order. `line` counts the lines of the text; `blank` tells whether a gap stands before the next one."""

    found: list[Block] = field(default_factory=list)
    line: int = 0
    blank: bool = True
    _plain: list[tuple[str, bool, int]] = field(default_factory=list)

    def next_line(self) -> int:
        """The number of a new line."""
        self.line += 1
        return self.line

    def plain(self, row: str) -> None:
        """One line of plain text; an empty one is a gap."""
        if row:
            self._plain.append((row, self.blank, self.next_line()))
        self.blank = not row

    def block(self, block: Block) -> None:
        """A block as the markup sets it, behind all the plain lines so far."""
        self.settle()
        self.found.append(block)
        self.blank = True

    def item(self, text: str, number: int | None, new: bool) -> None:
        """A list's item; a second paragraph of it (not `new`) goes on in the same item."""
        self.settle()
        last = self.found[-1] if self.found else None
        if not new and last is not None and last.kind == "item":
            self.found[-1] = last.saying(f"{last.text}\n{text}")
        else:
            self.block(Block("item", text, self.next_line(), bullet="" if number else "•", number=number))

    def pictures(self, pictures: list[Picture]) -> None:
        """Pictures, in their place."""
        for picture in pictures:
            self.block(Block("picture", "", self.line + 1, picture=picture))

    def caption(self, text: str) -> bool:
        """Whether a caption belongs to the picture right above; then it has it."""
        self.settle()
        last = self.found[-1] if self.found else None
        if last is None or last.picture is None or last.picture.caption:
            return False
        caption, credit = split_credit(text)
        self.found[-1] = replace(last, picture=replace(last.picture, caption=caption, credit=credit))
        return True

    def settle(self) -> None:
        """The plain lines so far, read as the same lines of a plain text would be."""
        if not self._plain:
            return
        lines: list[str] = []
        numbers: list[int] = []
        for text, gap, number in self._plain:
            if gap and lines:
                lines.append("")
                numbers.append(number)
            lines.append(text)
            numbers.append(number)
        first_gap, self._plain = self._plain[0][1], []
        for index, block in enumerate(blocks_of("\n".join(lines))):
            gap = block.gap if index else first_gap
            self.found.append(
                Block(block.kind, block.text, numbers[block.line - 1], gap, 0, block.bullet, block.number)
            )
